import { afterEach, describe, expect, it } from '@jest/globals';
import { readConfig } from '../../../mcp-servers/kubernetes/config.ts';
import { requester } from '../../../mcp-servers/kubernetes/request.ts';
import { crashing, deployment, object, pod } from './objects.ts';
import { type Served, serveObjects, type TriageAnswer } from './serve.ts';

let served: Served | undefined;
afterEach(async () => {
  expect(served?.journal.notServed ?? []).toEqual([]);
  await served?.close();
  served = undefined;
});

const call = async (tool: string, args: Record<string, unknown> = {}) => {
  const answer = await served?.call(tool, args);
  if (!answer) throw new Error('serve a cluster first');
  return { ...answer, error: answer.structured.error as Record<string, unknown> };
};
const broken = [...deployment('cart', { ready: 0 }), crashing('cart-1-a', 'cart')];

describe('an API server in trouble', () => {
  it('that asks for patience once is asked again', async () => {
    served = await serveObjects(broken);
    const busy = { status: 429, headers: { 'retry-after': '1' }, body: { message: 'too many requests' } };
    served.journal.fault({ system: 'kubernetes', match: /\/pods\?/, times: 1, ...busy });
    const { text, isError } = await call('k8s_get', { kind: 'pods' });
    expect(isError).toBe(false);
    expect(text).toContain('1 pods, 1 unhealthy');
    expect(served.journal.requests.map(({ status }) => status)).toEqual([429, 200]);
  });

  it('that stays busy is an error that says when to try again, and is asked three times', async () => {
    served = await serveObjects(broken);
    served.journal.fault({
      system: 'kubernetes',
      match: /\/pods\?/,
      status: 429,
      body: {},
      headers: { 'retry-after': '0' },
    });
    const { isError, error } = await call('k8s_triage');
    expect(isError).toBe(true);
    expect(error).toMatchObject({ code: 'throttled', retryable: true, retryAfterMs: 1_000 });
    expect(served.journal.requests.filter(({ path }) => path.includes('/pods?'))).toHaveLength(3);
  });

  it('that drops a connection is asked again', async () => {
    served = await serveObjects(broken);
    served.journal.fault({ system: 'kubernetes', match: /\/pods\?/, times: 1, reset: true });
    expect((await call('k8s_get', { kind: 'pods' })).isError).toBe(false);
  });

  it('that asks to wait for long is left alone', async () => {
    served = await serveObjects(broken);
    served.journal.fault({
      system: 'kubernetes',
      match: /\/pods\?/,
      status: 429,
      body: {},
      headers: { 'retry-after': '60' },
    });
    const { error } = await call('k8s_get', { kind: 'pods' });
    expect(error).toMatchObject({ code: 'throttled', retryAfterMs: 60_000 });
    expect(served.journal.requests).toHaveLength(1);
  });

  it('that does not answer in time is a timeout, once', async () => {
    served = await serveObjects(broken);
    served.journal.fault({ system: 'kubernetes', hang: true });
    const [config] = readConfig(served.env).contexts.values();
    if (!config) throw new Error('the estate has a context');
    const ask = requester(config, 100);
    const asking = { verb: 'list', resource: 'pods' } as const;
    await expect(ask('/api/v1/pods', {}, asking, new AbortController().signal)).rejects.toMatchObject({
      code: 'timeout',
      message: expect.stringMatching(/^list pods: no answer from 127\.0\.0\.1:\d+ within 0\.1 s$/),
    });
    expect(served.journal.requests).toHaveLength(1);
  });

  it('is told when nobody waits any more', async () => {
    served = await serveObjects(broken);
    const { journal } = served;
    journal.fault({ system: 'kubernetes', hang: true });
    const cancelling = new AbortController();
    const waiting = served.call('k8s_triage', {}, { signal: cancelling.signal });
    await journal.seen('kubernetes');
    cancelling.abort();
    await expect(waiting).rejects.toThrow();
    const end = Date.now() + 5_000;
    while (journal.requests.some(({ aborted }) => !aborted) && Date.now() < end)
      await new Promise((r) => setTimeout(r, 20));
    expect(journal.requests.every(({ aborted }) => aborted)).toBe(true);
  });

  it('that forgot where a list began is read from its beginning', async () => {
    const many = Array.from({ length: 600 }, (_, i) => pod(`p${i}`));
    served = await serveObjects(many);
    const gone = { status: 410, body: { message: 'The provided continue parameter is too old' } };
    served.journal.fault({ system: 'kubernetes', match: /continue=/, times: 1, ...gone });
    expect((await call('k8s_get', { kind: 'pods' })).text).toContain('600 pods, 0 unhealthy');
  });
});

describe('what is not permitted', () => {
  it.each([
    ['k8s_get', { kind: 'pods' }, 'list pods', 'grant list on pods in the cluster'],
    ['k8s_get', { kind: 'pods', namespace: 'shop' }, 'list pods in shop', 'grant list on pods in shop'],
    ['k8s_logs', { pod: 'cart-1-a' }, 'get pods/log in shop', undefined],
  ])('%s %j names the verb, resource and namespace', async (tool, args, denied, hint) => {
    served = await serveObjects(broken, { denied: [denied] });
    const { isError, text, error } = await call(tool, args);
    expect(isError).toBe(true);
    expect(text).toContain(`403: verb ${denied.split(' ')[0]} on ${denied.split(' ')[1]}`);
    if (hint) expect(error).toMatchObject({ code: 'forbidden', retryable: false, hint });
  });
});

describe('what is asked wrongly', () => {
  it('takes numbers and booleans that were written as strings', async () => {
    served = await serveObjects([...deployment('cart'), pod('cart-1-a', { of: 'cart' })], {
      logs: { 'shop/cart-1-a/app': '2026-05-12T09:39:01Z one\n2026-05-12T09:39:02Z two\n2026-05-12T09:39:03Z three\n' },
    });
    const { text } = await call('k8s_logs', { pod: 'cart-1-a', tail: '2', mode: 'lines', previous: 'false' });
    expect(text).toContain('2 lines read');
    expect(text).not.toContain('one');
  });

  it.each([
    ['k8s_triage', {}],
    ['k8s_events', {}],
    ['k8s_changes', {}],
    ['k8s_logs', { pod: 'cart-1-a' }],
  ])('%s refuses a window that starts after it ends', async (tool, args) => {
    served = await serveObjects(broken);
    const { error, text } = await call(tool, { ...args, since: '5m', until: '10m' });
    expect(error).toMatchObject({ code: 'invalid_arguments' });
    expect(text).toContain('the window starts at 2026-05-12T09:35:00Z, not before its end 2026-05-12T09:30:00Z');
  });

  it('answers a selector that is none with what the API server says of it', async () => {
    served = await serveObjects(broken);
    const { error, text } = await call('k8s_get', { kind: 'pods', selector: 'app in' });
    expect(error).toMatchObject({ code: 'invalid_arguments', retryable: false });
    expect(text).toMatch(/unable to parse requirement/);
  });
});

describe('several clusters', () => {
  const arn = 'arn:aws:eks:eu-west-1:112233445566:cluster/prod';
  const fine = [...deployment('cart'), pod('cart-1-a', { of: 'cart' })];

  it('may have names with slashes and colons', async () => {
    served = await serveObjects({ [arn]: broken, 'gke_shop_europe-west1_b': fine });
    expect((await call('k8s_get', { kind: 'pods', context: arn })).text).toContain('1 pods, 1 unhealthy');
    expect((await call('k8s_logs', { pod: 'cart-1-a', context: arn })).isError).toBe(false);
    expect((await call('k8s_get', { kind: 'pods', context: `${arn}uction` })).error.hint).toContain(arn);
  });

  it.each([
    ['k8s_get', { kind: 'pods' }],
    ['k8s_get', { kind: 'workloads' }],
    ['k8s_logs', { workload: 'cart' }],
    ['k8s_events', {}],
    ['k8s_changes', {}],
  ] as [string, Record<string, unknown>][])('are three, and %s %j reads the one that is named', async (tool, args) => {
    served = await serveObjects({ [arn]: broken, us: fine, asia: fine });
    const paths = () => new Set(served?.journal.requests.map(({ path }) => /^\/clusters\/[^/]+/.exec(path)?.[0]));
    expect((await call(tool, { ...args, context: 'us' })).isError).toBe(false);
    expect([...paths()]).toEqual(['/clusters/us']);
    const unnamed = await call(tool, args);
    // What runs is listed for all, where a scope is looked for.
    if (args.kind === 'workloads') expect([...paths()]).toHaveLength(3);
    else expect(unnamed.error).toMatchObject({ code: 'invalid_arguments', hint: expect.stringContaining(arn) });
  });

  it('are three in one scope, and each is told apart', async () => {
    served = await serveObjects({ [arn]: broken, us: fine, asia: [...fine, object('ConfigMap', 'x')] });
    const clusters = [{ context: arn, namespaces: ['shop'] }, { context: 'us' }, { context: 'asia' }];
    const { structured, text } = await call('k8s_triage', { scope: { service: 'cart', clusters } });
    const { findings, examined } = structured as unknown as TriageAnswer;
    expect(findings[0]?.id).toBe(`application-crash:Deployment/shop/cart@${arn}`);
    expect(findings[0]?.title).toMatch(`${arn}: Deployment/shop/cart: container app crash-loops`);
    expect(findings[0]?.next?.args).toMatchObject({ context: arn, namespace: 'shop' });
    expect((await call('k8s_logs', findings[0]?.next?.args ?? {})).text).not.toContain('several clusters');
    expect(examined).toEqual(expect.arrayContaining(['us: 1 pods in shop: 1 ready', 'asia: 1 pods in shop: 1 ready']));
    expect(text).toContain(`Kubernetes ${arn}, us, asia as of`);
  });
});
