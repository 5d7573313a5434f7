import type { LogLine } from '../runtime/log-events.ts';
import { readEvents } from './events.ts';
import type {
  AnyObject,
  Autoscaler,
  Claim,
  ClusterEvent,
  ConfigMap,
  ControllerRevision,
  CronJob,
  DaemonSet,
  Deployment,
  DisruptionBudget,
  EndpointSlice,
  Ingress,
  IngressClass,
  Job,
  LimitRange,
  Namespace,
  NetworkPolicy,
  Node,
  Pod,
  Quota,
  ReplicaSet,
  Service,
  ServiceAccount,
  StatefulSet,
  StorageClass,
  WebhookConfiguration,
} from './objects.ts';

/** The end of one container's log. */
export interface LogTail {
  pod: string;
  container: string;
  previous: boolean;
  lines: LogLine[];
}

/** A read that failed; nothing may be concluded from what it would have shown. */
export interface Unread {
  resource: string;
  namespace: string | undefined;
  words: string;
}

/** The objects that were read, a list a kind. */
export interface Lists {
  pods: Pod[];
  services: Service[];
  configMaps: ConfigMap[];
  claims: Claim[];
  quotas: Quota[];
  limitRanges: LimitRange[];
  serviceAccounts: ServiceAccount[];
  deployments: Deployment[];
  replicaSets: ReplicaSet[];
  statefulSets: StatefulSet[];
  daemonSets: DaemonSet[];
  controllerRevisions: ControllerRevision[];
  jobs: Job[];
  cronJobs: CronJob[];
  endpointSlices: EndpointSlice[];
  ingresses: Ingress[];
  networkPolicies: NetworkPolicy[];
  autoscalers: Autoscaler[];
  disruptionBudgets: DisruptionBudget[];
  nodes: Node[];
  namespaces: Namespace[];
  storageClasses: StorageClass[];
  ingressClasses: IngressClass[];
  validatingWebhooks: WebhookConfiguration[];
  mutatingWebhooks: WebhookConfiguration[];
}

/** What was read of one cluster, for the pure functions that look for what is wrong. */
export interface Snapshot extends Lists {
  context: string;
  now: Date;
  window: { since: Date; until: Date };
  /** Namespaces that were read; empty: all. */
  inside: string[];
  events: ClusterEvent[];
  logs: LogTail[];
  unread: Unread[];
  /** Lists that were read, so that an empty one means that there is none: `plural` everywhere, `plural namespace` there. */
  listed: Set<string>;
}

const listOfKind: Record<string, keyof Lists> = {
  Pod: 'pods',
  Service: 'services',
  ConfigMap: 'configMaps',
  PersistentVolumeClaim: 'claims',
  ResourceQuota: 'quotas',
  LimitRange: 'limitRanges',
  ServiceAccount: 'serviceAccounts',
  Deployment: 'deployments',
  ReplicaSet: 'replicaSets',
  StatefulSet: 'statefulSets',
  DaemonSet: 'daemonSets',
  ControllerRevision: 'controllerRevisions',
  Job: 'jobs',
  CronJob: 'cronJobs',
  EndpointSlice: 'endpointSlices',
  Ingress: 'ingresses',
  NetworkPolicy: 'networkPolicies',
  HorizontalPodAutoscaler: 'autoscalers',
  PodDisruptionBudget: 'disruptionBudgets',
  Node: 'nodes',
  Namespace: 'namespaces',
  StorageClass: 'storageClasses',
  IngressClass: 'ingressClasses',
  ValidatingWebhookConfiguration: 'validatingWebhooks',
  MutatingWebhookConfiguration: 'mutatingWebhooks',
};

export function emptySnapshot(context: string, now: Date, window: { since: Date; until: Date }): Snapshot {
  const lists: Partial<Lists> = {};
  for (const list of Object.values(listOfKind)) lists[list] = [];
  // Every list has a kind, as the record above says.
  const complete = lists as Lists;
  return { ...complete, context, now, window, inside: [], events: [], logs: [], unread: [], listed: new Set() };
}

/** Puts objects into their lists by kind; events of both APIs become one list. Kinds without a list are left out. */
export function addObjects(snapshot: Snapshot, objects: AnyObject[]): void {
  const events: AnyObject[] = [];
  for (const object of objects) {
    if (object.kind === 'Event') events.push(object);
    const name = listOfKind[object.kind];
    if (name === undefined) continue;
    // The API server gives every object of a kind that kind's shape.
    const list: { kind: string }[] = snapshot[name];
    list.push(object);
  }
  if (events.length > 0) snapshot.events = readEvents(events);
}

/** Notes that a list was read whole, in one namespace or in the whole cluster. */
export const noteListed = ({ listed }: Snapshot, resource: string, namespace?: string): unknown =>
  listed.add(namespace === undefined ? resource : `${resource} ${namespace}`);

/** Whether such a list was read anywhere. */
export const wasListed = ({ listed }: Snapshot, resource: string): boolean =>
  listed.has(resource) || [...listed].some((name) => name.startsWith(`${resource} `));

/**
 * Whether absence from this list proves absence, from the namespace or from the cluster. Of some namespaces only some
 * lists are read: each counts where it was read.
 */
export function wasRead(snapshot: Snapshot, resource: string, namespace?: string): boolean {
  const { listed } = snapshot;
  if (!listed.has(resource) && (namespace === undefined || !listed.has(`${resource} ${namespace}`))) return false;
  return !snapshot.unread.some(
    (u) => u.resource === resource && (u.namespace === undefined || u.namespace === namespace),
  );
}
