import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { humanDuration } from './duration.ts';
import { type ServedCluster, serveCase } from './serve-case.ts';
import { shop } from './shop.ts';

let served: ServedCluster;
beforeAll(async () => {
  served = await serveCase(shop);
});
afterAll(() => served.close());

interface TableBody {
  kind: string;
  columnDefinitions: { name: string; priority: number }[];
  rows: { cells: unknown[]; conditions?: unknown[]; object: unknown }[];
}

async function table(path: string): Promise<TableBody> {
  const { body } = await served.get(path, 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json');
  expect(body).toHaveProperty('kind', 'Table');
  return body as TableBody;
}

/** The table as `kubectl get` shows it: cells of the columns that are not wide. */
async function shown(path: string): Promise<unknown[][]> {
  const { columnDefinitions, rows } = await table(path);
  return rows.map(({ cells }) => cells.filter((_cell, at) => columnDefinitions[at]?.priority === 0));
}

describe('a table', () => {
  it('of pods gives each the reason that tells most, at the clock of the incident', async () => {
    expect(await shown('/api/v1/namespaces/shop/pods')).toEqual([
      ['cart-crash', '0/1', 'CrashLoopBackOff', '7 (2m ago)', '30m'],
      ['cart-ok', '2/2', 'Running', '0', '30m'],
      ['cart-pending', '0/1', 'Pending', '0', '30m'],
      ['cart-pull', '0/1', 'ImagePullBackOff', '0', '30m'],
    ]);
  });

  it('marks the rows of pods that have ended', async () => {
    const { rows } = await table('/api/v1/namespaces/payments/pods');
    expect(rows[0]?.conditions).toMatchObject([{ type: 'Completed', reason: 'Succeeded' }]);
  });

  it.each([
    ['/apis/apps/v1/namespaces/shop/deployments/cart', [['cart', '1/4', 2, 1, '30m']]],
    ['/api/v1/nodes', [['node-a', 'NotReady,SchedulingDisabled', 'worker', '30m', 'v1.34.3']]],
    ['/api/v1/namespaces/shop/services', [['cart', 'ClusterIP', '10.96.0.7', '<none>', '80/TCP', '30m']]],
    ['/api/v1/secrets', [['cart-db', 'Opaque', 1, '30m']]],
    [
      '/apis/autoscaling/v2/horizontalpodautoscalers',
      [['cart', 'Deployment/cart', 'cpu: <unknown>/80%', '2', 6, 4, '30m']],
    ],
    [
      '/api/v1/events',
      [
        ['30s', 'Warning', 'BackOff', 'pod/cart-crash', 'Back-off restarting failed container'],
        ['28m', 'Warning', 'FailedScheduling', 'pod/cart-pending', '0/1 nodes are available: 1 Insufficient cpu.'],
      ],
    ],
    ['/apis/argoproj.io/v1alpha1/rollouts', [['cart', 'True', '30m']]],
    ['/apis/example.com/v1/backuppolicies', [['nightly', '30m']]],
    ['/apis/apiextensions.k8s.io/v1/customresourcedefinitions', [['rollouts.argoproj.io', '2026-05-12T09:10:00Z']]],
  ])('%s', async (path, expected) => {
    expect(await shown(path)).toEqual(expected);
  });

  it('carries of each object what is asked for', async () => {
    const path = '/api/v1/namespaces/shop/pods?labelSelector=tier%3Dgold';
    expect((await table(path)).rows[0]?.object).toMatchObject({ kind: 'PartialObjectMetadata' });
    expect((await table(`${path}&includeObject=None`)).rows[0]?.object).toBeNull();
    expect((await table(`${path}&includeObject=Object`)).rows[0]?.object).toMatchObject({ kind: 'Pod', spec: {} });
  });
});

describe('an age', () => {
  it.each([
    [-5, '<invalid>'],
    [-1, '0s'],
    [119, '119s'],
    [120, '2m'],
    [432, '7m12s'],
    [3600, '60m'],
    [3 * 3600, '3h'],
    [3 * 3600 + 300, '3h5m'],
    [47 * 3600, '47h'],
    [50 * 3600, '2d2h'],
    [40 * 86_400, '40d'],
    [3 * 365 * 86_400 + 5 * 86_400, '3y5d'],
  ])('of %d seconds is %s', (seconds, said) => {
    expect(humanDuration(seconds * 1_000)).toBe(said);
  });
});
