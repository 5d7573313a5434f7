import { nearest } from '../runtime/nearest.ts';
import { type Explaining, everything } from './explaining.ts';
import type { AnyObject } from './objects.ts';
import { readBlamed } from './read-blamed.ts';
import { readDependencies } from './read-dependencies.ts';
import { note, type Reading, readEverywhere, readList } from './read-lists.ts';
import { readLogs } from './read-logs.ts';
import { resources } from './resources.ts';
import { addObjects, emptySnapshot, type Snapshot } from './snapshot.ts';

export interface Looking extends Reading {
  /** Names that were asked for, for the choice of logs. */
  names: Set<string>;
  /** What to read, default everything. */
  wanted?: Explaining;
  /** Namespaces that may be read at all; empty: any. */
  permitted: string[];
  now: Date;
  window: { since: Date; until: Date };
}

/** Reads what is wanted, everything where nothing is said, in parallel; what cannot be read is noted and the rest goes on. */
export async function look(looking: Looking): Promise<Snapshot> {
  const { cluster, namespaces, now, window, wanted = everything } = looking;
  const snapshot = emptySnapshot(cluster.context, now, window);
  snapshot.inside = [...namespaces];
  const [spread, own, ofNodes] = await Promise.all([
    Promise.all(wanted.inNamespaces.map(({ resource, ...how }) => readEverywhere(looking, snapshot, resource, how))),
    Promise.all(wanted.inCluster.map(({ resource, ...how }) => readList(looking, snapshot, resource, undefined, how))),
    readNodeEvents(looking),
  ]);
  addObjects(
    snapshot,
    [...spread, ...own, ofNodes].flatMap((objects) => objects ?? []),
  );
  noteUnknownNamespaces(snapshot);
  await Promise.all([readConfigMaps(looking, snapshot), readLogs({ ...looking, logsOf: wanted.logsOf }, snapshot)]);
  await readDependencies(looking, snapshot);
  await readBlamed(looking, snapshot);
  return snapshot;
}

/** Events about nodes are in namespace default, whatever was asked for; where they may not be read, nothing is missing of the rest. */
async function readNodeEvents(looking: Looking): Promise<AnyObject[]> {
  const { cluster, namespaces, permitted, now, window, wanted = everything } = looking;
  const isRead = namespaces.length === 0 || namespaces.includes('default');
  const isOutside = permitted.length > 0 && !permitted.includes('default');
  if (isRead || isOutside || wanted !== everything) return [];
  const aside = emptySnapshot(cluster.context, now, window);
  const about = { fieldSelector: 'involvedObject.kind=Node' };
  return (await readList(looking, aside, resources.events, 'default', about)) ?? [];
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

/** Only where one is said to be missing, for the nearest name; what is in them never travels. */
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
        addObjects(
          snapshot,
          (await cluster.list(resources.configMaps, { namespace, metadataOnly: true }, signal)).items,
        );
      } catch (error) {
        note(snapshot, resources.configMaps, namespace, error);
      }
    }),
  );
}
