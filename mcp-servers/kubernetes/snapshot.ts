import type { LogLine } from '../runtime/patterns.ts';
import { readEvents } from './events.ts';
import { matches } from './labels.ts';
import type {
  AnyObject,
  Autoscaler,
  Claim,
  ClusterEvent,
  ConfigMap,
  CronJob,
  DaemonSet,
  Deployment,
  EndpointSlice,
  Ingress,
  IngressClass,
  Job,
  Namespace,
  NetworkPolicy,
  Node,
  Pod,
  Quota,
  ReplicaSet,
  Service,
  StatefulSet,
  StorageClass,
  Workload,
} from './objects.ts';
import { controllerOf, ref } from './objects.ts';

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

/** What was read of one cluster, for the pure functions that look for what is wrong. */
export interface Snapshot {
  context: string;
  now: Date;
  window: { since: Date; until: Date };
  pods: Pod[];
  events: ClusterEvent[];
  services: Service[];
  configMaps: ConfigMap[];
  claims: Claim[];
  quotas: Quota[];
  deployments: Deployment[];
  replicaSets: ReplicaSet[];
  statefulSets: StatefulSet[];
  daemonSets: DaemonSet[];
  jobs: Job[];
  cronJobs: CronJob[];
  endpointSlices: EndpointSlice[];
  ingresses: Ingress[];
  networkPolicies: NetworkPolicy[];
  autoscalers: Autoscaler[];
  nodes: Node[];
  namespaces: Namespace[];
  storageClasses: StorageClass[];
  ingressClasses: IngressClass[];
  logs: LogTail[];
  unread: Unread[];
  /** Resources that were listed, so that an empty list means that there is none. */
  listed: Set<string>;
}

export function emptySnapshot(context: string, now: Date, window: { since: Date; until: Date }): Snapshot {
  return {
    context,
    now,
    window,
    pods: [],
    events: [],
    services: [],
    configMaps: [],
    claims: [],
    quotas: [],
    deployments: [],
    replicaSets: [],
    statefulSets: [],
    daemonSets: [],
    jobs: [],
    cronJobs: [],
    endpointSlices: [],
    ingresses: [],
    networkPolicies: [],
    autoscalers: [],
    nodes: [],
    namespaces: [],
    storageClasses: [],
    ingressClasses: [],
    logs: [],
    unread: [],
    listed: new Set(),
  };
}

type Lists = Omit<Snapshot, 'context' | 'now' | 'window' | 'logs' | 'unread' | 'listed'>;
const listOfKind: Record<string, keyof Lists> = {
  Pod: 'pods',
  Service: 'services',
  ConfigMap: 'configMaps',
  PersistentVolumeClaim: 'claims',
  ResourceQuota: 'quotas',
  Deployment: 'deployments',
  ReplicaSet: 'replicaSets',
  StatefulSet: 'statefulSets',
  DaemonSet: 'daemonSets',
  Job: 'jobs',
  CronJob: 'cronJobs',
  EndpointSlice: 'endpointSlices',
  Ingress: 'ingresses',
  NetworkPolicy: 'networkPolicies',
  HorizontalPodAutoscaler: 'autoscalers',
  Node: 'nodes',
  Namespace: 'namespaces',
  StorageClass: 'storageClasses',
  IngressClass: 'ingressClasses',
};

/** Puts objects into their lists by kind; events of both APIs become one list. Kinds without a list are left out. */
export function addObjects(snapshot: Snapshot, objects: AnyObject[]): void {
  const events: AnyObject[] = [];
  for (const object of objects) {
    if (object.kind === 'Event') events.push(object);
    const list = listOfKind[object.kind];
    // The API server gives every object of a kind that kind's shape.
    if (list) (snapshot[list] as unknown as AnyObject[]).push(object);
  }
  if (events.length > 0) snapshot.events = readEvents(events);
}

/** Whether absence from this list proves absence in the cluster. */
export function wasRead(snapshot: Snapshot, resource: string, namespace?: string): boolean {
  if (!snapshot.listed.has(resource)) return false;
  return !snapshot.unread.some(
    (u) => u.resource === resource && (u.namespace === undefined || u.namespace === namespace),
  );
}

/** All that have pods of their own making, newest design first; ReplicaSets and Jobs of an owner are not among them. */
export function workloadsOf(snapshot: Snapshot): Workload[] {
  const bare = [...snapshot.replicaSets, ...snapshot.jobs].filter((owned) => !controllerOf(owned));
  return [...snapshot.deployments, ...snapshot.statefulSets, ...snapshot.daemonSets, ...bare];
}

/** The reference of the topmost known owner of a pod: its Deployment, CronJob, ..., or the pod itself. */
export function workloadOf(snapshot: Snapshot, pod: Pod): string {
  const owner = controllerOf(pod);
  if (!owner) return ref(pod);
  return topmost(snapshot, owner);
}

/** The owner of an owner, where it is known: a ReplicaSet's Deployment, a Job's CronJob. */
export function topmost(snapshot: Snapshot, object: string): string {
  const [kind] = object.split('/');
  const list: (ReplicaSet | Job)[] = kind === 'ReplicaSet' ? snapshot.replicaSets : kind === 'Job' ? snapshot.jobs : [];
  const known = list.find((item) => ref(item) === object);
  return (known && controllerOf(known)) ?? object;
}

export function podsOf(snapshot: Snapshot, workload: string): Pod[] {
  return snapshot.pods.filter((pod) => workloadOf(snapshot, pod) === workload);
}

/** Pods in the workload's namespace that its selector takes, owned or not. */
export function selectedPods(snapshot: Snapshot, workload: Workload): Pod[] {
  const selector = workload.spec?.selector;
  if (!selector) return [];
  return snapshot.pods.filter(
    (pod) => pod.metadata.namespace === workload.metadata.namespace && matches(selector, pod.metadata.labels),
  );
}

export function eventsAbout(snapshot: Snapshot, object: string): ClusterEvent[] {
  return snapshot.events.filter((event) => event.about === object);
}

export function logsOf(snapshot: Snapshot, pod: Pod, container?: string): LogTail[] {
  const about = ref(pod);
  return snapshot.logs.filter((log) => log.pod === about && (container === undefined || log.container === container));
}
