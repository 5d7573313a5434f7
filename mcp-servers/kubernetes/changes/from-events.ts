import { groupBy } from '../findings/draft.ts';
import type { ClusterEvent } from '../objects.ts';
import type { Change } from './change.ts';
import { isIn } from './creations-and-edits.ts';

const scaling = /^(ScalingReplicaSet|SuccessfulRescale|ScaleDown)$/;
const removing = /^(SuccessfulDelete|RemovingNode|DeletingNode|Evicted|Preempted|TaintManagerEviction)$/;
/** Kinds that come and go by themselves: their owners' events tell more. */
const passing = /^(Pod|ReplicaSet|Job|Object)\//;

const birthMs = 10_000;

export interface Known {
  window: { since: Date; until: Date };
  /** When what exists was made. */
  born: Map<string, string>;
  /** Kinds whose list was read, so that what is not in it does not exist. */
  kindsRead: Set<string>;
  /** Workloads and their ReplicaSets whose rollout says already why pods came and went. */
  rolledOut: Set<string>;
}

/** Scalings and deletions, which leave no trace but events; the API server keeps those for an hour by default. */
export function fromEvents(events: ClusterEvent[], known: Known): Change[] {
  const seen = events.filter(({ last, about }) => isIn(known.window, last) && !known.rolledOut.has(about));
  const removals = seen.filter(({ reason }) => removing.test(reason));
  const told = removals.map(({ message }) => message).join('\n');
  const killed = seen.filter(
    ({ reason, about }) =>
      reason === 'Killing' && isGone(about, known) && !told.includes(about.split('/').at(-1) ?? about),
  );
  const vanished = seen.filter(({ about }) => !passing.test(about) && isGone(about, known));
  return [
    ...seen
      .filter((event) => scaling.test(event.reason) && !isBirth(event, known))
      .map((event) => changeOf(event, 'scaling', event.message)),
    ...lastOfEach(removals, ({ about, reason }) => `${reason} ${about}`).map(({ event, more }) =>
      changeOf(event, 'deletion', `${event.reason}: ${event.message}${more}`),
    ),
    ...lastOfEach(killed, ({ about }) => stem(about)).map(({ event, more }) =>
      changeOf(event, 'deletion', `killed and no longer there: ${event.message}${more}`),
    ),
    ...lastOfEach(vanished, ({ about }) => about).map(({ event }) =>
      changeOf(event, 'deletion', `no longer there; last said of it: ${event.reason} ${event.message}`),
    ),
  ];
}

function lastOfEach(
  events: ClusterEvent[],
  key: (event: ClusterEvent) => string,
): { event: ClusterEvent; more: string }[] {
  return [...groupBy(events, key).values()].flatMap((group) => {
    const event = group.at(-1);
    return event ? [{ event, more: group.length > 1 ? ` and ${group.length - 1} more like it` : '' }] : [];
  });
}

const changeOf = ({ last, about, source }: ClusterEvent, kind: Change['kind'], title: string): Change => ({
  at: last,
  kind,
  object: about,
  author: source,
  title: title.slice(0, 240),
});

const isGone = (about: string, { born, kindsRead }: Known): boolean =>
  kindsRead.has(about.split('/')[0] ?? '') && !born.has(about);

/** The first pods of a workload that was just made are no scaling. */
const isBirth = ({ about, first }: ClusterEvent, { born }: Known): boolean =>
  Math.abs(Date.parse(first) - Date.parse(born.get(about) ?? '')) < birthMs;

/** Pods of one workload: without the two random parts of their names. */
const stem = (about: string): string => about.replace(/(-[a-z0-9]{6,10})?-[a-z0-9]{5}$/, '');
