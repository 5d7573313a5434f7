import type { LogLine } from '../runtime/patterns.ts';
import { readEvents } from './events.ts';
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
  /** Namespaces that were read; empty: all. */
  inside: string[];
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
    inside: [],
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

type Lists = Omit<Snapshot, 'context' | 'now' | 'window' | 'inside' | 'logs' | 'unread' | 'listed'>;
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
  if (namespace !== undefined && snapshot.inside.length > 0 && !snapshot.inside.includes(namespace)) return false;
  return !snapshot.unread.some(
    (u) => u.resource === resource && (u.namespace === undefined || u.namespace === namespace),
  );
}

/** All that have pods of their own making, newest design first; ReplicaSets and Jobs of an owner are not among them. */
export function workloadsOf(snapshot: Snapshot): Workload[] {
  const bare = [...snapshot.replicaSets, ...snapshot.jobs].filter((owned) => !controllerOf(owned));
  return [...snapshot.deployments, ...snapshot.statefulSets, ...snapshot.daemonSets, ...bare];
}

interface Index {
  pods: number;
  owners: Map<string, string>;
  workloads: Map<Pod, string>;
  podsOf: Map<string, Pod[]>;
  events: Map<string, ClusterEvent[]>;
  /** `namespace key=value` to the pods that carry the label. */
  labelled: Map<string, Pod[]>;
}

/** Every family asks who owns what: answered from an index, which is made once for what was read. */
const indexes = new WeakMap<Snapshot, Index>();

function indexOf(snapshot: Snapshot): Index {
  const known = indexes.get(snapshot);
  if (known && known.pods === snapshot.pods.length) return known;
  const owners = new Map<string, string>();
  for (const owned of [...snapshot.replicaSets, ...snapshot.jobs]) {
    const owner = controllerOf(owned);
    if (owner) owners.set(ref(owned), owner);
  }
  const workloads = new Map<Pod, string>();
  const podsOf = new Map<string, Pod[]>();
  const labelled = new Map<string, Pod[]>();
  for (const pod of snapshot.pods) {
    const owner = controllerOf(pod);
    const workload = owner ? (owners.get(owner) ?? owner) : ref(pod);
    workloads.set(pod, workload);
    add(podsOf, workload, pod);
    for (const [key, value] of Object.entries(pod.metadata.labels ?? {})) {
      add(labelled, `${pod.metadata.namespace} ${key}=${value}`, pod);
    }
  }
  const events = new Map<string, ClusterEvent[]>();
  for (const event of snapshot.events) add(events, event.about, event);
  const index = { pods: snapshot.pods.length, owners, workloads, podsOf, events, labelled };
  indexes.set(snapshot, index);
  return index;
}

function add<Item>(lists: Map<string, Item[]>, key: string, item: Item): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}

/** The reference of the topmost known owner of a pod: its Deployment, CronJob, ..., or the pod itself. */
export const workloadOf = (snapshot: Snapshot, pod: Pod): string => indexOf(snapshot).workloads.get(pod) ?? ref(pod);

/** The owner of an owner, where it is known: a ReplicaSet's Deployment, a Job's CronJob. */
export const topmost = (snapshot: Snapshot, object: string): string => indexOf(snapshot).owners.get(object) ?? object;

export const podsOf = (snapshot: Snapshot, workload: string): Pod[] => indexOf(snapshot).podsOf.get(workload) ?? [];

/** Pods of a namespace that carry every one of these labels: a Service's selector. */
export function podsWith(snapshot: Snapshot, namespace: string | undefined, pairs: Record<string, string>): Pod[] {
  const { labelled } = indexOf(snapshot);
  const lists = Object.entries(pairs).map(([key, value]) => labelled.get(`${namespace} ${key}=${value}`) ?? []);
  const [fewest = []] = lists.sort((a, b) => a.length - b.length);
  return fewest.filter((pod) => Object.entries(pairs).every(([key, value]) => pod.metadata.labels?.[key] === value));
}

/** Oldest first. */
export const eventsAbout = (snapshot: Snapshot, object: string): ClusterEvent[] =>
  indexOf(snapshot).events.get(object) ?? [];

export function logsOf(snapshot: Snapshot, pod: Pod, container?: string): LogTail[] {
  const about = ref(pod);
  return snapshot.logs.filter((log) => log.pod === about && (container === undefined || log.container === container));
}
