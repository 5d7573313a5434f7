import { describe, expect, it } from '@jest/globals';
import { deployment, findingsIn, node, object, pod, warning } from './objects.ts';

const asking = (cpu: string) => ({ resources: { requests: { cpu } } });
const runOf = (name: string, at: string, cpu = '3') =>
  pod(name, {
    container: asking(cpu),
    metadata: {
      creationTimestamp: at,
      ownerReferences: [{ kind: 'Job', name: 'report-1', controller: true }],
    },
  });
const report = object('Job', 'report-1', {
  metadata: { ownerReferences: [{ kind: 'CronJob', name: 'report', controller: true }] },
});
const runs = ['a', 'b', 'c'].map((name) => runOf(`report-1-${name}`, '2026-05-12T09:01:00Z'));
const quota = object('ResourceQuota', 'compute', {
  status: { hard: { 'requests.cpu': '10' }, used: { 'requests.cpu': '10' } },
});
const refused = warning(
  'ReplicaSet/cart-1',
  'FailedCreate',
  'Error creating: pods "cart-1-b" is forbidden: exceeded quota: compute, requested: requests.cpu=1, used: requests.cpu=10, limited: requests.cpu=10',
);
const cart = [
  ...deployment('cart', { wanted: 2, created: 1, ready: 1 }),
  pod('cart-1-a', { of: 'cart', container: asking('1') }),
];
const quotaFinding = (...objects: Parameters<typeof findingsIn>) =>
  findingsIn(...objects).find(({ category }) => category === 'quota-exceeded');

describe('an exhausted quota', () => {
  it('names who takes most of it and since when, by the topmost owner', () => {
    const found = quotaFinding([...cart, report, ...runs, quota, refused]);
    expect(found?.title).toContain(
      'ResourceQuota/shop/compute is exhausted (CronJob/shop/report takes 9 of 10 (3 pods, all since 2026-05-12T09:01:00Z)), so Deployment/shop/cart cannot create its pods',
    );
    expect(found?.evidence[1]).toContain('Deployment/shop/cart takes 1 of 10 (1 pod)');
    expect(found?.related).toEqual(['Deployment/shop/cart', 'CronJob/shop/report']);
  });

  it('names them too where the refusals are no longer told', () => {
    const found = quotaFinding([...cart, report, ...runs, quota]);
    expect(found?.title).toContain('CronJob/shop/report takes 9 of 10 (3 pods, all since 2026-05-12T09:01:00Z)');
  });

  it('is not brought about by runs that are over, nor by pods of another namespace', () => {
    const over = runs.map((run) => ({ ...run, status: { ...(run.status as object), phase: 'Succeeded' } }));
    const elsewhere = runs.map((run) => ({ ...run, metadata: { ...run.metadata, namespace: 'lab' } }));
    const found = quotaFinding([...cart, report, ...over, ...elsewhere, quota, refused]);
    expect(found?.title).not.toContain('report');
    expect(found?.related).toEqual(['Deployment/shop/cart']);
  });

  it("does not make a failure of who takes it the quota's doing", () => {
    const failing = object('Job', 'report-1', {
      metadata: { ownerReferences: [{ kind: 'CronJob', name: 'report', controller: true }] },
      status: { failed: 3, active: 3, startTime: '2026-05-12T09:01:00Z' },
    });
    const found = findingsIn([...cart, failing, ...runs, quota, refused]);
    const failed = found.find(({ object: about }) => about === 'CronJob/shop/report');
    expect(failed?.category).toBe('job-failing');
    expect(failed?.causedBy).toBeUndefined();
  });
});

describe('a pod that finds no room', () => {
  const waiting = pod('cart-1-b', {
    of: 'cart',
    phase: 'Pending',
    ready: false,
    node: null,
    container: asking('1'),
    metadata: { creationTimestamp: '2026-05-12T09:20:00Z' },
    podStatus: {
      conditions: [{ type: 'PodScheduled', status: 'False', message: '0/1 nodes are available: 1 Insufficient cpu.' }],
    },
  });
  const found = (...objects: Parameters<typeof findingsIn>[0]) =>
    findingsIn([...cart, waiting, node('node-a'), report, ...objects]).find((f) => f.category === 'insufficient-cpu');

  it('tells who took it lately', () => {
    const finding = found(...runs.slice(0, 1));
    expect(finding?.title).toContain('; CronJob/shop/report takes 3 of 4 (1 pod, all since 2026-05-12T09:01:00Z)');
    expect(finding?.related).toContain('CronJob/shop/report');
  });

  it('blames nobody for what was there for days, nor a rollout, nor what came after it', () => {
    expect(found(runOf('report-1-a', '2026-05-02T09:00:00Z'))?.title).not.toContain('report');
    expect(found(runOf('report-1-a', '2026-05-12T09:30:00Z'))?.title).not.toContain('report');
    const rolledOut = ['a', 'b', 'c'].map((name) =>
      pod(`search-1-${name}`, {
        of: 'search',
        container: asking('1'),
        metadata: {
          creationTimestamp: '2026-05-12T09:00:00Z',
          ownerReferences: [{ kind: 'ReplicaSet', name: 'search-1', controller: true }],
        },
      }),
    );
    const finding = found(...deployment('search', { wanted: 3 }), ...rolledOut);
    expect(finding?.related).not.toContain('Deployment/shop/search');
  });
});
