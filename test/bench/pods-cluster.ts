type Fields = Record<string, unknown>;

/** Now of the generated cluster. */
export const clusterNow = '2026-05-12T09:40:00Z';
const born = '2026-05-10T08:00:00Z';
const podsPerWorkload = 10;
const podsPerNode = 50;
/** Whatever the cluster's size, so many pods cannot be scheduled: what there is to be found stays the same. */
export const unschedulable = 5;

/** A cluster of so many pods as control planes really hold them: with managed fields, statuses, probes and old revisions. */
export function generateCluster(pods: number): Fields[] {
  const workloads = Array.from({ length: pods / podsPerWorkload }, (_, index) => `service-${pad(index)}`);
  const nodes = Array.from({ length: pods / podsPerNode }, (_, index) => `node-${pad(index)}`);
  return [
    object('v1', 'Namespace', 'shop', {}),
    ...nodes.map(node),
    ...workloads.flatMap((name, index) => [
      ...workload(name, index === 0),
      ...Array.from({ length: podsPerWorkload }, (_, number) =>
        index === 0 && number < unschedulable
          ? waiting(name, number)
          : running(name, number, nodes[(index * podsPerWorkload + number) % nodes.length] ?? ''),
      ),
    ]),
  ];
}

const pad = (index: number): string => String(index).padStart(4, '0');

function object(apiVersion: string, kind: string, name: string, rest: Fields, namespace?: string): Fields {
  const { metadata, ...fields } = rest as { metadata?: Fields };
  return {
    apiVersion,
    kind,
    metadata: { name, ...(namespace && { namespace }), uid: `${kind}-${name}`, creationTimestamp: born, ...metadata },
    ...fields,
  };
}

function node(name: string): Fields {
  const conditions = ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'Ready'].map((type) => ({
    type,
    status: type === 'Ready' ? 'True' : 'False',
    reason: 'Kubelet',
    message: `kubelet has sufficient ${type}`,
    lastTransitionTime: born,
  }));
  const images = Array.from({ length: 40 }, (_, i) => ({
    names: [`registry.example/image-${i}@sha256:${'0'.repeat(64)}`],
  }));
  return object('v1', 'Node', name, {
    status: { conditions, allocatable: { cpu: '16', memory: '64Gi', pods: '110' }, images },
  });
}

function template(name: string): Fields {
  return {
    metadata: { labels: { app: name, 'app.kubernetes.io/part-of': 'shop' } },
    spec: {
      serviceAccountName: 'default',
      containers: [
        {
          name: 'app',
          image: `registry.example/shop/${name}:1.4.2`,
          ports: [{ containerPort: 8080, name: 'http', protocol: 'TCP' }],
          env: Array.from({ length: 12 }, (_, i) => ({ name: `SETTING_${i}`, value: `value-of-setting-${i}` })),
          resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '512Mi' } },
          readinessProbe: {
            httpGet: { path: '/ready', port: 'http', scheme: 'HTTP' },
            periodSeconds: 10,
            timeoutSeconds: 1,
          },
          livenessProbe: {
            httpGet: { path: '/live', port: 'http', scheme: 'HTTP' },
            periodSeconds: 10,
            timeoutSeconds: 1,
          },
          volumeMounts: [{ name: 'token', mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', readOnly: true }],
        },
      ],
      volumes: [
        {
          name: 'token',
          projected: {
            sources: [{ serviceAccountToken: { path: 'token' } }, { configMap: { name: 'kube-root-ca.crt' } }],
          },
        },
      ],
      tolerations: ['not-ready', 'unreachable'].map((key) => ({
        key: `node.kubernetes.io/${key}`,
        effect: 'NoExecute',
      })),
    },
  };
}

function workload(name: string, short: boolean): Fields[] {
  const ready = podsPerWorkload - (short ? unschedulable : 0);
  const spec = { replicas: podsPerWorkload, selector: { matchLabels: { app: name } }, template: template(name) };
  const status = { replicas: podsPerWorkload, readyReplicas: ready };
  const owner = [{ apiVersion: 'apps/v1', kind: 'Deployment', name, controller: true }];
  const revision = (number: number, replicas: number): Fields =>
    object(
      'apps/v1',
      'ReplicaSet',
      `${name}-${number}`,
      {
        metadata: {
          ownerReferences: owner,
          annotations: { 'deployment.kubernetes.io/revision': `${number}` },
          managedFields: managedFields('kube-controller-manager'),
        },
        spec: { ...spec, replicas },
        status: replicas > 0 ? status : { replicas: 0 },
      },
      'shop',
    );
  return [
    object('apps/v1', 'Deployment', name, { metadata: { managedFields: managedFields('helm') }, spec, status }, 'shop'),
    ...[1, 2, 3].map((number) => revision(number, number === 3 ? podsPerWorkload : 0)),
    object(
      'v1',
      'Service',
      name,
      { spec: { type: 'ClusterIP', selector: { app: name }, ports: [{ port: 80, targetPort: 8080 }] } },
      'shop',
    ),
  ];
}

function pod(name: string, number: number, rest: { spec: Fields; status: Fields }): Fields {
  const { metadata, spec } = template(name) as { metadata: Fields; spec: Fields };
  return object(
    'v1',
    'Pod',
    `${name}-3-${number.toString(36).padStart(5, 'x')}`,
    {
      metadata: {
        ...metadata,
        ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: `${name}-3`, controller: true }],
        managedFields: [...managedFields('kube-controller-manager'), ...managedFields('kubelet')],
      },
      spec: { ...spec, ...rest.spec },
      status: rest.status,
    },
    'shop',
  );
}

function running(name: string, number: number, nodeName: string): Fields {
  const conditions = ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map(
    (type) => ({
      type,
      status: 'True',
      lastTransitionTime: born,
    }),
  );
  const image = `registry.example/shop/${name}:1.4.2`;
  const containerStatuses = [
    {
      name: 'app',
      image,
      imageID: `${image}@sha256:${'1'.repeat(64)}`,
      containerID: `containerd://${'2'.repeat(64)}`,
      ready: true,
      started: true,
      restartCount: 0,
      state: { running: { startedAt: born } },
      lastState: {},
    },
  ];
  return pod(name, number, {
    spec: { nodeName },
    status: { phase: 'Running', conditions, containerStatuses, podIP: '10.0.0.1' },
  });
}

function waiting(name: string, number: number): Fields {
  const message = '0/100 nodes are available: 100 Insufficient memory. preemption: 0/100 nodes are available.';
  const conditions = [
    { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message, lastTransitionTime: born },
  ];
  return pod(name, number, { spec: {}, status: { phase: 'Pending', conditions } });
}

/** About as large as a real one, which is half of what a pod takes on the wire. */
function managedFields(manager: string): Fields[] {
  const fields = Object.fromEntries(
    Array.from({ length: 30 }, (_, i) => [`f:field${i}`, { '.': {}, 'f:name': {}, 'f:value': {} }]),
  );
  return [
    {
      manager,
      operation: 'Update',
      apiVersion: 'v1',
      time: born,
      fieldsType: 'FieldsV1',
      fieldsV1: { 'f:spec': fields },
    },
  ];
}
