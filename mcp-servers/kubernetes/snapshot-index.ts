import type { ClusterEvent, Pod, Workload } from './objects.ts';
import { controllerOf, ref } from './objects.ts';
import type { LogTail, Snapshot } from './snapshot.ts';

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
