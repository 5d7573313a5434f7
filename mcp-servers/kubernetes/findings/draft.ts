import type { Finding } from '../../runtime/finding.ts';
import type { Snapshot } from '../snapshot.ts';

/**
 * How far a finding is from a root, so that one can be the cause of another only downwards: a node brings pods down, pods a
 * webhook or a Service, a webhook whatever it should admit, a Service its clients.
 */
export const depth = {
  platform: 0,
  configuration: 1,
  start: 2,
  run: 3,
  webhook: 4,
  refused: 5,
  rollout: 6,
  service: 7,
  ingress: 8,
  client: 9,
  /** Who is late because a client of somebody is. */
  caller: 10,
  change: 11,
} as const;

/** What a family returns: a finding that does not know yet what caused it. */
export interface Draft extends Omit<Finding, 'id' | 'causedBy' | 'related'> {
  depth: (typeof depth)[keyof typeof depth];
  related?: string[];
  /** Further objects to name as related: they bear on this finding, and are not brought down by it. */
  involves?: string[];
  /** Objects whose own trouble would explain this finding. */
  dependsOn?: string[];
}

export type Family = (snapshot: Snapshot) => Draft[];

export function groupBy<Item>(items: Iterable<Item>, key: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const name = key(item);
    const group = groups.get(name);
    if (group) group.push(item);
    else groups.set(name, [item]);
  }
  return groups;
}

/** `3 of 8 pods` */
export const portion = (part: number, whole: number): string => `${part} of ${whole} ${whole === 1 ? 'pod' : 'pods'}`;
