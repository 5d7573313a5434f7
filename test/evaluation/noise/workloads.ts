import { before, dice, digits, namespaceOf, pick, workloadName } from './dice.ts';

type Fields = Record<string, unknown>;

/** Where the noise runs: nodes of its own where the case has any, since those of the case may be what is broken. */
interface Surroundings {
  now: string;
  withNodes: boolean;
}

/** So many healthy workloads as a control plane holds them, some with warnings that are over. */
export function noisyObjects(count: number, { now, withNodes }: Surroundings): Fields[] {
  const all = Array.from({ length: count }, (_, nth) => nth);
  const nodes = withNodes ? Array.from({ length: Math.ceil(count / 40) }, (_, nth) => node(nodeName(nth), now)) : [];
  const namespaces = [...new Set(all.map(namespaceOf))].map((name) => object('v1', 'Namespace', name, undefined, now));
  return [...namespaces, ...nodes, ...all.flatMap((nth) => workload(nth, count, now))];
}

const nodeName = (nth: number): string => `ip-10-99-${nth}-7.compute.internal`;

function workload(nth: number, count: number, now: string): Fields[] {
  const name = workloadName(nth);
  const namespace = namespaceOf(nth);
  const labels = { 'app.kubernetes.io/name': name };
  const replicaSet = `${name}-${digits(9, 'rs', nth)}`;
  const replicas = 1 + dice(2, 'replicas', nth);
  const counts = { replicas, readyReplicas: replicas, availableReplicas: replicas, observedGeneration: 1 };
  const template = {
    metadata: { labels },
    spec: {
      containers: [
        {
          name: 'app',
          image: `registry.example/${namespace}/${name}:1.${dice(40, 'image', nth)}.0`,
          ports: [{ containerPort: 8080, name: 'http' }],
          resources: { requests: { cpu: '50m', memory: '128Mi' }, limits: { memory: '512Mi' } },
          readinessProbe: { httpGet: { path: '/ready', port: 'http' }, periodSeconds: 10 },
        },
      ],
    },
  };
  const spec = { replicas, selector: { matchLabels: labels }, template };
  const owned = (kind: string, owner: string) => [
    { apiVersion: kind === 'Service' ? 'v1' : 'apps/v1', kind, name: owner, uid: `${kind}-${owner}`, controller: true },
  ];
  const available = {
    type: 'Available',
    status: 'True',
    reason: 'MinimumReplicasAvailable',
    lastTransitionTime: before(now, 9_000),
  };
  const pods = Array.from({ length: replicas }, (_, at) => `${replicaSet}-${digits(5, 'pod', nth, at)}`);
  const place = (at: number): string => nodeName(dice(Math.ceil(count / 40), 'node', nth, at));
  const address = (at: number): string => `10.${100 + (nth >> 8)}.${nth & 255}.${10 + at}`;
  const endpoints = pods.map((pod, at) => ({
    addresses: [address(at)],
    nodeName: place(at),
    conditions: { ready: true, serving: true, terminating: false },
    targetRef: { kind: 'Pod', name: pod, namespace },
  }));
  return [
    object('apps/v1', 'Deployment', name, namespace, now, {
      spec,
      status: { ...counts, updatedReplicas: replicas, conditions: [available] },
    }),
    object('apps/v1', 'ReplicaSet', replicaSet, namespace, now, {
      metadata: {
        labels,
        ownerReferences: owned('Deployment', name),
        annotations: { 'deployment.kubernetes.io/revision': '1' },
      },
      spec,
      status: counts,
    }),
    ...pods.map((pod, at) =>
      runningPod(pod, namespace, labels, template.spec, owned('ReplicaSet', replicaSet), place(at), address(at), now),
    ),
    object('v1', 'Service', name, namespace, now, {
      spec: {
        selector: labels,
        ports: [{ name: 'http', port: 80, targetPort: 'http' }],
        clusterIP: `172.20.${nth >> 8}.${nth & 255}`,
      },
    }),
    object('discovery.k8s.io/v1', 'EndpointSlice', `${name}-${digits(5, 'slice', nth)}`, namespace, now, {
      metadata: { labels: { 'kubernetes.io/service-name': name }, ownerReferences: owned('Service', name) },
      addressType: 'IPv4',
      endpoints,
      ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
    }),
    ...(nth % 3 === 0 ? pods.slice(0, 1).map((pod) => staleWarning(nth, pod, namespace, now)) : []),
  ];
}

function runningPod(
  name: string,
  namespace: string,
  labels: Fields,
  spec: Fields,
  ownerReferences: Fields[],
  nodeName: string,
  podIP: string,
  now: string,
): Fields {
  const since = before(now, 4_000);
  const conditions = ['PodScheduled', 'Initialized', 'ContainersReady', 'Ready'].map((type) => ({
    type,
    status: 'True',
    lastTransitionTime: since,
  }));
  const containerStatuses = [
    {
      name: 'app',
      ready: true,
      started: true,
      restartCount: 0,
      image: 'app',
      imageID: '',
      state: { running: { startedAt: since } },
    },
  ];
  return object('v1', 'Pod', name, namespace, now, {
    metadata: { labels, ownerReferences },
    spec: { ...spec, nodeName },
    status: { phase: 'Running', podIP, startTime: since, conditions, containerStatuses },
  });
}

/** What a pod was warned of when it started, and is no longer. */
function staleWarning(nth: number, pod: string, namespace: string, now: string): Fields {
  const [reason, message] = pick(
    [
      [
        'Unhealthy',
        'Readiness probe failed: Get "http://10.100.0.10:8080/ready": dial tcp 10.100.0.10:8080: connect: connection refused',
      ],
      [
        'FailedScheduling',
        '0/9 nodes are available: 9 Insufficient cpu. preemption: 0/9 nodes are available: 9 No preemption victims found.',
      ],
      ['BackOff', 'Back-off pulling image "registry.example/app:1.0.0"'],
      [
        'FailedMount',
        'MountVolume.SetUp failed for volume "kube-api-access": failed to sync configmap cache: timed out waiting for the condition',
      ],
    ],
    'warning',
    nth,
  );
  const at = before(now, 60 * 66 + dice(30, 'when', nth));
  return object('v1', 'Event', `${pod}.${digits(16, 'event', nth)}`, namespace, now, {
    involvedObject: { apiVersion: 'v1', kind: 'Pod', name: pod, namespace },
    type: 'Warning',
    reason,
    message,
    count: 1 + dice(4, 'count', nth),
    firstTimestamp: at,
    lastTimestamp: at,
    source: { component: 'kubelet' },
  });
}

function node(name: string, now: string): Fields {
  const conditions = ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'Ready'].map((type) => ({
    type,
    status: type === 'Ready' ? 'True' : 'False',
    reason: type === 'Ready' ? 'KubeletReady' : `KubeletHasNo${type}`,
    message: type === 'Ready' ? 'kubelet is posting ready status' : 'kubelet has enough',
    lastTransitionTime: before(now, 20_000),
    lastHeartbeatTime: before(now, 1),
  }));
  const room = { cpu: '16', memory: '64Gi', pods: '110' };
  return object('v1', 'Node', name, undefined, now, { status: { conditions, capacity: room, allocatable: room } });
}

function object(
  apiVersion: string,
  kind: string,
  name: string,
  namespace: string | undefined,
  now: string,
  { metadata, ...rest }: { metadata?: Fields; [field: string]: unknown } = {},
): Fields {
  const identity = { name, ...(namespace === undefined ? {} : { namespace }), uid: `${kind}-${name}` };
  return { apiVersion, kind, metadata: { ...identity, creationTimestamp: before(now, 10_000), ...metadata }, ...rest };
}
