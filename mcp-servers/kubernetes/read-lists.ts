import { ToolError } from '../runtime/tool-error.ts';
import { namespaceNames } from './clusters.ts';
import type { AnyObject } from './objects.ts';
import type { Cluster, ListOptions, Resource } from './read.ts';
import { resources } from './resources.ts';
import { noteListed, type Snapshot, type Unread } from './snapshot.ts';

/** Where to read lists from. */
export interface Reading {
  cluster: Cluster;
  /** Namespaces to read; empty: the whole cluster. */
  namespaces: string[];
  signal: AbortSignal;
}

type How = Pick<ListOptions, 'labelSelector' | 'fieldSelector' | 'metadataOnly'>;

/** Where the cluster may not be listed as a whole, so many namespaces are read one by one. */
const mostNamespaces = 40;

/** Undefined where it could not be read, which is noted. */
export async function readList(
  { cluster, signal }: Reading,
  snapshot: Snapshot,
  resource: Resource,
  namespace?: string,
  how: How = {},
): Promise<AnyObject[] | undefined> {
  try {
    const { items } = await cluster.list(resource, { namespace, ...how }, signal);
    // Of a part, absence proves nothing.
    if (how.fieldSelector === undefined) noteListed(snapshot, resource.plural, namespace);
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
  how: How = {},
): Promise<AnyObject[]> {
  const each = async (spaces: string[]): Promise<AnyObject[]> => {
    const lists = await Promise.all(spaces.map((namespace) => readList(reading, snapshot, resource, namespace, how)));
    return lists.flatMap((items) => items ?? []);
  };
  if (reading.namespaces.length > 0) return each(reading.namespaces);
  const whole = await readList(reading, snapshot, resource, undefined, how);
  if (whole || !wasForbidden(snapshot, resource)) return whole ?? [];
  const spaces = (await namespaceNames(reading.cluster, reading.signal)) ?? [];
  if (spaces.length === 0) return [];
  const { of: refused, others } = unreadOf(snapshot, resource);
  snapshot.unread = others;
  for (const namespace of spaces.slice(mostNamespaces)) {
    const words = `list ${resource.plural} in ${namespace} (more than ${mostNamespaces} namespaces)`;
    snapshot.unread.push({ resource: resource.plural, namespace, words });
  }
  const found = await each(spaces.slice(0, mostNamespaces));
  // The parts tell better where, and take the place of the whole; unless each was refused, which is said once.
  const { of: parts, others: rest } = unreadOf(snapshot, resource);
  const inOrder = parts.sort((a, b) => ((a.namespace ?? '') < (b.namespace ?? '') ? -1 : 1));
  snapshot.unread = [...rest, ...(parts.length === spaces.length ? refused : inOrder)];
  return found;
}

function unreadOf({ unread }: Snapshot, { plural }: Resource): { of: Unread[]; others: Unread[] } {
  return {
    of: unread.filter(({ resource }) => resource === plural),
    others: unread.filter(({ resource }) => resource !== plural),
  };
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
