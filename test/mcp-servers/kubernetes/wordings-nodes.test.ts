import { describe, it } from '@jest/globals';
import { deployment, node, object, pod, warning } from './objects.ts';
import { expectTold } from './told.ts';

const weak = [...deployment('cart', { ready: 0 }), pod('cart-1-a', { of: 'cart', ready: false })];
const strong = [...deployment('cart'), pod('cart-1-a', { of: 'cart' })];
const ready = { type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' };
const notReady = (message: string) => ({ type: 'Ready', status: 'False', reason: 'KubeletNotReady', message });
const silent = {
  type: 'Ready',
  status: 'Unknown',
  reason: 'NodeStatusUnknown',
  message: 'Kubelet stopped posting node status.',
};

const troubles: [what: string, category: string, condition: Record<string, string>, event?: string][] = [
  ['a kubelet that stopped', 'node-down', silent],
  [
    'a PLEG that hangs',
    'node-down',
    notReady('PLEG is not healthy: pleg was last seen active 3m12s ago; threshold is 3m0s'),
  ],
  ['a runtime that is down', 'node-down', notReady('[container runtime is down, PLEG is not healthy]')],
  [
    'a network plugin that is not there',
    'node-down',
    notReady(
      'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized',
    ),
  ],
  [
    'a driver of storage that is not there',
    'node-down',
    notReady('failed to initialize CSINode: error updating CSINode annotation'),
  ],
  [
    'a network without routes',
    'node-down',
    { type: 'NetworkUnavailable', status: 'True', reason: 'NoRouteCreated', message: 'Node created without a route' },
  ],
  [
    "a kubelet's certificate that expired",
    'certificate-expired',
    silent,
    'part of the existing bootstrap client certificate in /var/lib/kubelet/pki/kubelet-client-current.pem is expired: x509: certificate has expired or is not yet valid',
  ],
  [
    'little memory',
    'node-pressure',
    {
      type: 'MemoryPressure',
      status: 'True',
      reason: 'KubeletHasInsufficientMemory',
      message: 'kubelet has insufficient memory available',
    },
  ],
  [
    'little disk',
    'node-pressure',
    { type: 'DiskPressure', status: 'True', reason: 'KubeletHasDiskPressure', message: 'kubelet has disk pressure' },
  ],
  [
    'few process ids',
    'node-pressure',
    {
      type: 'PIDPressure',
      status: 'True',
      reason: 'KubeletHasInsufficientPID',
      message: 'kubelet has insufficient PID available',
    },
  ],
];

describe('a node', () => {
  it.each(troubles.map(([what, category, condition, event = '']) => [what, category, condition, event] as const))(
    'is the cause of what runs there for %s, and none once it is well again',
    (what, category, condition, event) => {
      const said = warning('Node/node-a', 'NodeNotReady', event || condition.message || '');
      return expectTold({
        what,
        objects: [
          ...weak,
          node('node-a', condition.type === 'Ready' ? [condition] : [ready, condition]),
          node('node-b', [ready]),
          said,
        ],
        root: [category, 'Node/-/node-a'],
        says: event || condition.message || '',
        follows: ['Deployment/shop/cart'],
        well: {
          objects: [
            ...strong,
            node('node-a', [ready, ...(condition.type === 'Ready' ? [] : [{ ...condition, status: 'False' }])]),
            said,
          ],
        },
      });
    },
  );
});

describe('a drain', () => {
  const budget = (allowed: number) =>
    object('PodDisruptionBudget', 'cart', {
      apiVersion: 'policy/v1',
      spec: { minAvailable: 1, selector: { matchLabels: { app: 'cart' } } },
      status: { disruptionsAllowed: allowed, currentHealthy: 1, desiredHealthy: 1, expectedPods: 1 },
    });
  const cordoned = { ...node('node-a', [ready]), spec: { unschedulable: true } };
  const said: [who: string, about: string, reason: string, message: string][] = [
    [
      'an eviction',
      'Pod/cart-1-a',
      'EvictionBlocked',
      "Cannot evict pod as it would violate the pod's disruption budget.",
    ],
    [
      'the API server',
      'Pod/cart-1-a',
      'FailedEviction',
      'The disruption budget cart needs 1 healthy pods and has 1 currently',
    ],
    ['Karpenter', 'Node/node-a', 'FailedDraining', 'Failed to drain node, 1 pods are waiting to be evicted'],
    [
      'Karpenter of the budget',
      'Node/node-a',
      'DisruptionBlocked',
      'Cannot disrupt Node: pdb "shop/cart" prevents pod evictions',
    ],
    [
      'the cluster autoscaler',
      'Node/node-a',
      'ScaleDownFailed',
      'failed to drain the node, aborting ScaleDown: pods remaining after timeout',
    ],
  ];

  it.each(said)('is held up by a budget that allows nothing, in the words of %s', (who, about, reason, message) =>
    expectTold({
      what: who,
      objects: [...strong, cordoned, budget(0), warning(about, reason, message)],
      root: ['disruption-budget', 'PodDisruptionBudget/shop/cart'],
      says: ['node node-a cannot be drained of Deployment/shop/cart', message],
      well: { objects: [...strong, cordoned, budget(1), warning(about, reason, message)] },
    }),
  );

  it('is not asked for where a budget merely allows nothing', () =>
    expectTold({
      what: 'asked for by an event alone',
      objects: [
        ...strong,
        node('node-a', [ready]),
        budget(0),
        warning('Pod/cart-1-a', 'FailedEviction', "Cannot evict pod as it would violate the pod's disruption budget."),
      ],
      root: ['disruption-budget', 'PodDisruptionBudget/shop/cart'],
      well: { objects: [...strong, node('node-a', [ready]), budget(0)] },
    }));
});
