/** A small cluster for tests: one deployment with a pod in each of the states that matter, and what belongs to them. */
export const now = '2026-05-12T09:40:00Z';

const meta = (name: string, namespace?: string, more: Record<string, unknown> = {}) => ({
  name,
  ...(namespace ? { namespace } : {}),
  creationTimestamp: '2026-05-12T09:10:00Z',
  ...more,
});

const container = (name: string, image = `registry.example/${name}:1`) => ({ name, image });

function pod(name: string, status: Record<string, unknown>, spec: Record<string, unknown> = {}, namespace = 'shop') {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: meta(name, namespace, { labels: { app: 'cart', tier: name === 'cart-ok' ? 'gold' : 'iron' } }),
    spec: { nodeName: 'node-a', containers: [container('cart')], ...spec },
    status,
  };
}

const ready = { type: 'Ready', status: 'True' };
const initialized = { type: 'Initialized', status: 'True' };

export const pods = [
  pod(
    'cart-ok',
    {
      phase: 'Running',
      podIP: '10.0.0.1',
      podIPs: [{ ip: '10.0.0.1' }],
      conditions: [initialized, ready],
      containerStatuses: [
        { name: 'cart', ready: true, restartCount: 0, state: { running: {} }, lastState: {} },
        { name: 'proxy', ready: true, restartCount: 0, state: { running: {} }, lastState: {} },
      ],
    },
    { containers: [container('cart'), container('proxy')], initContainers: [container('migrate')] },
  ),
  pod('cart-crash', {
    phase: 'Running',
    podIPs: [{ ip: '10.0.0.2' }],
    conditions: [initialized],
    containerStatuses: [
      {
        name: 'cart',
        ready: false,
        restartCount: 7,
        state: { waiting: { reason: 'CrashLoopBackOff' } },
        lastState: { terminated: { exitCode: 1, reason: 'Error', finishedAt: '2026-05-12T09:38:00Z' } },
      },
    ],
  }),
  pod('cart-pull', {
    phase: 'Pending',
    containerStatuses: [
      {
        name: 'cart',
        ready: false,
        restartCount: 0,
        state: { waiting: { reason: 'ImagePullBackOff' } },
        lastState: {},
      },
    ],
  }),
  pod('cart-pending', { phase: 'Pending' }, { nodeName: undefined }),
  pod('pay-1', { phase: 'Succeeded' }, {}, 'payments'),
];

const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: meta('cart', 'shop', { uid: 'd-1', resourceVersion: '4711' }),
  spec: {
    replicas: 4,
    selector: { matchLabels: { app: 'cart' } },
    template: { metadata: { labels: { app: 'cart' } }, spec: { containers: [container('cart')] } },
  },
  status: { replicas: 4, updatedReplicas: 2, readyReplicas: 1, availableReplicas: 1 },
};

const events = [
  {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: meta('cart-crash.1', 'shop'),
    involvedObject: { apiVersion: 'v1', kind: 'Pod', name: 'cart-crash', namespace: 'shop' },
    type: 'Warning',
    reason: 'BackOff',
    message: 'Back-off restarting failed container',
    count: 12,
    firstTimestamp: '2026-05-12T09:20:00Z',
    lastTimestamp: '2026-05-12T09:39:30Z',
    source: { component: 'kubelet', host: 'node-a' },
  },
  {
    apiVersion: 'events.k8s.io/v1',
    kind: 'Event',
    metadata: meta('cart-pending.1', 'shop'),
    regarding: { apiVersion: 'v1', kind: 'Pod', name: 'cart-pending', namespace: 'shop' },
    type: 'Warning',
    reason: 'FailedScheduling',
    note: '0/1 nodes are available: 1 Insufficient cpu.',
    eventTime: '2026-05-12T09:12:00.000000Z',
    reportingController: 'default-scheduler',
    reportingInstance: 'scheduler-0',
  },
];

const others = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: meta('shop'), status: { phase: 'Active' } },
  { apiVersion: 'v1', kind: 'Namespace', metadata: meta('payments'), status: { phase: 'Active' } },
  {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: meta('node-a', undefined, { labels: { 'node-role.kubernetes.io/worker': '' } }),
    spec: { unschedulable: true },
    status: { conditions: [{ type: 'Ready', status: 'False' }], nodeInfo: { kubeletVersion: 'v1.34.3' } },
  },
  { apiVersion: 'v1', kind: 'Secret', metadata: meta('cart-db', 'shop'), type: 'Opaque', data: { password: 'cHc=' } },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: meta('cart', 'shop'),
    spec: {
      type: 'ClusterIP',
      clusterIP: '10.96.0.7',
      clusterIPs: ['10.96.0.7'],
      ports: [{ port: 80, protocol: 'TCP' }],
    },
  },
  {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: meta('cart', 'shop'),
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'cart' },
      minReplicas: 2,
      maxReplicas: 6,
      metrics: [
        { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } },
      ],
    },
    status: { currentReplicas: 4 },
  },
];

const custom = [
  {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: meta('rollouts.argoproj.io'),
    spec: {
      group: 'argoproj.io',
      scope: 'Namespaced',
      names: { plural: 'rollouts', singular: 'rollout', kind: 'Rollout', listKind: 'RolloutList', shortNames: ['ro'] },
      versions: [
        {
          name: 'v1alpha1',
          served: true,
          storage: true,
          additionalPrinterColumns: [
            { name: 'Phase', type: 'string', jsonPath: '.status.conditions[?(@.type=="Healthy")].status' },
            { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
          ],
        },
      ],
    },
  },
  {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Rollout',
    metadata: meta('cart', 'shop'),
    status: {
      conditions: [
        { type: 'Paused', status: 'False' },
        { type: 'Healthy', status: 'True' },
      ],
    },
  },
  // No definition of this one is in the case.
  { apiVersion: 'example.com/v1', kind: 'BackupPolicy', metadata: meta('nightly', 'shop') },
];

const usage = { cpu: '250m', memory: '64Mi' };
export const metrics = [
  {
    apiVersion: 'metrics.k8s.io/v1beta1',
    kind: 'PodMetrics',
    metadata: meta('cart-ok', 'shop'),
    timestamp: now,
    window: '30s',
    containers: [{ name: 'cart', usage }],
  },
  {
    apiVersion: 'metrics.k8s.io/v1beta1',
    kind: 'NodeMetrics',
    metadata: meta('node-a'),
    timestamp: now,
    window: '30s',
    usage,
  },
];

const asList = (items: unknown[]): string => JSON.stringify({ apiVersion: 'v1', kind: 'List', items }, null, 1);

export const shop: Record<string, string> = {
  'kubernetes/objects/pods.json': asList(pods),
  'kubernetes/objects/deployment.json': JSON.stringify(deployment),
  'kubernetes/objects/events.json': asList(events),
  'kubernetes/objects/others.json': asList([...others, ...custom, ...metrics]),
  'kubernetes/logs/shop/cart-ok/cart.log':
    '2026-05-12T09:30:00.5Z listening\n2026-05-12T09:39:00Z GET /cart 200\n2026-05-12T09:39:59Z GET /cart 500 äöü\n',
  'kubernetes/logs/shop/cart-crash/cart.previous.log': '2026-05-12T09:38:00Z panic: pool exhausted\n',
};
