import { ToolError } from '../runtime/tool-error.ts';
import { namespaceNames } from './clusters.ts';
import type { AnyObject } from './objects.ts';
import type { Cluster, Resource } from './read.ts';
import { resources } from './resources.ts';
import type { Snapshot } from './snapshot.ts';

/** Where to read lists from. */
export interface Reading {
  cluster: Cluster;
  /** Namespaces to read; empty: the whole cluster. */
  namespaces: string[];
  signal: AbortSignal;
}

/** Where the cluster may not be listed as a whole, so many namespaces are read one by one. */
const mostNamespaces = 40;

/** Undefined where it could not be read, which is noted. */
export async function readList(
  { cluster, signal }: Reading,
  snapshot: Snapshot,
  resource: Resource,
  namespace?: string,
  labelSelector?: string,
): Promise<AnyObject[] | undefined> {
  try {
    const { items } = await cluster.list(resource, { namespace, labelSelector }, signal);
    snapshot.listed.add(resource.plural);
    return items;
  } catch (error) {
    note(snapshot, resource, namespace, error);
    return undefined;
  }
}

/** From every namespace to read, or at once from the whole cluster where that is permitted. */
export async function readEverywhere(
  reading: Reading,
  snapshot: Snapshot,
  resource: Resource,
  labelSelector?: string,
): Promise<AnyObject[]> {
  const each = async (spaces: string[]): Promise<AnyObject[]> => {
    const lists = await Promise.all(
      spaces.map((namespace) => readList(reading, snapshot, resource, namespace, labelSelector)),
    );
    return lists.flatMap((items) => items ?? []);
  };
  if (reading.namespaces.length > 0) return each(reading.namespaces);
  const whole = await readList(reading, snapshot, resource, undefined, labelSelector);
  if (whole || !wasForbidden(snapshot, resource)) return whole ?? [];
  const spaces = (await namespaceNames(reading.cluster, reading.signal)) ?? [];
  if (spaces.length === 0) return [];
  // The whole was refused, and the parts tell better where: what each namespace says takes its place.
  snapshot.unread = snapshot.unread.filter((u) => u.resource !== resource.plural);
  for (const namespace of spaces.slice(mostNamespaces)) {
    const words = `list ${resource.plural} in ${namespace} (more than ${mostNamespaces} namespaces)`;
    snapshot.unread.push({ resource: resource.plural, namespace, words });
  }
  return each(spaces.slice(0, mostNamespaces));
}

/** Without pods for these reasons, nothing else would be answered either. */
const ending = new Set(['unauthorized', 'unavailable', 'throttled', 'timeout']);

/** Notes a failed list. An API group that the cluster does not serve is no gap; an abort ends everything. */
export function note(snapshot: Snapshot, resource: Resource, namespace: string | undefined, error: unknown): void {
  if (!(error instanceof ToolError)) throw error;
  if (resource === resources.pods && ending.has(error.code)) throw error;
  if (error.code === 'not_found') return;
  snapshot.unread.push({ resource: resource.plural, namespace, words: error.message });
}

const wasForbidden = (snapshot: Snapshot, resource: Resource): boolean =>
  snapshot.unread.some((u) => u.resource === resource.plural && u.words.includes('403'));
