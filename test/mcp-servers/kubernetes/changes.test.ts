import { afterEach, describe, expect, it } from '@jest/globals';
import { deployment, object, pod, service } from './objects.ts';
import { type Served, serveObjects } from './serve.ts';

let served: Served | undefined;
afterEach(async () => {
  expect(served?.journal.notServed ?? []).toEqual([]);
  await served?.close();
  served = undefined;
});

interface Change {
  at: string;
  kind: string;
  object: string;
  author: string;
  title: string;
}

const changes = async (args: Record<string, unknown> = {}) => {
  const answer = await served?.call('k8s_changes', args);
  if (!answer) throw new Error('serve a cluster first');
  return { ...answer, changes: answer.structured.changes as Change[] };
};

const long = '2026-05-01T00:00:00Z';
const owned = (kind: string, name: string) => ({ ownerReferences: [{ kind, name, controller: true }] });
const revision = (number: number, at: string, containers: unknown[], more: object = {}) =>
  object('ReplicaSet', `cart-${number}`, {
    metadata: {
      creationTimestamp: at,
      ...owned('Deployment', 'cart'),
      annotations: {
        'deployment.kubernetes.io/revision': `${number}`,
        'deployment.kubernetes.io/desired-replicas': `${number}`,
      },
    },
    spec: {
      template: {
        metadata: { labels: { app: 'cart', 'pod-template-hash': `${number}` } },
        spec: { containers, ...more },
      },
    },
  });

const before = {
  name: 'app',
  image: 'shop/cart:1',
  command: ['serve'],
  env: [
    { name: 'TOKEN', value: 'hush-one' },
    { name: 'OLD', value: 'hush-two' },
    { name: 'DB', valueFrom: { secretKeyRef: { name: 'db', key: 'url' } } },
  ],
  envFrom: [{ configMapRef: { name: 'cart' } }],
  resources: { requests: { cpu: '100m' }, limits: { memory: '256Mi' } },
  readinessProbe: { httpGet: { port: 8080, path: '/ready' } },
};
const after = {
  ...before,
  image: 'shop/cart:2',
  command: ['serve', '--fast'],
  env: [
    { name: 'TOKEN', value: 'hush-three' },
    { name: 'NEW', value: 'hush-four' },
    { name: 'DB', valueFrom: { secretKeyRef: { name: 'database', key: 'url' } } },
  ],
  envFrom: [{ configMapRef: { name: 'cart-v2' } }],
  resources: { requests: { cpu: '200m' } },
  readinessProbe: { httpGet: { port: 9090, path: '/ready' } },
};
const [cart] = deployment('cart');
const written = [
  { manager: 'argocd', operation: 'Apply', time: '2026-05-12T09:19:59Z', fieldsV1: { 'f:spec': { 'f:template': {} } } },
];
const world = [
  ...(cart ? [{ ...cart, metadata: { ...cart.metadata, creationTimestamp: long, managedFields: written } }] : []),
  revision(1, long, [before]),
  revision(2, '2026-05-12T09:20:00Z', [after], { volumes: [{ name: 'conf', configMap: { name: 'cart-v2' } }] }),
];

describe('k8s_changes', () => {
  it('tells a rollout by what differs from the revision before, and no environment value', async () => {
    served = await serveObjects(world);
    const { changes: found, text } = await changes();
    expect(found).toEqual([
      {
        at: '2026-05-12T09:20:00Z',
        kind: 'rollout',
        object: 'Deployment/shop/cart',
        author: 'argocd',
        title: [
          'to revision 2: image shop/cart:1 -> shop/cart:2',
          'app command serve -> serve --fast',
          'app requests cpu 100m -> 200m',
          'app limits memory removed',
          'app readinessProbe GET :8080/ready, timeout 1s, period 10s, failures 3 -> GET :9090/ready, timeout 1s, period 10s, failures 3',
          'app env NEW added',
          'app env DB Secret db key url -> Secret database key url',
          'app env from ConfigMap cart-v2 added',
          'app env OLD removed',
          'app env from ConfigMap cart removed',
          'app env TOKEN changed',
          'volume conf added: ConfigMap cart-v2',
          'replicas 1 -> 2',
        ].join('; '),
      },
    ]);
    expect(text).not.toContain('hush');
  });

  it('tells a rollout of a StatefulSet by its controller revisions', async () => {
    const stored = (number: number, at: string, image: string) =>
      object('ControllerRevision', `db-${number}`, {
        apiVersion: 'apps/v1',
        metadata: { creationTimestamp: at, ...owned('StatefulSet', 'db') },
        revision: number,
        data: { spec: { template: { spec: { containers: [{ name: 'db', image }] } } } },
      });
    served = await serveObjects([
      object('StatefulSet', 'db', { metadata: { creationTimestamp: long } }),
      stored(1, long, 'db:1'),
      stored(2, '2026-05-12T09:30:00Z', 'db:2'),
    ]);
    const { text } = await changes();
    expect(text).toContain('2026-05-12T09:30:00Z rollout StatefulSet/shop/db: to revision 2: image db:1 -> db:2');
  });

  it('tells who made and who edited what, and never fetches the data of a ConfigMap', async () => {
    const managedFields = [
      { manager: 'helm', operation: 'Update', time: long, fieldsV1: { 'f:data': { 'f:LEVEL': {} } } },
      {
        manager: 'kubectl-edit',
        operation: 'Update',
        time: '2026-05-12T09:15:00Z',
        fieldsV1: { 'f:data': { 'f:URL': {} } },
      },
    ];
    const status = { manager: 'x', time: '2026-05-12T09:15:00Z', subresource: 'status', fieldsV1: { 'f:status': {} } };
    served = await serveObjects([
      object('ConfigMap', 'cart', {
        data: { URL: 'plain' },
        metadata: { creationTimestamp: long, managedFields: [...managedFields, status] },
      }),
      service('fresh', { app: 'x' }),
    ]);
    const { text } = await changes();
    expect(text).toContain(
      '2026-05-12T09:15:00Z edit ConfigMap/shop/cart (kubectl-edit): its last write; it owns data.URL',
    );
    expect(text).toContain('2026-05-12T09:10:00Z creation Service/shop/fresh: created');
    expect(text).not.toMatch(/helm|plain|status/);
  });

  it('tells scalings and deletions from events', async () => {
    const event = (about: string, reason: string, message: string) => {
      const [kind = '', name = ''] = about.split('/');
      return object('Event', `${name}.${reason}`, {
        type: 'Normal',
        reason,
        message,
        involvedObject: { kind, name, namespace: 'shop' },
        source: { component: 'controller' },
        firstTimestamp: '2026-05-12T09:25:00Z',
        lastTimestamp: '2026-05-12T09:25:00Z',
      });
    };
    served = await serveObjects([
      ...deployment('pay').map((item) => ({ ...item, metadata: { ...item.metadata, creationTimestamp: long } })),
      pod('pay-1-abcde', { of: 'pay', metadata: { creationTimestamp: long } }),
      event('Deployment/pay', 'ScalingReplicaSet', 'Scaled down replica set pay-1 from 3 to 1'),
      event('Pod/lone', 'Killing', 'Stopping container app'),
      event('Pod/pay-1-abcde', 'Killing', 'Stopping container app'),
      event('Service/gone', 'Created', 'load balancer ready'),
    ]);
    const { text, changes: found } = await changes();
    expect(text).toContain('scaling Deployment/shop/pay (controller): Scaled down replica set pay-1 from 3 to 1');
    expect(found.map(({ kind, object: about }) => `${kind} ${about}`)).toEqual([
      'scaling Deployment/shop/pay',
      'deletion Pod/shop/lone',
      'deletion Service/shop/gone',
    ]);
  });

  it('keeps to the object and window that are asked for, and says what it could not read', async () => {
    served = await serveObjects([...world, service('fresh', { app: 'x' })], { denied: ['list events in shop'] });
    expect((await changes({ object: 'deployment/cart' })).changes).toHaveLength(1);
    const narrow = await changes({ namespace: 'shop', since: '2026-05-12T09:00:00Z', until: '2026-05-12T09:15:00Z' });
    expect(narrow.changes.map(({ object: about }) => about)).toEqual(['Service/shop/fresh']);
    expect(narrow.structured.notChecked).toEqual(['list events in shop (403: verb list on events)']);
  });
});
