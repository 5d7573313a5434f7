import { describe, expect, it } from '@jest/globals';
import { deployment, findingsIn, node, object, pod, warning } from './objects.ts';

const unscheduled = (name: string, message: string, more = {}) =>
  pod(name, {
    of: 'cart',
    phase: 'Pending',
    ready: false,
    node: null,
    podStatus: { conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }] },
    ...more,
  });
const weakCart = deployment('cart', { wanted: 2, ready: 0 });
const waiting = (reason: string, message = '') => ({ ready: false, state: { waiting: { reason, message } } });

describe('pods that no node takes', () => {
  it.each([
    ['insufficient-cpu', '0/3 nodes are available: 3 Insufficient cpu.'],
    ['insufficient-memory', '0/3 nodes are available: 1 Insufficient cpu, 2 Insufficient memory.'],
    ['taint-not-tolerated', '0/3 nodes are available: 3 node(s) had untolerated taint {dedicated: gpu}.'],
    [
      'affinity-conflict',
      "0/3 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 2 node(s) didn't match Pod's node affinity/selector.",
    ],
    ['volume-not-bound', '0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims.'],
  ])('are %s when the scheduler says so', (category, message) => {
    const [first, ...rest] = findingsIn([
      ...weakCart,
      unscheduled('cart-1-a', message),
      unscheduled('cart-1-b', message),
    ]);
    expect(first).toMatchObject({ category, object: 'Deployment/shop/cart', severity: 'critical' });
    expect(first?.title).toContain('2 of 2 pods cannot be scheduled');
    expect(first?.related).toEqual(['Pod/shop/cart-1-a', 'Pod/shop/cart-1-b']);
    expect(rest.every((finding) => finding.causedBy === first?.id)).toBe(true);
  });

  it('say what is asked for beside what the largest node has', () => {
    const greedy = { spec: { containers: [{ name: 'app', resources: { requests: { cpu: '8' } } }] } };
    const [first] = findingsIn([
      node('n1'),
      unscheduled('cart-1-a', '0/1 nodes are available: 1 Insufficient cpu.', greedy),
    ]);
    expect(first?.title).toContain('requests cpu 8, largest node allocatable 4');
  });
});

describe('images that do not arrive', () => {
  const pulling = (message: string) => [
    pod('cart-1-a', { of: 'cart', phase: 'Pending', ready: false, status: waiting('ImagePullBackOff') }),
    warning('Pod/cart-1-a', 'Failed', `Failed to pull image "shop/app:1": ${message}`),
  ];
  it.each([
    ['image-not-found', 'manifest unknown'],
    ['image-not-found', 'docker.io/shop/app:1: not found'],
    ['image-pull-credentials', '401 Unauthorized: authentication required'],
    ['image-pull-credentials', 'denied: User cannot be authenticated with the token provided'],
    ['registry-unreachable', 'dial tcp 10.0.0.9:443: i/o timeout'],
    ['registry-unreachable', 'lookup registry.internal on 10.96.0.10:53: no such host'],
    ['registry-unreachable', 'tls: failed to verify certificate: x509: certificate signed by unknown authority'],
    ['throttled', 'toomanyrequests: You have reached your pull rate limit'],
  ])('are %s for %s', (category, message) => {
    const [first] = findingsIn([...weakCart, ...pulling(message)]);
    expect(first).toMatchObject({ category, object: 'Deployment/shop/cart' });
    expect(first?.evidence[0]).toContain(message);
  });
});

describe('what pods refer to in vain', () => {
  it('is named with its kind, and the nearest ConfigMap that exists', () => {
    const [first] = findingsIn([
      ...weakCart,
      object('ConfigMap', 'cart-settings'),
      pod('cart-1-a', { of: 'cart', phase: 'Pending', ready: false, status: waiting('ContainerCreating') }),
      warning(
        'Pod/cart-1-a',
        'FailedMount',
        'MountVolume.SetUp failed for volume "c" : configmap "cart-setings" not found',
      ),
    ]);
    expect(first).toMatchObject({ category: 'missing-configmap', object: 'Deployment/shop/cart' });
    expect(first?.title).toContain('ConfigMap "cart-setings" not found');
    expect(first?.title).toContain('there is "cart-settings"');
    expect(first?.related).toContain('ConfigMap/shop/cart-setings');
  });

  it('is a Secret known from what the kubelet says, or a key of it', () => {
    const missing = (message: string) =>
      findingsIn([
        pod('cart-1-a', {
          of: 'cart',
          phase: 'Pending',
          ready: false,
          status: waiting('CreateContainerConfigError', message),
        }),
      ])[0];
    expect(missing('secret "cart-db" not found')).toMatchObject({ category: 'missing-secret' });
    expect(missing("couldn't find key PASSWORD in Secret shop/cart-db")?.title).toContain(
      'key "PASSWORD" of Secret "cart-db"',
    );
  });

  it('is no finding once the pod runs', () => {
    expect(
      findingsIn([
        ...deployment('cart'),
        pod('cart-1-a', { of: 'cart' }),
        warning('Pod/cart-1-a', 'FailedMount', 'MountVolume.SetUp failed for volume "c" : configmap "x" not found'),
      ]),
    ).toEqual([]);
  });

  it('is a claim that does not exist, unless claims could not be listed', () => {
    const mounting = pod('cart-1-a', {
      of: 'cart',
      phase: 'Pending',
      ready: false,
      node: null,
      spec: { volumes: [{ name: 'd', persistentVolumeClaim: { claimName: 'cart-data' } }] },
    });
    expect(findingsIn([mounting])[0]).toMatchObject({ category: 'missing-volume' });
    expect(findingsIn([mounting], { refused: ['persistentvolumeclaims'] })).toEqual([]);
  });
});

describe('claims', () => {
  const claim = (storageClassName: string) =>
    object('PersistentVolumeClaim', 'cart-data', { spec: { storageClassName }, status: { phase: 'Pending' } });
  const user = unscheduled('cart-1-a', '0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims.', {
    spec: { volumes: [{ name: 'd', persistentVolumeClaim: { claimName: 'cart-data' } }] },
  });

  it('of a storage class that does not exist cause the pod to wait', () => {
    const found = findingsIn([...weakCart, claim('fast'), object('StorageClass', 'standard', {}, null), user]);
    expect(found.map(({ category }) => category)).toEqual(['storage-class-missing', 'volume-not-bound', 'unknown']);
    expect(found[0]?.object).toBe('PersistentVolumeClaim/shop/cart-data');
    expect(found[0]?.title).toContain('storage class "fast" does not exist (there is "standard")');
    expect(found[1]?.causedBy).toBe(found[0]?.id);
  });

  it('are not accused of a missing class when classes could not be listed', () => {
    const found = findingsIn([claim('fast'), user], { refused: ['storageclasses'] });
    expect(found[0]).toMatchObject({ category: 'volume-not-bound', object: 'PersistentVolumeClaim/shop/cart-data' });
  });

  it('that wait for their first pod are well', () => {
    expect(findingsIn([claim('standard'), object('StorageClass', 'standard', {}, null)])).toEqual([]);
  });
});

describe('pods that may not be created', () => {
  const refused = (message: string) =>
    findingsIn([
      ...deployment('cart', { wanted: 3, created: 1, ready: 1 }),
      warning('ReplicaSet/cart-1', 'FailedCreate', `Error creating: ${message}`),
    ])[0];

  it('name the quota that is exhausted', () => {
    const found = refused(
      'pods "cart-1-x" is forbidden: exceeded quota: team, requested: requests.cpu=1, used: requests.cpu=4, limited: requests.cpu=4',
    );
    expect(found).toMatchObject({ category: 'quota-exceeded', object: 'ResourceQuota/shop/team' });
    expect(found?.related).toContain('Deployment/shop/cart');
  });

  it.each([
    ['limit-range-violated', 'pods "x" is forbidden: maximum memory usage per Container is 1Gi, but limit is 2Gi'],
    ['admission-denied', 'admission webhook "policy.example" denied the request: no latest tags'],
    ['admission-denied', 'pods "x" is forbidden: violates PodSecurity "restricted:latest": runAsNonRoot != true'],
    ['webhook-unavailable', 'Internal error occurred: failed calling webhook "inject.example": connection refused'],
    [
      'missing-service-account',
      'pods "x" is forbidden: error looking up service account shop/cart: serviceaccount "cart" not found',
    ],
  ])('are %s', (category, message) => {
    expect(refused(message)).toMatchObject({ category, object: 'Deployment/shop/cart' });
  });

  it('are history once the workload has its pods', () => {
    const past = warning(
      'ReplicaSet/cart-1',
      'FailedCreate',
      'Error creating: exceeded quota: team, requested: pods=1',
    );
    expect(findingsIn([...deployment('cart'), pod('cart-1-a', { of: 'cart' }), past])).toEqual([]);
  });
});
