import { type AnyObject, ref } from '../objects.ts';
import type { Resource } from '../read.ts';
import { type Reading, readEverywhere, readList } from '../read-lists.ts';
import { inNamespaces, resources } from '../resources.ts';
import { addObjects, emptySnapshot, type Snapshot, wasListed } from '../snapshot.ts';
import { byTime, type Change } from './change.ts';
import { creationsAndEdits } from './creations-and-edits.ts';
import { fromEvents } from './from-events.ts';
import { writesTo } from './managed-fields.ts';
import { rolloutsIn } from './rollouts.ts';

const inCluster: Resource[] = [
  resources.nodes,
  resources.namespaces,
  resources.storageClasses,
  resources.ingressClasses,
  resources.validatingWebhooks,
  resources.mutatingWebhooks,
];

export interface Asked extends Reading {
  now: Date;
  window: { since: Date; until: Date };
}

/** Everything that the cluster still knows to have changed in the window, newest first. */
export async function readChanges(asked: Asked): Promise<{ changes: Change[]; snapshot: Snapshot; read: number }> {
  const { cluster, now, window, namespaces } = asked;
  const snapshot = emptySnapshot(cluster.context, now, window);
  snapshot.inside = [...namespaces];
  const lists = await Promise.all([
    ...inNamespaces.map((resource) => readEverywhere(asked, snapshot, resource)),
    ...inCluster.map(async (resource) => (await readList(asked, snapshot, resource)) ?? []),
    // What is in them never travels.
    readEverywhere(asked, snapshot, resources.configMaps, { metadataOnly: true }),
  ]);
  const elsewhere = ({ kind, metadata }: AnyObject): boolean =>
    kind === 'Namespace' && namespaces.length > 0 && !namespaces.includes(metadata.name);
  const objects = lists.flat().filter((object) => object.kind !== 'Event' && !elsewhere(object));
  addObjects(snapshot, lists.flat());
  return { changes: changesOf(snapshot, objects).sort(byTime), snapshot, read: objects.length };
}

function changesOf(snapshot: Snapshot, objects: AnyObject[]): Change[] {
  const rollouts = rolloutsIn(snapshot);
  const explained = rollouts.flatMap(({ workload, revisions }) => [ref(workload), ...revisions]);
  const rolledOut = rollouts.map(
    ({ at, workload, revision, back, differences }): Change => ({
      at,
      kind: 'rollout',
      object: ref(workload),
      author: writerOf(workload, at) ?? '',
      title: `${back ? 'back ' : ''}to revision ${revision}: ${differences.join('; ') || 'no difference in the template'}`,
    }),
  );
  const kinds = [...inNamespaces, ...inCluster, resources.configMaps].filter(
    ({ plural }) => snapshot.unread.every(({ resource }) => resource !== plural) && wasListed(snapshot, plural),
  );
  return [
    ...rolledOut,
    ...creationsAndEdits(objects, snapshot.window).filter((change) => !isPartOf(change, rolledOut)),
    ...fromEvents(snapshot.events, {
      born: new Map(objects.map((object) => [ref(object), object.metadata.creationTimestamp ?? ''])),
      window: snapshot.window,
      kindsRead: new Set(kinds.map(({ kind }) => kind)),
      rolledOut: new Set(explained),
    }),
  ];
}

/** A controller makes the new revision moments after somebody wrote the template. */
const momentMs = 10_000;
const isSoon = (a: string, b: string): boolean => Math.abs(Date.parse(a) - Date.parse(b)) < momentMs;

const writerOf = (workload: AnyObject, at: string): string | undefined =>
  writesTo(workload).findLast((written) => isSoon(written.at, at))?.manager;

/** The edit that brought a rollout about is told by the rollout. */
const isPartOf = ({ kind, object, at }: Change, rollouts: Change[]): boolean =>
  kind === 'edit' && rollouts.some((rollout) => rollout.object === object && isSoon(rollout.at, at));
