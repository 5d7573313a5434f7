import { afterEach, describe, expect, it } from '@jest/globals';
import { crashing, deployment, node, object, pod, service } from './objects.ts';
import { type Served, serveObjects } from './serve.ts';

let served: Served | undefined;
afterEach(async () => {
  expect(served?.journal.notServed ?? []).toEqual([]);
  await served?.close();
  served = undefined;
});

const get = async (args: Record<string, unknown>) => {
  const answer = await served?.call('k8s_get', args);
  if (!answer) throw new Error('serve a cluster first');
  return answer;
};

const resources = { requests: { cpu: '200m', memory: '256Mi' }, limits: { memory: '512Mi' } };
const cart = pod('cart-1-a', { of: 'cart', container: { resources } });
const metrics = [
  object('PodMetrics', 'cart-1-a', {
    apiVersion: 'metrics.k8s.io/v1beta1',
    containers: [
      { name: 'app', usage: { cpu: '120000000n', memory: '307200Ki' } },
      { name: 'proxy', usage: { cpu: '10m', memory: '20Mi' } },
    ],
  }),
  object('NodeMetrics', 'node-a', { apiVersion: 'metrics.k8s.io/v1beta1', usage: { cpu: '2', memory: '8Gi' } }, null),
];

describe('usage', () => {
  it('stands beside requests and limits, summed over containers', async () => {
    served = await serveObjects([cart, node('node-a'), ...metrics]);
    const rows = await get({ kind: 'pods', usage: true });
    expect(rows.text).toContain('cpu 130m (requests 200m), memory 320Mi (requests 256Mi, limits 512Mi)');
    expect((await get({ kind: 'nodes', usage: 'true' })).text).toContain(
      'cpu 2000m (allocatable 4000m), memory 8192Mi (allocatable 16384Mi)',
    );
    expect((await get({ kind: 'pod', name: 'cart-1-a' })).text).toContain('usage: cpu 130m (requests 200m)');
  });

  it('is said to be unknown where the metrics API is missing or may not be read', async () => {
    served = await serveObjects([cart]);
    const missing = await get({ kind: 'pods', usage: true });
    expect(missing.text).toContain('Pod/shop/cart-1-a Running');
    expect(missing.structured.notChecked).toEqual(['usage: the cluster serves no metrics.k8s.io']);
    await served.close();
    served = await serveObjects([cart, ...metrics], { denied: ['list pods.metrics.k8s.io'] });
    const { structured } = await get({ kind: 'pods', usage: true });
    expect(structured.notChecked).toEqual(['usage: list pods.metrics.k8s.io (403: verb list on pods.metrics.k8s.io)']);
  });
});

describe('many rows', () => {
  const many = Array.from({ length: 1_700 }, (_, i) => object('ConfigMap', `c${String(i).padStart(4, '0')}`));

  it('come by pages of the API server, and the rest by another call', async () => {
    served = await serveObjects(many);
    const first = await get({ kind: 'cm', namespace: 'shop' });
    expect(first.text).toContain('1000 configmaps in shop, 0 unhealthy, 1000 shown; 700 more are not read yet, page=');
    expect(first.text).toContain('lines left out; the same call with cursor=');
    const second = await get({ kind: 'cm', namespace: 'shop', page: first.structured.page });
    expect(second.text).toContain('700 configmaps in shop, 0 unhealthy, 700 shown\n');
    expect(second.text).toContain('ConfigMap/shop/c1000');
  });

  it('that are unhealthy are found wherever they stand', async () => {
    const pods = Array.from({ length: 1_100 }, (_, i) => pod(`p${String(i).padStart(4, '0')}`, { ready: i !== 1_050 }));
    served = await serveObjects(pods);
    const { text } = await get({ kind: 'pods', unhealthy_only: true });
    expect(text.split('\n')).toHaveLength(2);
    expect(text).toContain('1100 pods, 1 unhealthy, 1 shown\nPod/shop/p1050');
  });

  it('are not read to find one by its name', async () => {
    served = await serveObjects(many);
    await get({ kind: 'cm', name: 'c1699', namespace: 'shop', yaml: true });
    const lists = served.journal.requests.filter(({ path }) => path.includes('/configmaps'));
    expect(lists.map(({ path }) => /fieldSelector=[^&]+/.exec(path)?.[0])).toEqual([
      'fieldSelector=metadata.name%3Dc1699',
    ]);
  });
});

describe('one object', () => {
  it('names what it refers to and does not exist', async () => {
    const envFrom = [{ configMapRef: { name: 'cart-v2' } }, { secretRef: { name: 'whatever' } }];
    const spec = {
      serviceAccountName: 'shopper',
      containers: [{ name: 'app', image: 'a', envFrom }],
      volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }],
    };
    const [workload] = deployment('cart');
    if (!workload) throw new Error('a deployment has two objects');
    served = await serveObjects([
      { ...workload, spec: { replicas: 1, template: { spec } } },
      object('ConfigMap', 'cart-v1', { data: { secret: 'plain' } }),
    ]);
    const { text } = await get({ kind: 'deployment', name: 'cart' });
    expect(text).toContain('refers to ConfigMap/shop/cart-v2, which does not exist (nearest: cart-v1)');
    expect(text).toContain('refers to PersistentVolumeClaim/shop/data, which does not exist');
    expect(text).toContain('refers to ServiceAccount/shop/shopper, which does not exist');
    expect(text).not.toMatch(/refers to Secret|plain/);
  });

  it('of a node lists what runs there, what is not ready first', async () => {
    served = await serveObjects([node('node-a'), cart, crashing('pay-1-a', 'pay'), pod('other', { node: 'node-b' })]);
    const { text } = await get({ kind: 'node', name: 'node-a' });
    expect(text).toMatch(
      /pods: 2, 1 ready\n {2}Pod\/shop\/pay-1-a CrashLoopBackOff.*\n {2}Pod\/shop\/cart-1-a Running/,
    );
    expect(text).not.toContain('Pod/shop/other');
  });

  it("shows an Ingress's path to ready pods, and a Service's endpoint slices", async () => {
    const path = (name: string) => ({ path: `/${name}`, backend: { service: { name, port: { number: 80 } } } });
    served = await serveObjects([
      object('Ingress', 'web', {
        spec: { rules: [{ host: 'shop.example', http: { paths: [path('cart'), path('gone')] } }] },
      }),
      service('cart', { app: 'cart' }),
      cart,
      object('EndpointSlice', 'cart-x', {
        apiVersion: 'discovery.k8s.io/v1',
        metadata: {
          labels: {
            'kubernetes.io/service-name': 'cart',
            'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
          },
        },
        endpoints: [{ addresses: ['10.0.0.1'], conditions: { ready: true } }],
        ports: [{ port: 8080, name: 'http' }],
      }),
    ]);
    const { text } = await get({ kind: 'ing', name: 'web' });
    expect(text).toContain('path shop.example/cart -> Service/shop/cart port 80: 1 of 1 pods ready');
    expect(text).toContain('path shop.example/gone -> Service gone: does not exist');
    const answer = await get({ kind: 'svc', name: 'cart' });
    expect(answer.text).toContain('endpoint slices: 1 endpoints, 1 ready, http 8080');
  });
});
