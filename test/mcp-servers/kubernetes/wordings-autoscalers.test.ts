import { describe, it } from '@jest/globals';
import { deployment, node, object, pod, warning } from './objects.ts';
import { expectTold } from './told.ts';

const cart = [...deployment('cart'), pod('cart-1-a', { of: 'cart' })];

interface Condition {
  type: string;
  status: string;
  reason: string;
  message?: string;
}

const works: Condition[] = [
  { type: 'AbleToScale', status: 'True', reason: 'ReadyForNewScale' },
  { type: 'ScalingActive', status: 'True', reason: 'ValidMetricFound' },
  { type: 'ScalingLimited', status: 'False', reason: 'DesiredWithinRange' },
];
const scaler = (conditions: Condition[], use = 40, target = 'cart') =>
  object('HorizontalPodAutoscaler', 'cart', {
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: target },
      maxReplicas: 3,
      metrics: [
        { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } },
      ],
    },
    status: {
      currentReplicas: 3,
      desiredReplicas: 3,
      conditions: [...works.filter(({ type }) => !conditions.some((c) => c.type === type)), ...conditions],
      currentMetrics: [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: use } } }],
    },
  });
const inactive = (reason: string, message: string): Condition => ({
  type: 'ScalingActive',
  status: 'False',
  reason,
  message,
});
const unable = 'the HPA was unable to compute the replica count: failed to get cpu utilization: ';

const stuck: [what: string, condition: Condition, target?: string][] = [
  [
    'a metrics API that is not there',
    inactive(
      'FailedGetResourceMetric',
      `${unable}unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)`,
    ),
  ],
  [
    'pods without requests',
    inactive('FailedGetResourceMetric', `${unable}missing request for cpu in container app of Pod cart-1-a`),
  ],
  [
    'pods without metrics',
    inactive('FailedGetResourceMetric', `${unable}did not receive metrics for targeted pods (pods might be unready)`),
  ],
  [
    'an external metric',
    inactive(
      'FailedGetExternalMetric',
      'the HPA was unable to compute the replica count: unable to get external metric shop/queue/nil: no metrics returned from external metrics API',
    ),
  ],
  [
    'a metric of an object',
    inactive(
      'FailedGetObjectMetric',
      'unable to get metric hits: Ingress on shop web/unable to fetch metrics from custom metrics API',
    ),
  ],
  [
    'a selector of several autoscalers',
    inactive(
      'AmbiguousSelector',
      'pods by selector app=cart are controlled by multiple HPAs: [shop/cart shop/cart-old]',
    ),
  ],
  ['a target without a selector', inactive('InvalidSelector', "the HPA target's scale is missing a selector")],
  [
    'a target that does not exist',
    {
      type: 'AbleToScale',
      status: 'False',
      reason: 'FailedGetScale',
      message: 'the HPA controller was unable to get the target\'s current scale: deployments.apps "carts" not found',
    },
    'carts',
  ],
  [
    'a scale that it may not change',
    {
      type: 'AbleToScale',
      status: 'False',
      reason: 'FailedUpdateScale',
      message: 'the HPA controller was unable to update the target scale: Operation cannot be fulfilled',
    },
  ],
];

describe('an autoscaler', () => {
  it.each(stuck)('is stuck for %s', (what, condition, target = 'cart') =>
    expectTold({
      what,
      objects: [...cart, scaler([condition], 40, target)],
      root: ['autoscaler-stuck', 'HorizontalPodAutoscaler/shop/cart'],
      says: [
        `${condition.reason}: ${condition.message}`.slice(0, 80),
        ...(target === 'cart' ? [] : ['the target does not exist']),
      ],
      // The warning stays for an hour after the metric came back.
      well: {
        objects: [
          ...cart,
          scaler([]),
          warning('HorizontalPodAutoscaler/cart', condition.reason, condition.message ?? ''),
        ],
      },
    }),
  );

  const limited: Condition = {
    type: 'ScalingLimited',
    status: 'True',
    reason: 'TooManyReplicas',
    message: 'the desired replica count is more than the maximum replica count',
  };

  it('is at its maximum under load above its target, not under load that it bears', () =>
    expectTold({
      what: 'maximum',
      objects: [...cart, scaler([limited], 95)],
      root: ['autoscaler-stuck', 'HorizontalPodAutoscaler/shop/cart'],
      says: 'wants more than its maximum of 3 replicas for Deployment/shop/cart',
      well: { objects: [...cart, scaler([limited], 50)] },
    }));

  it('rests at its minimum, and on purpose while its target is scaled to zero', async () => {
    const least: Condition = {
      type: 'ScalingLimited',
      status: 'True',
      reason: 'TooFewReplicas',
      message: 'at the minimum',
    };
    const off = inactive('ScalingDisabled', 'scaling is disabled since the replica count of the target is zero');
    for (const condition of [least, off]) {
      await expectTold({
        what: condition.reason,
        objects: [...cart, scaler([limited], 95)],
        root: ['autoscaler-stuck', 'HorizontalPodAutoscaler/shop/cart'],
        well: { objects: [...cart, scaler([condition], 10)] },
      });
    }
  });
});

describe('an autoscaler of nodes', () => {
  const verdict =
    '0/1 nodes are available: 1 Insufficient cpu. preemption: 0/1 nodes are available: 1 No preemption victims found.';
  const condition = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: verdict };
  const waiting = [
    ...deployment('cart', { ready: 0 }),
    pod('cart-1-a', { of: 'cart', phase: 'Pending', ready: false, node: null, podStatus: { conditions: [condition] } }),
    node('node-a'),
  ];
  const running = [...cart, node('node-a')];
  const refusals: [who: string, reason: string, said: string, more: Record<string, unknown>][] = [
    [
      'the cluster autoscaler',
      'NotTriggerScaleUp',
      "pod didn't trigger scale-up: 1 max node group size reached, 2 Insufficient cpu",
      { type: 'Normal', source: { component: 'cluster-autoscaler' } },
    ],
    [
      'Karpenter',
      'FailedScheduling',
      'Failed to schedule pod, incompatible with nodepool "default", daemonset overhead={"cpu":"150m"}, no instance type satisfied resources {"cpu":"96"} and requirements',
      { source: { component: 'karpenter' } },
    ],
    [
      'Karpenter at its limit',
      'FailedScheduling',
      'Failed to schedule pod, all available instance types exceed limits for nodepool: "default"',
      { source: { component: 'karpenter' } },
    ],
  ];

  it.each(refusals)('that adds none, %s, says why beside the scheduler', (who, reason, said, more) =>
    expectTold({
      what: who,
      objects: [
        ...waiting,
        warning('Pod/cart-1-a', reason, said, more),
        warning('Pod/cart-1-a', 'FailedScheduling', verdict),
      ],
      root: ['insufficient-cpu', 'Deployment/shop/cart'],
      says: [said.slice(0, 60), '1 Insufficient cpu'],
      well: { objects: [...running, warning('Pod/cart-1-a', reason, said, more)] },
    }),
  );
});
