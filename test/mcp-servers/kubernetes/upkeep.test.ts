import { describe, expect, it } from '@jest/globals';
import { crashing, deployment, findingsIn, node, object, pod, service, warning } from './objects.ts';

const budget = (status: object) =>
  object('PodDisruptionBudget', 'cart', {
    apiVersion: 'policy/v1',
    spec: { minAvailable: 1, selector: { matchLabels: { app: 'cart' } } },
    status,
  });
const strict = budget({ disruptionsAllowed: 0, currentHealthy: 1, desiredHealthy: 1, expectedPods: 1 });
const cordoned = { ...node('node-a'), spec: { unschedulable: true } };
const cart = [...deployment('cart'), pod('cart-1-a', { of: 'cart' })];

describe('a disruption budget', () => {
  it('is a finding where it holds up a drain', () => {
    const found = findingsIn([...cart, strict, cordoned]);
    expect(found).toMatchObject([{ category: 'disruption-budget', object: 'PodDisruptionBudget/shop/cart' }]);
    expect(found[0]?.title).toContain('so node node-a cannot be drained of Deployment/shop/cart');
  });

  it('is none while nobody is to be moved, and its pods are the cause where they are ill', () => {
    expect(findingsIn([...cart, strict, node('node-a')])).toEqual([]);
    const ill = budget({ disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 1, expectedPods: 1 });
    const found = findingsIn([...deployment('cart', { ready: 0 }), crashing('cart-1-a', 'cart'), ill, cordoned]);
    expect(found[0]?.category).toBe('application-crash');
    expect(found.find(({ category }) => category === 'disruption-budget')?.causedBy).toBe(found[0]?.id);
  });

  it('that cannot be computed says why', () => {
    const conditions = [
      {
        type: 'DisruptionAllowed',
        status: 'False',
        reason: 'SyncFailed',
        message: 'found no controllers for pod "cart"',
      },
    ];
    expect(findingsIn([...cart, budget({ conditions })])[0]?.title).toContain('found no controllers for pod "cart"');
  });
});

describe('evicted pods', () => {
  const evicted = (name: string, message: string) =>
    pod(name, {
      of: 'cart',
      phase: 'Failed',
      ready: false,
      podStatus: { reason: 'Evicted', message, containerStatuses: [], startTime: '2026-05-12T09:20:00Z' },
    });

  it('follow from the pressure of their node', () => {
    const pressed = node('node-a', [
      { type: 'Ready', status: 'True' },
      { type: 'MemoryPressure', status: 'True', message: 'low on memory' },
    ]);
    const weak = deployment('cart', { ready: 0 });
    const found = findingsIn([...weak, evicted('cart-1-a', 'The node was low on resource: memory.'), pressed]);
    expect(found[0]).toMatchObject({ category: 'node-pressure', object: 'Node/-/node-a' });
    expect(found.slice(1).every(({ causedBy }) => causedBy !== undefined)).toBe(true);
  });

  it('for what they use themselves are told apart, and one that was replaced is over', () => {
    const message = 'Pod ephemeral local storage usage exceeds the total limit of containers 1Gi.';
    const several = [evicted('cart-1-a', message), evicted('cart-1-b', message)];
    expect(findingsIn([...cart, ...several])).toMatchObject([
      { category: 'disk-full', object: 'Deployment/shop/cart' },
    ]);
    expect(findingsIn([...cart, evicted('cart-1-b', message)])).toEqual([]);
  });
});

describe('rights that are missing', () => {
  const line =
    '2026-05-12T09:39:00Z E0512 error: pods is forbidden: User "system:serviceaccount:shop:cart" cannot list resource "pods" in API group "" in the namespace "pay"';

  it('are named by account, verb, resource and namespace, from a log', () => {
    const found = findingsIn(cart, { logs: { 'cart-1-a/app': line } });
    expect(found).toMatchObject([{ category: 'permission-denied', object: 'Deployment/shop/cart' }]);
    expect(found[0]?.title).toBe(
      'Deployment/shop/cart: ServiceAccount/shop/cart is not permitted (RBAC) to list pods in namespace pay',
    );
  });

  it('are the cause of a crash that they bring about', () => {
    const found = findingsIn([...deployment('cart', { ready: 0 }), crashing('cart-1-a', 'cart')], {
      logs: { 'cart-1-a/app/previous': `${line}\n2026-05-12T09:39:01Z FATAL giving up` },
    });
    expect(found[0]?.title).toContain('is not permitted (RBAC) to list pods');
    expect(found.filter(({ causedBy }) => causedBy === undefined)).toHaveLength(1);
  });

  it('are seen in events', () => {
    const said =
      'failed: secrets "tls" is forbidden: User "system:serviceaccount:shop:issuer" cannot get resource "secrets" in API group "" in the namespace "shop"';
    const found = findingsIn([...cart, warning('Ingress/web', 'BadConfig', said)]);
    expect(found[0]?.title).toContain(
      'ServiceAccount/shop/issuer is not permitted (RBAC) to get secrets in namespace shop',
    );
  });
});

describe('schedules', () => {
  const cronJob = (status: object) =>
    object('CronJob', 'report', { spec: { schedule: '0 * * * *', concurrencyPolicy: 'Forbid' }, status });

  it('that start nothing are findings, with why', () => {
    const missed = warning('CronJob/report', 'TooManyMissedTimes', 'too many missed start times: 120');
    const [found] = findingsIn([cronJob({ lastScheduleTime: '2026-05-11T09:00:00Z' }), missed]);
    expect(found?.title).toContain(
      'CronJob/shop/report (0 * * * *) starts no run, the last was 2026-05-11T09:00:00Z: TooManyMissedTimes',
    );
    const active = warning(
      'CronJob/report',
      'JobAlreadyActive',
      'Not starting job because prior execution is running',
      { type: 'Normal' },
    );
    const [waiting] = findingsIn([cronJob({ active: [{ name: 'report-1' }] }), active]);
    expect(waiting?.title).toContain('concurrencyPolicy Forbid, and Job/shop/report-1 has not ended');
  });

  it('that have run since are none', () => {
    const missed = warning('CronJob/report', 'TooManyMissedTimes', 'too many missed start times: 120');
    expect(findingsIn([cronJob({ lastScheduleTime: '2026-05-12T09:36:00Z' }), missed])).toEqual([]);
  });
});

describe('requests that fail', () => {
  const access = (status: number, second: number) =>
    `2026-05-12T09:39:${String(second).padStart(2, '0')}Z 10.0.0.1 - - "GET /cart HTTP/1.1" ${status} 12`;

  it('are a finding by the access log alone, where they are many', () => {
    const lines = Array.from({ length: 40 }, (_, i) => access(i % 4 === 0 ? 503 : 200, i)).join('\n');
    const [found] = findingsIn(cart, { logs: { 'cart-1-a/app': lines } });
    expect(found).toMatchObject({ severity: 'warning', object: 'Deployment/shop/cart' });
    expect(found?.title).toContain('answers 10 of 40 requests with 5xx (10x 503)');
  });

  it('are none where they are few', () => {
    const lines = Array.from({ length: 50 }, (_, i) => access(i === 0 ? 500 : 200, i)).join('\n');
    expect(findingsIn(cart, { logs: { 'cart-1-a/app': lines } })).toEqual([]);
  });
});

describe('DNS', () => {
  it('that is down causes what cannot resolve names', () => {
    const dns = [
      ...deployment('coredns', { ready: 0 }),
      crashing('coredns-1-a', 'coredns'),
      service('kube-dns', { 'k8s-app': 'kube-dns' }),
    ].map((item) => ({
      ...item,
      metadata: { ...item.metadata, namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } },
    }));
    const lines = [1, 2, 3]
      .map((s) => `2026-05-12T09:39:0${s}Z ERROR getaddrinfo EAI_AGAIN api.example.com`)
      .join('\n');
    const found = findingsIn([...cart, ...dns], { logs: { 'cart-1-a/app': lines } });
    const client = found.find(({ object: about }) => about === 'Deployment/shop/cart');
    expect(client?.category).toBe('dns');
    expect(client?.causedBy).toContain('Service/kube-system/kube-dns');
    expect(found[0]?.object).toBe('Deployment/kube-system/coredns');
  });
});

describe('a deletion', () => {
  it('of a claim names the pods that hold it', () => {
    const claim = object('PersistentVolumeClaim', 'data', {
      metadata: { deletionTimestamp: '2026-05-12T09:20:00Z', finalizers: ['kubernetes.io/pvc-protection'] },
      status: { phase: 'Bound' },
    });
    const user = pod('db', { spec: { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] } });
    expect(findingsIn([claim, user])[0]?.title).toContain(
      'finalizers kubernetes.io/pvc-protection while Pod/shop/db use it',
    );
  });
});

describe('a Service without a selector', () => {
  const bare = object('Service', 'legacy', { spec: { type: 'ClusterIP', ports: [{ port: 80 }] } });
  const slice = (ready: boolean) =>
    object('EndpointSlice', 'legacy-1', {
      metadata: { labels: { 'kubernetes.io/service-name': 'legacy' } },
      endpoints: [{ addresses: ['10.0.0.1'], conditions: { ready } }],
    });

  it('reaches what its endpoints say', () => {
    expect(findingsIn([bare, slice(true)])).toEqual([]);
    expect(findingsIn([bare, slice(false)])[0]?.title).toContain('of 1 endpoints made for it none is ready');
    expect(findingsIn([bare], { refused: ['endpointslices'] })).toEqual([]);
  });
});
