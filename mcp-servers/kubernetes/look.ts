import { ToolError } from '../runtime/tool-error.ts';
import { chooseLogs } from './choose-logs.ts';
import { namespaceNames } from './clusters.ts';
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

/** Where the cluster may not be listed as a whole, so many namespaces are read one by one. */
const mostNamespaces = 40;
const logTail = { lines: 200, bytes: 256 * 1_024 };

/** Reads what triage examines, in parallel; what cannot be read is noted and the rest goes on. */
export async function look(looking: Looking): Promise<Snapshot> {
  const { cluster, namespaces, now, window, signal } = looking;
  const snapshot = emptySnapshot(cluster.context, now, window);
  const objects: AnyObject[] = [];
  const read = async (resource: Resource, namespace?: string): Promise<boolean> => {
    try {
      const { items } = await cluster.list(resource, { namespace }, signal);
      objects.push(...items);
      snapshot.listed.add(resource.plural);
      return true;
    } catch (error) {
      return note(snapshot, resource, namespace, error);
    }
  };
  const readEverywhere = async (resource: Resource): Promise<void> => {
    if (namespaces.length > 0) {
      await Promise.all(namespaces.map((namespace) => read(resource, namespace)));
      return;
    }
    if (await read(resource)) return;
    const spaces = (await namespaceNames(cluster, signal)) ?? [];
    if (spaces.length === 0 || !wasForbidden(snapshot, resource)) return;
    // The whole was refused, and the parts tell better where: what each namespace says takes its place.
    snapshot.unread = snapshot.unread.filter((u) => u.resource !== resource.plural);
    await Promise.all(spaces.slice(0, mostNamespaces).map((namespace) => read(resource, namespace)));
    for (const namespace of spaces.slice(mostNamespaces)) {
      const words = `list ${resource.plural} in ${namespace} (more than ${mostNamespaces} namespaces)`;
      snapshot.unread.push({ resource: resource.plural, namespace, words });
    }
  };
  await Promise.all([...inNamespaces.map(readEverywhere), ...inCluster.map((resource) => read(resource))]);
  addObjects(snapshot, objects);
  await Promise.all([readConfigMaps(looking, snapshot), readLogs(looking, snapshot)]);
  return snapshot;
}

/** Notes a failed list. An API group that the cluster does not serve is no gap; an abort ends everything. */
function note(snapshot: Snapshot, resource: Resource, namespace: string | undefined, error: unknown): false {
  if (!(error instanceof ToolError)) throw error;
  if (error.code === 'unauthorized' || error.code === 'unavailable' || error.code === 'timeout') {
    if (resource === resources.pods) throw error;
  }
  if (error.code === 'not_found') return false;
  snapshot.unread.push({ resource: resource.plural, namespace, words: error.message });
  return false;
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
