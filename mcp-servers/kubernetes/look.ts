import { nearest } from '../runtime/nearest.ts';
import { ToolError } from '../runtime/tool-error.ts';
import { chooseLogs } from './choose-logs.ts';
import { namespaceNames } from './clusters.ts';
import { hostsIn } from './hosts.ts';
import { readLog } from './log-lines.ts';
import type { AnyObject } from './objects.ts';
import type { Cluster, Resource } from './read.ts';
import { resources } from './resources.ts';
import { addObjects, emptySnapshot, type Snapshot } from './snapshot.ts';

export interface Looking {
  cluster: Cluster;
  /** Namespaces to read; empty: the whole cluster. */
  namespaces: string[];
  /** Names that were asked for, for the choice of logs. */
  names: Set<string>;
  /** Namespaces that may be read at all; empty: any. */
  permitted: string[];
  now: Date;
  window: { since: Date; until: Date };
  signal: AbortSignal;
}

const inNamespaces: Resource[] = [
  resources.pods,
  resources.events,
  resources.services,
  resources.deployments,
  resources.replicaSets,
  resources.statefulSets,
  resources.daemonSets,
  resources.jobs,
  resources.cronJobs,
  resources.claims,
  resources.quotas,
  resources.ingresses,
  resources.networkPolicies,
  resources.autoscalers,
];
const inCluster: Resource[] = [
  resources.nodes,
  resources.namespaces,
  resources.storageClasses,
  resources.ingressClasses,
];

const ofDependencies: Resource[] = [
  resources.pods,
  resources.services,
  resources.deployments,
  resources.replicaSets,
  resources.statefulSets,
  resources.networkPolicies,
];
const mostFurther = 3;

/** Where the cluster may not be listed as a whole, so many namespaces are read one by one. */
const mostNamespaces = 40;
const logTail = { lines: 200, bytes: 256 * 1_024 };

/** Reads what triage examines, in parallel; what cannot be read is noted and the rest goes on. */
export async function look(looking: Looking): Promise<Snapshot> {
  const { cluster, namespaces, now, window } = looking;
  const snapshot = emptySnapshot(cluster.context, now, window);
  snapshot.inside = [...namespaces];
  const [spread, own] = await Promise.all([
    Promise.all(inNamespaces.map((resource) => readEverywhere(looking, snapshot, resource))),
    Promise.all(inCluster.map((resource) => read(looking, snapshot, resource))),
  ]);
  addObjects(
    snapshot,
    [...spread, ...own].flatMap((objects) => objects ?? []),
  );
  noteUnknownNamespaces(snapshot);
  await Promise.all([readConfigMaps(looking, snapshot), readLogs(looking, snapshot)]);
  await readDependencies(looking, snapshot);
  return snapshot;
}

/** Undefined where it could not be read, which is noted. */
async function read(
  { cluster, signal }: Looking,
  snapshot: Snapshot,
  resource: Resource,
  namespace?: string,
): Promise<AnyObject[] | undefined> {
  try {
    const { items } = await cluster.list(resource, { namespace }, signal);
    snapshot.listed.add(resource.plural);
    return items;
  } catch (error) {
    note(snapshot, resource, namespace, error);
    return undefined;
  }
}

async function readEverywhere(looking: Looking, snapshot: Snapshot, resource: Resource): Promise<AnyObject[]> {
  const each = async (spaces: string[]): Promise<AnyObject[]> => {
    const lists = await Promise.all(spaces.map((namespace) => read(looking, snapshot, resource, namespace)));
    return lists.flatMap((items) => items ?? []);
  };
  if (looking.namespaces.length > 0) return each(looking.namespaces);
  const whole = await read(looking, snapshot, resource);
  if (whole || !wasForbidden(snapshot, resource)) return whole ?? [];
  const spaces = (await namespaceNames(looking.cluster, looking.signal)) ?? [];
  if (spaces.length === 0) return [];
  // The whole was refused, and the parts tell better where: what each namespace says takes its place.
  snapshot.unread = snapshot.unread.filter((u) => u.resource !== resource.plural);
  for (const namespace of spaces.slice(mostNamespaces)) {
    const words = `list ${resource.plural} in ${namespace} (more than ${mostNamespaces} namespaces)`;
    snapshot.unread.push({ resource: resource.plural, namespace, words });
  }
  return each(spaces.slice(0, mostNamespaces));
}

function noteUnknownNamespaces(snapshot: Snapshot): void {
  if (!snapshot.listed.has('namespaces')) return;
  const known = snapshot.namespaces.map((space) => space.metadata.name);
  for (const namespace of snapshot.inside.filter((name) => !known.includes(name))) {
    const close = nearest(namespace, known, 3);
    const words = `namespace ${namespace} (it does not exist${close.length > 0 ? `; nearest: ${close.join(', ')}` : ''})`;
    snapshot.unread.push({ resource: 'namespaces', namespace, words });
  }
}

/** What the logs blame in namespaces that were not asked for: Services there and what is behind them, and DNS. */
async function readDependencies(looking: Looking, snapshot: Snapshot): Promise<void> {
  if (snapshot.inside.length === 0) return;
  const known = snapshot.namespaces.map((space) => space.metadata.name);
  const hosts = snapshot.logs.flatMap((log) => hostsIn(log.lines.map(({ text }) => text)));
  const named = hosts.flatMap((host) => [host.namespace ?? '', host.unresolved ? 'kube-system' : '']);
  const allowed = (name: string): boolean => looking.permitted.length === 0 || looking.permitted.includes(name);
  const further = [...new Set(named)]
    .filter((name) => known.includes(name) && allowed(name) && !snapshot.inside.includes(name))
    .slice(0, mostFurther);
  const lists = await Promise.all(
    further.flatMap((namespace) => ofDependencies.map((resource) => read(looking, snapshot, resource, namespace))),
  );
  snapshot.inside.push(...further);
  addObjects(
    snapshot,
    lists.flatMap((items) => items ?? []),
  );
}

/** Notes a failed list. An API group that the cluster does not serve is no gap; an abort ends everything. */
function note(snapshot: Snapshot, resource: Resource, namespace: string | undefined, error: unknown): void {
  if (!(error instanceof ToolError)) throw error;
  if (error.code === 'unauthorized' || error.code === 'unavailable' || error.code === 'timeout') {
    if (resource === resources.pods) throw error;
  }
  if (error.code === 'not_found') return;
  snapshot.unread.push({ resource: resource.plural, namespace, words: error.message });
}

const wasForbidden = (snapshot: Snapshot, resource: Resource): boolean =>
  snapshot.unread.some((u) => u.resource === resource.plural && u.words.includes('403'));

/** Only where one is said to be missing, for the nearest name; their data is let go at once. */
async function readConfigMaps({ cluster, signal }: Looking, snapshot: Snapshot): Promise<void> {
  const said = [
    ...snapshot.events.map((event) => ({ namespace: event.namespace, text: event.message })),
    ...snapshot.pods.flatMap((pod) =>
      (pod.status?.containerStatuses ?? []).map((status) => ({
        namespace: pod.metadata.namespace ?? '',
        text: status.state?.waiting?.message ?? '',
      })),
    ),
  ];
  const namespaces = new Set(said.filter(({ text }) => /configmap/i.test(text)).map(({ namespace }) => namespace));
  await Promise.all(
    [...namespaces].slice(0, 5).map(async (namespace) => {
      try {
        const { items } = await cluster.list(resources.configMaps, { namespace }, signal);
        addObjects(
          snapshot,
          items.map(({ kind, apiVersion, metadata }) => ({ kind, apiVersion, metadata })),
        );
      } catch (error) {
        note(snapshot, resources.configMaps, namespace, error);
      }
    }),
  );
}

async function readLogs({ cluster, names, signal }: Looking, snapshot: Snapshot): Promise<void> {
  await Promise.all(
    chooseLogs(snapshot, names).map(async ({ namespace, name, container, previous }) => {
      const options = { container, previous, tailLines: logTail.lines, limitBytes: logTail.bytes };
      try {
        const read = await readLog(cluster, { namespace, pod: name }, options, signal);
        snapshot.logs.push({ pod: `Pod/${namespace}/${name}`, container, ...read });
      } catch (error) {
        // A container that has not started has no log, and a node that is gone gives none: neither is a gap to report.
        if (!(error instanceof ToolError)) throw error;
        if (error.code === 'forbidden') {
          snapshot.unread.push({ resource: 'pods/log', namespace, words: error.message });
        }
      }
    }),
  );
  const order = (log: (typeof snapshot.logs)[number]): string => `${log.pod} ${log.container} ${log.previous}`;
  snapshot.logs.sort((a, b) => (order(a) < order(b) ? -1 : 1));
}
