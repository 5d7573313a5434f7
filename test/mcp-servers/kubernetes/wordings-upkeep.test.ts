import { describe, it } from '@jest/globals';
import type { AnyObject } from '../../../mcp-servers/kubernetes/objects.ts';
import { deployment, object, pod, service, warning } from './objects.ts';
import { expectTold } from './told.ts';

const leaving = '2026-05-12T09:20:00Z';
const stuck = (
  kind: string,
  name: string,
  finalizers: string[],
  rest: Record<string, unknown> = {},
  space: string | null = 'shop',
) => object(kind, name, { metadata: { deletionTimestamp: leaving, finalizers }, ...rest }, space);
const still = (object: AnyObject): AnyObject => {
  const { deletionTimestamp: _, ...metadata } = object.metadata;
  return { ...object, metadata };
};
const remains = [
  {
    type: 'NamespaceContentRemaining',
    status: 'True',
    reason: 'SomeResourcesRemain',
    message: 'Some resources are remaining: widgets.acme.io has 3 resource instances',
  },
  {
    type: 'NamespaceFinalizersRemaining',
    status: 'True',
    reason: 'SomeFinalizersRemain',
    message: 'Some content in the namespace has finalizers remaining: acme.io/cleanup in 3 resource instances',
  },
];
const discovery = [
  {
    type: 'NamespaceDeletionDiscoveryFailure',
    status: 'True',
    reason: 'DiscoveryFailed',
    message:
      'Discovery failed for some groups, 1 failing: unable to retrieve the complete list of server APIs: metrics.k8s.io/v1beta1: stale GroupVersion discovery',
  },
];

const deletions: [what: string, object: AnyObject, about: string, says: string | string[]][] = [
  [
    'finalizers',
    stuck('Deployment', 'cart', ['acme.io/cleanup'], { spec: { replicas: 0 } }),
    'Deployment/shop/cart',
    'held by finalizers acme.io/cleanup',
  ],
  [
    'a cloud load balancer',
    stuck('Service', 'cart', ['service.kubernetes.io/load-balancer-cleanup'], { spec: { type: 'ExternalName' } }),
    'Service/shop/cart',
    'load-balancer-cleanup',
  ],
  [
    'what remains in a namespace',
    stuck(
      'Namespace',
      'old',
      [],
      { spec: { finalizers: ['kubernetes'] }, status: { phase: 'Terminating', conditions: remains } },
      null,
    ),
    'Namespace/-/old',
    ['widgets.acme.io has 3 resource instances', 'acme.io/cleanup in 3 resource instances'],
  ],
  [
    'an API that does not answer',
    stuck(
      'Namespace',
      'old',
      [],
      { spec: { finalizers: ['kubernetes'] }, status: { phase: 'Terminating', conditions: discovery } },
      null,
    ),
    'Namespace/-/old',
    'metrics.k8s.io/v1beta1: stale GroupVersion discovery',
  ],
  [
    'a claim in use',
    stuck('PersistentVolumeClaim', 'data', ['kubernetes.io/pvc-protection'], { status: { phase: 'Bound' } }),
    'PersistentVolumeClaim/shop/data',
    'kubernetes.io/pvc-protection',
  ],
];

describe('a deletion', () => {
  it.each(deletions)('is stuck for %s', (what, broken, about, says) =>
    expectTold({ what, objects: [broken], root: ['deletion-stuck', about], says, well: { objects: [still(broken)] } }),
  );
});

const guard = (more: Record<string, unknown> = {}) =>
  object(
    'ValidatingWebhookConfiguration',
    'guard',
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      webhooks: [
        {
          name: 'check.guard.io',
          failurePolicy: 'Fail',
          clientConfig: { service: { name: 'guard', namespace: 'shop', port: 443 } },
          ...more,
        },
      ],
    },
    null,
  );
const call =
  'Error creating: Internal error occurred: failed calling webhook "check.guard.io": failed to call webhook: Post "https://guard.shop.svc:443/check?timeout=10s": ';
const configuration = 'ValidatingWebhookConfiguration/-/guard';
const refused = 'Deployment/shop/cart';
const answers: [how: string, said: string, repaired?: [category: string, object: string]][] = [
  ['it has no endpoints', `${call}no endpoints available for service "guard"`],
  ['its Service is not there', `${call}service "guard" not found`],
  ['it takes too long', `${call}context deadline exceeded`],
  [
    'it takes too long, in words of HTTP',
    `${call}net/http: request canceled (Client.Timeout exceeded while awaiting headers)`,
  ],
  [
    'nobody trusts its certificate',
    `${call}tls: failed to verify certificate: x509: certificate signed by unknown authority`,
    ['webhook-unavailable', configuration],
  ],
  [
    'its certificate is of another name',
    `${call}x509: certificate is valid for guard, not guard.shop.svc`,
    ['webhook-unavailable', configuration],
  ],
  [
    'its certificate has run out',
    `${call}tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2026-05-12T09:00:00Z is after 2026-05-12T08:00:00Z`,
    ['certificate-expired', configuration],
  ],
  ['nothing listens', `${call}dial tcp 10.96.3.4:443: connect: connection refused`],
  ['it ends the connection', `${call}EOF`],
  ['its path is another', `${call}the server could not find the requested resource`],
];

describe('a webhook', () => {
  const backend = [
    service('guard', { app: 'guard' }, [{ port: 443, targetPort: 8080 }]),
    ...deployment('guard'),
    pod('guard-1-a', { of: 'guard' }),
  ];

  it.each(answers)('that must be asked refuses pods: %s', (how, said, repaired = ['webhook-unavailable', refused]) =>
    expectTold({
      what: how,
      objects: [
        guard(),
        ...backend,
        ...deployment('cart', { wanted: 2, created: 0, ready: 0 }),
        warning('ReplicaSet/cart-1', 'FailedCreate', said),
      ],
      root: repaired,
      says: 'check.guard.io',
      well: {
        objects: [
          guard(),
          ...backend,
          ...deployment('cart', { wanted: 1 }),
          pod('cart-1-a', { of: 'cart' }),
          warning('ReplicaSet/cart-1', 'FailedCreate', said),
        ],
      },
    }),
  );
});

const claim = (name: string, spec: Record<string, unknown>, status: Record<string, unknown> = { phase: 'Pending' }) =>
  object('PersistentVolumeClaim', name, { spec, status });
const standard = object(
  'StorageClass',
  'standard',
  { provisioner: 'ebs.csi.aws.com', volumeBindingMode: 'WaitForFirstConsumer' },
  null,
);
const user = pod('db', {
  phase: 'Pending',
  ready: false,
  node: null,
  spec: { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] },
});
const served = {
  ...user,
  ...pod('db', { spec: { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] } }),
};
const bound = { phase: 'Bound', capacity: { storage: '10Gi' } };
const claims: [what: string, category: string, objects: AnyObject[], says: string][] = [
  [
    'a class that does not exist',
    'storage-class-missing',
    [
      claim('data', { storageClassName: 'standart' }),
      warning('PersistentVolumeClaim/data', 'ProvisioningFailed', 'storageclass.storage.k8s.io "standart" not found'),
    ],
    '"standart" does not exist (there is "standard")',
  ],
  [
    'no class and no default',
    'volume-not-bound',
    [
      claim('data', {}),
      warning(
        'PersistentVolumeClaim/data',
        'FailedBinding',
        'no persistent volumes available for this claim and no storage class is set',
        { type: 'Normal' },
      ),
    ],
    'no storage class',
  ],
  [
    'a quota of the cloud',
    'volume-not-bound',
    [
      claim('data', { storageClassName: 'standard' }),
      warning(
        'PersistentVolumeClaim/data',
        'ProvisioningFailed',
        'failed to provision volume with StorageClass "standard": rpc error: code = ResourceExhausted desc = VolumeLimitExceeded',
      ),
    ],
    'VolumeLimitExceeded',
  ],
  [
    'a parameter that is wrong',
    'volume-not-bound',
    [
      claim('data', { storageClassName: 'standard' }),
      warning(
        'PersistentVolumeClaim/data',
        'ProvisioningFailed',
        'failed to provision volume with StorageClass "standard": rpc error: code = InvalidArgument desc = Could not parse invalid iops',
      ),
    ],
    'invalid iops',
  ],
  [
    'an access mode that is not to be had',
    'volume-not-bound',
    [
      claim('data', { storageClassName: 'standard', accessModes: ['ReadWriteMany'] }),
      warning(
        'PersistentVolumeClaim/data',
        'ProvisioningFailed',
        'failed to provision volume with StorageClass "standard": rpc error: code = InvalidArgument desc = Volume capabilities not supported: MULTI_NODE_MULTI_WRITER',
      ),
    ],
    'MULTI_NODE_MULTI_WRITER',
  ],
  [
    'a volume of another access mode',
    'volume-not-bound',
    [
      claim('data', { storageClassName: 'standard', volumeName: 'pv-1' }),
      warning(
        'PersistentVolumeClaim/data',
        'VolumeMismatch',
        'Cannot bind to requested volume "pv-1": incompatible accessMode',
      ),
    ],
    'incompatible accessMode',
  ],
  [
    'a volume that is lost',
    'volume-not-bound',
    [claim('data', { storageClassName: 'standard' }, { phase: 'Lost' })],
    'its volume is lost',
  ],
];

describe('a claim', () => {
  const well = { objects: [standard, claim('data', { storageClassName: 'standard' }, bound), served] };

  it.each(claims)('is not bound for %s', (what, category, objects, says) =>
    expectTold({
      what,
      objects: [standard, user, ...objects],
      root: [category, 'PersistentVolumeClaim/shop/data'],
      says,
      well,
    }),
  );

  it('that waits for its first consumer waits as it should', () =>
    expectTold({
      what: 'first consumer',
      objects: [claim('data', { storageClassName: 'standart' }), user, standard],
      root: ['storage-class-missing', 'PersistentVolumeClaim/shop/data'],
      well: {
        objects: [
          standard,
          claim('data', { storageClassName: 'standard' }),
          warning(
            'PersistentVolumeClaim/data',
            'WaitForFirstConsumer',
            'waiting for first consumer to be created before binding',
            { type: 'Normal' },
          ),
        ],
      },
    }));

  it.each([
    [
      'the cloud',
      'VolumeResizeFailed',
      'resize volume "pv-1" by resizer "ebs.csi.aws.com" failed: rpc error: code = Internal desc = You have reached the maximum modification rate per volume limit',
    ],
    [
      'the class',
      'ExternalExpanding',
      'waiting for an external controller to expand this PVC: storage class does not allow expansion',
    ],
    [
      'the node',
      'FileSystemResizeFailed',
      'MountVolume.NodeExpandVolume failed for volume "pv-1": rpc error: code = Internal desc = could not resize filesystem',
    ],
  ])('does not grow, by %s', (what, reason, message) => {
    const wanted = { storageClassName: 'standard', resources: { requests: { storage: '20Gi' } } };
    const failed = warning('PersistentVolumeClaim/data', reason, message);
    return expectTold({
      what,
      objects: [standard, served, claim('data', wanted, bound), failed],
      root: ['volume-not-resized', 'PersistentVolumeClaim/shop/data'],
      says: ['has 10Gi of the 20Gi', message.slice(0, 60)],
      well: { objects: [standard, served, claim('data', wanted, { ...bound, capacity: { storage: '20Gi' } }), failed] },
    });
  });
});
