import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { kubernetesServer } from '../../../mcp-servers/kubernetes/server.ts';
import { finding } from '../../../mcp-servers/runtime/finding.ts';
import { packageRoot } from '../../../worker/package-root.ts';
import { serve } from '../../estate/kubernetes/serve-case.ts';
import { loadCase } from '../../estate/load-case.ts';
import { connectInMemory, connectStdio } from '../connect.ts';
import { crashing, deployment, node, now, object, pod, service, warning } from './objects.ts';
import { type Served, serveObjects, type TriageAnswer } from './serve.ts';

let served: Served | undefined;
afterEach(async () => {
  expect(served?.journal.notServed ?? []).toEqual([]);
  await served?.close();
  served = undefined;
});

const triage = async (args: Record<string, unknown> = {}) => {
  const answer = await served?.call('k8s_triage', args);
  if (!answer) throw new Error('serve a cluster first');
  return { ...answer, ...(answer.structured as unknown as TriageAnswer) };
};

const broken = [
  ...deployment('cart', { ready: 0 }),
  crashing('cart-1-a', 'cart'),
  service('cart', { app: 'cart' }),
  node('node-a'),
];
const logs = { 'shop/cart-1-a/app.previous': '2026-05-12T09:37:59Z FATAL relation "carts" does not exist\n' };

describe('k8s_triage', () => {
  it('puts the cause first, quotes verbatim, and says which findings follow', async () => {
    served = await serveObjects(broken, { logs });
    const { text, findings } = await triage({ scope: { service: 'cart' } });
    expect(findings.map(({ category }) => category)).toEqual(['schema-mismatch', 'unknown', 'dependency-unreachable']);
    expect(text).toContain('1. [critical schema-mismatch] Deployment/shop/cart: container app crash-loops');
    expect(text).toContain('(caused by 1) Service/shop/cart has no ready endpoints');
    for (const found of findings) {
      expect(() => finding.parse(found)).not.toThrow();
      for (const line of found.evidence) expect(text).toContain(line);
    }
  });

  it('finds nothing in a healthy cluster, and says in numbers what it looked at and what is over', async () => {
    served = await serveObjects([
      ...deployment('cart'),
      pod('cart-1-a', { of: 'cart' }),
      service('cart', { app: 'cart' }),
      node('node-a'),
      warning('Pod/cart-1-a', 'FailedScheduling', '0/1 nodes are available: 1 Insufficient cpu.'),
    ]);
    const { findings, examined, recovered, text } = await triage({ scope: { service: 'cart' } });
    expect(findings).toEqual([]);
    expect(examined).toEqual([
      'Deployment/shop/cart 1 of 1 ready',
      '1 pods in shop: 1 ready',
      '1 nodes: 1 ready',
      'logs of 1 pods',
    ]);
    expect(recovered[0]).toContain('Pod/shop/cart-1-a recovered: FailedScheduling at 2026-05-12T09:35:00Z');
    expect(text).toContain('no findings');
  });

  it('examined nothing where a service that was asked for is unknown, and names the nearest', async () => {
    served = await serveObjects([...deployment('checkout'), pod('checkout-1-a', { of: 'checkout' })]);
    const { examined, text } = await triage({ scope: { service: 'chekout' } });
    expect(examined).toEqual([]);
    expect(text).toContain('nothing read here is named chekout, nearest: checkout');
  });

  it('names the missing permission, judges nothing by what it could not see, and goes on with the rest', async () => {
    served = await serveObjects([...broken, object('Pod', 'other', {}, 'pay')], {
      denied: ['list pods in shop', 'list services in pay'],
    });
    const { notChecked, findings, isError } = await triage({
      scope: { clusters: [{ context: 'estate', namespaces: ['shop', 'pay'] }] },
    });
    expect(isError).toBe(false);
    expect(notChecked).toEqual(expect.arrayContaining(['list pods in shop (403: verb list on pods)']));
    expect(findings.map(({ category }) => category)).not.toContain('service-selector');
  });

  it('follows what the logs blame into a namespace that was not asked for', async () => {
    const elsewhere = [...deployment('ledger', { ready: 0 }), service('ledger', { app: 'ledger' })].map((item) => ({
      ...item,
      metadata: { ...item.metadata, namespace: 'finance' },
    }));
    const lines = [1, 2, 3].map(
      (s) => `2026-05-12T09:39:3${s}Z ERROR GET http://ledger.finance:80/: connection refused\n`,
    );
    served = await serveObjects([...deployment('cart'), pod('cart-1-a', { of: 'cart' }), ...elsewhere], {
      logs: { 'shop/cart-1-a/app': lines.join('') },
    });
    const { findings } = await triage({ scope: { clusters: [{ context: 'estate', namespaces: ['shop'] }] } });
    const client = findings.find(({ object: about }) => about === 'Deployment/shop/cart');
    expect(client?.causedBy).toContain('finance/ledger');
  });

  it('says of a namespace of the scope that it does not exist', async () => {
    served = await serveObjects(broken);
    const { notChecked } = await triage({ scope: { clusters: [{ context: 'estate', namespaces: ['shp'] }] } });
    expect(notChecked).toEqual(['namespace shp (it does not exist; nearest: shop)']);
  });

  it('reads namespace by namespace where the cluster may not be listed as a whole', async () => {
    served = await serveObjects([...broken, ...deployment('x'), object('ConfigMap', 'c', {}, 'pay')], {
      logs,
      denied: ['list pods in pay'],
    });
    const { notChecked, findings } = await triage();
    expect(notChecked).toEqual(['list pods in pay (403: verb list on pods)']);
    expect(findings[0]?.object).toBe('Deployment/shop/cart');
  });

  it('never asks for Secrets, and pages every list by 500', async () => {
    served = await serveObjects([...broken, object('Secret', 'cart', { data: { a: 'aHVzaA==' } })]);
    await triage();
    const paths = served.journal.requests.map(({ path }) => path);
    expect(paths.filter((path) => path.includes('/secrets'))).toEqual([]);
    expect(paths.filter((path) => !path.includes('/log?') && !path.includes('limit=500'))).toEqual([]);
  });

  it('keeps to the allow-list of namespaces and says what it left alone', async () => {
    served = await serveObjects([...broken, pod('p', {}), object('Pod', 'other', {}, 'pay')], {
      env: { SRE_AGENT_KUBERNETES_NAMESPACES: 'shop' },
    });
    const { notChecked } = await triage({ scope: { clusters: [{ context: 'estate', namespaces: ['pay', 'shop'] }] } });
    expect(notChecked).toEqual(['namespace pay in estate (not in SRE_AGENT_KUBERNETES_NAMESPACES)']);
    expect(served.journal.requests.filter(({ path }) => path.includes('/pay/'))).toEqual([]);
  });

  it('reads several clusters and says in which each thing is', async () => {
    served = await serveObjects({ 'eu/prod': broken, us: [...deployment('cart'), pod('cart-1-a', { of: 'cart' })] });
    const both = await triage();
    expect(both.findings[0]?.id).toBe('application-crash:Deployment/shop/cart@eu/prod');
    expect(both.examined).toContain('us: 1 pods in shop: 1 ready');
  });

  it('of several clusters notes the one that does not answer', async () => {
    served = await serveObjects({ eu: broken, us: broken });
    served.journal.fault({ system: 'kubernetes', match: /clusters\/us\//, status: 503, body: { message: 'down' } });
    const { notChecked, findings } = await triage();
    expect(findings[0]?.object).toBe('Deployment/shop/cart');
    expect(notChecked).toEqual(['context us: list pods: 503, down']);
  });

  it('answers rejected credentials and an absent API server as errors that say what to do', async () => {
    served = await serveObjects(broken);
    served.journal.fault({ system: 'kubernetes', status: 401, body: {} });
    const { isError, text, structured } = await triage();
    expect(isError).toBe(true);
    expect(text).toContain('unauthorized');
    expect(structured.error).toMatchObject({ code: 'unauthorized', retryable: false });
  });

  it('reads the logs of ten pods at most, in less than 6,000 characters', async () => {
    const many = Array.from({ length: 30 }, (_, i) => [
      ...deployment(`app${i}`, { ready: 0 }),
      crashing(`app${i}-1-a`, `app${i}`),
    ]).flat();
    served = await serveObjects(many);
    const { text, findings } = await triage();
    expect(text.length).toBeLessThan(6_000);
    for (const line of findings.flatMap(({ evidence }) => evidence)) expect(text).toContain(line);
    expect(text).toMatch(/and \d+ more findings; narrow the scope/);
    const read = served.journal.requests.filter(({ path }) => path.includes('/log?'));
    expect(new Set(read.map(({ path }) => path.split('/pods/')[1]?.split('/')[0])).size).toBeLessThanOrEqual(10);
  });
});

const own = ['healthy', 'pool-exhausted', 'unreadable'].map((name) => join(packageRoot(), 'test/cases', name));
const shared = join(packageRoot(), '../shared/cases');
const given = existsSync(shared) ? readdirSync(shared).map((name) => join(shared, name)) : [];
const cases = [...own, ...given].filter((dir) => existsSync(join(dir, 'kubernetes/objects')));

describe('a frozen incident', () => {
  it.each(cases)('%s is found by its object, and a healthy one has no finding', async (dir) => {
    const incident = await loadCase(dir);
    const estate = await serve(dir);
    const connected = await connectInMemory(kubernetesServer(estate.env), () => new Date(incident.now));
    const { structured, text } = await connected.call('k8s_triage');
    await connected.close();
    await estate.close();
    const { verdict, objects } = incident.expected;
    const findings = (structured as unknown as TriageAnswer).findings.filter(({ severity }) => severity !== 'info');
    if (verdict === 'incident') expect(objects).toContain(findings[0]?.object);
    else expect(findings).toEqual([]);
    for (const line of findings.flatMap(({ evidence }) => evidence)) expect(text).toContain(line);
    expect(estate.journal.notServed).toEqual([]);
  });
});

describe('the program', () => {
  it('serves the same over stdio, and refuses a kubeconfig that is not there with its name', async () => {
    served = await serveObjects(broken, { logs });
    const main = join(packageRoot(), 'mcp-servers/kubernetes/main.ts');
    const program = await connectStdio(main, { ...served.env, SRE_AGENT_CLOCK: now });
    const { text } = await program.call('k8s_triage', { scope: { service: 'cart' } });
    await program.close();
    expect(text).toBe((await triage({ scope: { service: 'cart' } })).text);
    await expect(connectStdio(main, { KUBECONFIG: '/does/not/exist' })).rejects.toThrow('KUBECONFIG cannot be read');
  });
});
