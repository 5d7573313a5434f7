import type { KubeObject } from '../estate/kubernetes/fields.ts';

/** The clock of the world, and when everything in it was made. */
export const now = '2026-05-12T09:40:00Z';
const created = '2026-05-12T09:10:00Z';

type Fields = Record<string, unknown>;

function object(apiVersion: string, kind: string, name: string, rest: Fields = {}, namespace?: string): KubeObject {
  const { metadata, ...fields } = rest as { metadata?: Fields };
  const given = { name, ...(namespace && { namespace }), uid: `${kind}-${namespace ?? ''}-${name}`.toLowerCase() };
  return { apiVersion, kind, metadata: { ...given, creationTimestamp: created, ...metadata }, ...fields };
}

const owner = (apiVersion: string, kind: string, name: string, namespace: string): Fields => ({
  ownerReferences: [{ apiVersion, kind, name, uid: `${kind}-${namespace}-${name}`.toLowerCase(), controller: true }],
});

const container = (name: string, more: Fields = {}): Fields => ({ name, image: `registry.example/${name}:1`, ...more });
const condition = (type: string, status: boolean): Fields => ({
  type,
  status: status ? 'True' : 'False',
  lastTransitionTime: '2026-05-12T09:12:00Z',
});
const running = { running: { startedAt: created } };
const crashed = {
  terminated: { exitCode: 1, reason: 'Error', startedAt: '2026-05-12T09:37:58Z', finishedAt: '2026-05-12T09:38:00Z' },
};
const containerStatus = (name: string, more: Fields = {}): Fields => ({
  name,
  image: `registry.example/${name}:1`,
  imageID: '',
  ready: true,
  restartCount: 0,
  state: running,
  ...more,
});
const podStatus = (ready: boolean, containerStatuses: Fields[]): Fields => ({
  phase: 'Running',
  conditions: [condition('Ready', ready)],
  containerStatuses,
});

function workload(name: string, namespace: string, wanted: number, ready: number): KubeObject[] {
  const labels = { app: name };
  const template = { metadata: { labels }, spec: { containers: [container(name)] } };
  const spec = { replicas: wanted, selector: { matchLabels: labels }, template };
  const status = { replicas: wanted, readyReplicas: ready, observedGeneration: 1 };
  return [
    object('apps/v1', 'Deployment', name, { spec, status }, namespace),
    object(
      'apps/v1',
      'ReplicaSet',
      `${name}-1`,
      {
        metadata: {
          ...owner('apps/v1', 'Deployment', name, namespace),
          annotations: { 'deployment.kubernetes.io/revision': '1' },
        },
        spec,
        status,
      },
      namespace,
    ),
  ];
}

function pod(name: string, of: string, namespace: string, rest: { labels?: Fields; spec?: Fields; status: Fields }) {
  const { labels = {}, spec = {}, status } = rest;
  return object(
    'v1',
    'Pod',
    name,
    {
      metadata: { ...owner('apps/v1', 'ReplicaSet', `${of}-1`, namespace), labels: { app: of, ...labels } },
      spec: { nodeName: 'node-a', containers: [container(of)], ...spec },
      status,
    },
    namespace,
  );
}

const event = (name: string, reason: string, message: string): KubeObject =>
  object(
    'v1',
    'Event',
    `${name}.${reason.toLowerCase()}`,
    {
      type: 'Warning',
      reason,
      message,
      involvedObject: { apiVersion: 'v1', kind: 'Pod', name, namespace: 'shop', uid: `pod-shop-${name}` },
      source: { component: 'kubelet' },
      count: 3,
      firstTimestamp: '2026-05-12T09:35:00Z',
      lastTimestamp: '2026-05-12T09:38:00Z',
    },
    'shop',
  );

const widgets: KubeObject[] = [
  object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'widgets.example.com', {
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural: 'widgets', singular: 'widget', kind: 'Widget', listKind: 'WidgetList', shortNames: ['wd'] },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
        },
      ],
    },
  }),
  object('example.com/v1', 'Widget', 'blue', { status: { phase: 'Failed' } }, 'shop'),
];

/** Objects that a real API server takes and the estate serves, with something in them for each tool to find. */
export const world: KubeObject[] = [
  ...['shop', 'payments'].map((name) => object('v1', 'Namespace', name, { status: { phase: 'Active' } })),
  object('v1', 'Node', 'node-a', {
    status: { conditions: [condition('Ready', true)], allocatable: { cpu: '4', memory: '16Gi', pods: '110' } },
  }),
  ...workload('cart', 'shop', 2, 1),
  pod('cart-1-a', 'cart', 'shop', {
    labels: { tier: 'gold' },
    status: podStatus(true, [containerStatus('cart')]),
  }),
  pod('cart-1-b', 'cart', 'shop', {
    labels: { tier: 'iron' },
    status: podStatus(false, [
      containerStatus('cart', {
        ready: false,
        restartCount: 5,
        state: { waiting: { reason: 'CrashLoopBackOff' } },
        lastState: crashed,
      }),
    ]),
  }),
  ...workload('gate', 'shop', 1, 1),
  pod('gate-1-a', 'gate', 'shop', {
    spec: {
      containers: [container('proxy', { env: [{ name: 'TOKEN', value: 'hush' }] }), container('gate')],
    },
    status: podStatus(true, [containerStatus('proxy'), containerStatus('gate')]),
  }),
  ...workload('pay', 'payments', 1, 1),
  pod('pay-1-a', 'pay', 'payments', { status: podStatus(true, [containerStatus('pay')]) }),
  object(
    'v1',
    'Service',
    'cart',
    { spec: { type: 'ClusterIP', selector: { app: 'cart' }, ports: [{ port: 80, targetPort: 8080 }] } },
    'shop',
  ),
  object('v1', 'Secret', 'gate', { type: 'Opaque', data: { password: 'aHVzaA==' } }, 'shop'),
  object('v1', 'ConfigMap', 'cart', { data: { timeout: '30', pool: '5' } }, 'shop'),
  event('cart-1-b', 'BackOff', 'Back-off restarting failed container cart in pod cart-1-b_shop'),
  ...widgets,
];

export const logs: Record<string, string> = {
  'shop/cart-1-a/cart':
    '2026-05-12T09:39:01.000000000Z INFO served 1\n' +
    '2026-05-12T09:39:03.250000000Z ERROR lost the cart of anna\n' +
    '2026-05-12T09:39:05.500000000Z INFO served 2 äöü\n',
  'shop/cart-1-b/cart.previous':
    '2026-05-12T09:37:58.000000000Z INFO starting\n2026-05-12T09:37:59.000000000Z FATAL no configuration\n',
  'shop/cart-1-b/cart':
    '2026-05-12T09:37:58.000000000Z INFO starting\n2026-05-12T09:37:59.000000000Z FATAL no configuration\n',
  'shop/gate-1-a/gate': '2026-05-12T09:39:00.000000000Z gate speaks\n',
  'shop/gate-1-a/proxy': '2026-05-12T09:39:00.000000000Z proxy speaks\n',
  'payments/pay-1-a/pay': '',
};
