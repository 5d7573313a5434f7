import type { ClusterEvent, Pod, Workload } from './objects.ts';
import { isReady, ref } from './objects.ts';
import type { Snapshot } from './snapshot.ts';
import { podsOf } from './snapshot-index.ts';

const evicted = /^(?:Evicted|TaintManagerEviction|Preempted|NodeNotReady)$/;
const stopped = /^(?:Evicted|TaintManagerEviction|Preempted|NodeNotReady|Killing)$/;
/** What drains, loses or takes away a node, in the words of the control plane and of those who manage nodes. */
const disruption =
  /NotSchedulable|Disrupt|Drain|Removing|Deleting|NodeNotReady|Rebooted|Shutdown|Interrupt|Terminating|ScaleDown|Cordon|Preempt/i;
/** From the first sign of a node that goes to the last pod that leaves it. */
const leavingMs = 30 * 60_000;
/** Within this a controller has put another pod in the place of one that went. */
const replacingMs = 15 * 60_000;

/**
 * `2 pods evicted at ... as Node/-/a was drained or replaced, 2 in their place ready since ...`, and the events' own words:
 * pods of a workload that went in the window for a node's sake; undefined where none did, or not all of it is well.
 */
export function rescheduledInWords(snapshot: Snapshot, workload: Workload): { what: string; said: string } | undefined {
  const object = ref(workload);
  const pods = podsOf(snapshot, object);
  const gone = goneOf(snapshot, workload);
  const [first] = gone;
  if (!first || pods.length === 0 || !pods.every(isReady)) return undefined;
  const last = gone.at(-1) ?? first;
  const signs = nodeSigns(snapshot, first.first);
  const byNode = gone.filter(({ reason }) => evicted.test(reason));
  if (byNode.length === 0 && signs.length === 0) return undefined;
  const replacements = pods.filter(({ metadata }) => {
    const made = Date.parse(metadata.creationTimestamp ?? '');
    return made >= Date.parse(first.first) - replacingMs && made <= Date.parse(last.last) + replacingMs;
  });
  if (replacements.length === 0) return undefined;
  const names = [...new Set(gone.map(({ about }) => about))];
  const nodes = [...new Set(signs.map(({ about }) => about.replace('/-/', ' ')))].slice(0, 2);
  const why = nodes.length > 0 ? ` as ${nodes.join(' and ')} was drained or replaced` : '';
  const ready = replacements.map(readySince).sort().at(-1);
  const said = [...byNode.map(({ message }) => message.slice(0, 60)), ...signs.map(({ reason }) => reason)];
  const words = [...new Set(said)].filter((word) => word !== '').slice(0, 4);
  return {
    what: `${names.length} ${names.length === 1 ? 'pod' : 'pods'} ${byNode.length > 0 ? 'evicted' : 'stopped'} at ${first.first}${why}, ${replacements.length} in their place ready${ready ? ` since ${ready}` : ''}`,
    said: words.join(', '),
  };
}

const readySince = (pod: Pod): string =>
  pod.status?.conditions?.find((condition) => condition.type === 'Ready')?.lastTransitionTime ?? '';

/** Why pods went that are no longer there, oldest first. */
function goneOf(snapshot: Snapshot, { kind, metadata: { name, namespace } }: Workload): ClusterEvent[] {
  const own = new RegExp(
    `^Pod/${namespace}/${name.replaceAll('.', '\\.')}${kind === 'Deployment' ? '-[a-z0-9]{6,10}' : ''}-[a-z0-9]{1,5}$`,
  );
  const there = new Set(snapshot.pods.map(ref));
  return snapshot.events
    .filter(({ about, reason, last }) => stopped.test(reason) && own.test(about) && isInWindow(snapshot, last))
    .filter(({ about }) => kind === 'StatefulSet' || !there.has(about))
    .sort((a, b) => (a.first < b.first ? -1 : 1));
}

const nodeSigns = (snapshot: Snapshot, at: string): ClusterEvent[] =>
  snapshot.events.filter(
    ({ about, reason, first }) =>
      about.startsWith('Node/') && disruption.test(reason) && Math.abs(Date.parse(first) - Date.parse(at)) < leavingMs,
  );

const isInWindow = ({ window }: Snapshot, at: string): boolean =>
  Date.parse(at) >= window.since.getTime() && Date.parse(at) <= window.until.getTime();
