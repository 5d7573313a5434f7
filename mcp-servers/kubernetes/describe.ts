import { duration } from '../runtime/window.ts';
import { containerLines } from './describe-containers.ts';
import { type AnyObject, controllerOf, isA, isOver, isReady, ref } from './objects.ts';
import { ingressPath, servicePath } from './paths.ts';
import { rowOf } from './rows.ts';
import type { Snapshot } from './snapshot.ts';
import { eventsAbout, podsOf, topmost } from './snapshot-index.ts';

const mostEvents = 12;
const mostPods = 10;

/** One object with what explains it: owners, conditions, containers, the way to its pods, its events. */
export function describe(object: AnyObject, snapshot: Snapshot): string[] {
  return [
    rowOf(object, snapshot.now).text,
    ...owners(object, snapshot),
    ...conditions(object),
    ...containerLines(object),
    ...(isA(object, 'Service') ? servicePath(object, snapshot) : []),
    ...(isA(object, 'Ingress') ? ingressPath(object, snapshot) : []),
    ...pods(object, snapshot),
    ...events(object, snapshot),
  ];
}

function owners(object: AnyObject, snapshot: Snapshot): string[] {
  const owner = controllerOf(object);
  if (!owner) return [];
  const top = topmost(snapshot, owner);
  return [`owner: ${owner}${top === owner ? '' : ` <- ${top}`}`];
}

function conditions(object: AnyObject): string[] {
  const status = object.status as { conditions?: Condition[] } | undefined;
  return (status?.conditions ?? []).map(
    ({ type, status: state, reason, message, lastTransitionTime }) =>
      `condition ${type}=${state}${reason ? ` ${reason}` : ''}${message ? `: ${message}` : ''}${lastTransitionTime ? ` (since ${lastTransitionTime})` : ''}`,
  );
}

interface Condition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
  lastTransitionTime?: string;
}

/** Those that a workload made, or that a node runs. */
function pods(object: AnyObject, snapshot: Snapshot): string[] {
  const { name } = object.metadata;
  const made = isA(object, 'Node')
    ? snapshot.pods.filter((pod) => pod.spec?.nodeName === name && !isOver(pod))
    : podsOf(snapshot, ref(object));
  if (made.length === 0 || isA(object, 'Pod')) return [];
  const bad = made.filter((pod) => !isReady(pod));
  const shown = [...bad, ...made.filter(isReady)].slice(0, mostPods);
  return [
    `pods: ${made.length}, ${made.length - bad.length} ready`,
    ...shown.map((pod) => `  ${rowOf(pod, snapshot.now).text}`),
    ...(made.length > shown.length ? [`  and ${made.length - shown.length} more`] : []),
  ];
}

function events(object: AnyObject, snapshot: Snapshot): string[] {
  const found = eventsAbout(snapshot, ref(object)).toReversed();
  if (found.length === 0) return ['events: none (the API server keeps them for an hour by default)'];
  return found.slice(0, mostEvents).map((e) => {
    const ago = duration(snapshot.now.getTime() - Date.parse(e.last));
    return `event ${e.type} ${e.reason} x${e.count}, last ${e.last} (${ago} ago): ${e.message}`;
  });
}
