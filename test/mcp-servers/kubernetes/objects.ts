import { diagnose } from '../../../mcp-servers/kubernetes/diagnose.ts';
import { parseLog } from '../../../mcp-servers/kubernetes/log-lines.ts';
import type { AnyObject } from '../../../mcp-servers/kubernetes/objects.ts';
import { addObjects, emptySnapshot, type Snapshot } from '../../../mcp-servers/kubernetes/snapshot.ts';
import type { ScopeArgument } from '../../../mcp-servers/runtime/scope.ts';

export const now = '2026-05-12T09:40:00Z';
const created = '2026-05-12T09:10:00Z';

type Fields = Record<string, unknown>;

/** Any object as the API server gives it; `namespace` null for what belongs to none. */
export function object(kind: string, name: string, rest: Fields = {}, namespace: string | null = 'shop'): AnyObject {
  const { metadata, ...fields } = rest as { metadata?: Fields };
  const meta = { name, ...(namespace && { namespace }), creationTimestamp: created, ...metadata };
  return { apiVersion: apiVersions[kind] ?? 'v1', kind, metadata: meta, ...fields };
}

const apiVersions: Record<string, string> = {
  Deployment: 'apps/v1',
  ReplicaSet: 'apps/v1',
  StatefulSet: 'apps/v1',
  Job: 'batch/v1',
  CronJob: 'batch/v1',
  Ingress: 'networking.k8s.io/v1',
  IngressClass: 'networking.k8s.io/v1',
  NetworkPolicy: 'networking.k8s.io/v1',
  StorageClass: 'storage.k8s.io/v1',
  HorizontalPodAutoscaler: 'autoscaling/v2',
};

export interface PodShape {
  labels?: Record<string, string>;
  /** The Deployment that it belongs to; its ReplicaSet is `<name>-1`. */
  of?: string;
  phase?: string;
  ready?: boolean;
  node?: string | null;
  /** Of the first container. */
  container?: Fields;
  status?: Fields;
  spec?: Fields;
  podStatus?: Fields;
  metadata?: Fields;
}

/** A pod with one container named `app`, running and ready unless told otherwise. */
export function pod(name: string, shape: PodShape = {}): AnyObject {
  const { ready = true, phase = 'Running', node = 'node-a', of } = shape;
  const readiness = { type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: '2026-05-12T09:12:00Z' };
  const status = {
    name: 'app',
    image: 'shop/app:1',
    ready,
    restartCount: 0,
    state: { running: { startedAt: created } },
    lastState: {},
    ...shape.status,
  };
  return object('Pod', name, {
    metadata: {
      labels: shape.labels ?? { app: of ?? name },
      ...(of && { ownerReferences: [{ kind: 'ReplicaSet', name: `${of}-1`, controller: true }] }),
      ...shape.metadata,
    },
    spec: {
      ...(node && { nodeName: node }),
      containers: [{ name: 'app', image: 'shop/app:1', ports: [{ containerPort: 8080 }], ...shape.container }],
      ...shape.spec,
    },
    status: { phase, conditions: [readiness], ...(node && { containerStatuses: [status] }), ...shape.podStatus },
  });
}

/** The status of a container that ends again and again, waiting for its next start. */
export const crashLoop = (exit: Fields = {}): Fields => ({
  ready: false,
  restartCount: 5,
  state: { waiting: { reason: 'CrashLoopBackOff' } },
  lastState: { terminated: { exitCode: 1, reason: 'Error', finishedAt: '2026-05-12T09:38:00Z', ...exit } },
});

/** A pod of a Deployment whose container ends again and again. */
export const crashing = (name: string, of: string, exit: Fields = {}): AnyObject =>
  pod(name, { of, ready: false, status: crashLoop(exit) });

/** A Deployment with its ReplicaSet, at the strength that is given. */
export function deployment(
  name: string,
  { wanted = 1, created: made = wanted, ready = wanted }: Strength = {},
): AnyObject[] {
  const labels = { app: name };
  const template = { metadata: { labels }, spec: { containers: [{ name: 'app', image: 'shop/app:1' }] } };
  const spec = { replicas: wanted, selector: { matchLabels: labels }, template };
  const status = { replicas: made, readyReplicas: ready };
  return [
    object('Deployment', name, { spec, status }),
    object('ReplicaSet', `${name}-1`, {
      metadata: {
        ownerReferences: [{ kind: 'Deployment', name, controller: true }],
        annotations: { 'deployment.kubernetes.io/revision': '1' },
      },
      spec,
      status,
    }),
  ];
}

interface Strength {
  wanted?: number;
  created?: number;
  ready?: number;
}

/** A Warning about an object, `Kind/name`, five minutes old. */
export function warning(about: string, reason: string, message: string, more: Fields = {}): AnyObject {
  const [kind = '', name = ''] = about.split('/');
  const at = '2026-05-12T09:35:00Z';
  return object('Event', `${name}.${reason}.${message.length}`, {
    type: 'Warning',
    reason,
    message,
    involvedObject: { kind, name, ...(kind !== 'Node' && { namespace: 'shop' }) },
    count: 3,
    firstTimestamp: at,
    lastTimestamp: at,
    ...more,
  });
}

export function node(name: string, conditions: Fields[] = [{ type: 'Ready', status: 'True' }]): AnyObject {
  return object('Node', name, { status: { conditions, allocatable: { cpu: '4', memory: '16Gi' } } }, null);
}

export function service(
  name: string,
  selector: Record<string, string>,
  ports: Fields[] = [{ port: 80, targetPort: 8080 }],
) {
  return object('Service', name, { spec: { type: 'ClusterIP', selector, ports } });
}

interface World {
  /** `pod/container` or `pod/container/previous` to what it logged, with times. */
  logs?: Record<string, string>;
  /** Lists that were refused. */
  refused?: string[];
}

const lists = [
  'pods',
  'services',
  'persistentvolumeclaims',
  'storageclasses',
  'ingressclasses',
  'configmaps',
  'networkpolicies',
  'serviceaccounts',
  'endpointslices',
];

/** What triage would have read of such a cluster. */
export function snapshotOf(objects: AnyObject[], { logs = {}, refused = [] }: World = {}): Snapshot {
  const at = new Date(now);
  const snapshot = emptySnapshot('test', at, { since: new Date(at.getTime() - 3_600_000), until: at });
  addObjects(snapshot, objects);
  for (const list of lists) if (!refused.includes(list)) snapshot.listed.add(list);
  for (const [key, text] of Object.entries(logs)) {
    const [name = '', container = '', previous] = key.split('/');
    snapshot.logs.push({
      pod: `Pod/shop/${name}`,
      container,
      previous: previous === 'previous',
      lines: parseLog(text),
    });
  }
  return snapshot;
}

/** Everything that is found, causes first. */
export function findingsIn(objects: AnyObject[], world: World & { scope?: ScopeArgument } = {}) {
  return diagnose(snapshotOf(objects, world), world.scope);
}
