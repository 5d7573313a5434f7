import type { ClusterEvent } from './objects.ts';

/** Events that say the same of objects that are alike, such as the pods of one workload. */
export interface EventGroup {
  /** The newest of them, whose message stands for all. */
  newest: ClusterEvent;
  /** References, newest first. */
  objects: string[];
  count: number;
  first: string;
  last: string;
}

/** Groups by type, reason, object without its random part, and message without what varies; warnings first, then newest. */
export function groupEvents(events: ClusterEvent[]): EventGroup[] {
  const groups = new Map<string, EventGroup>();
  for (const event of events) {
    const key = [event.type, event.reason, stem(event.about), pattern(event)].join('\n');
    const group = groups.get(key);
    if (!group) {
      const { about, count, first, last } = event;
      groups.set(key, { newest: event, objects: [about], count, first, last });
      continue;
    }
    group.count += event.count;
    if (event.first < group.first) group.first = event.first;
    const isNewer = event.last > group.last;
    if (isNewer) Object.assign(group, { last: event.last, newest: event });
    if (group.objects.includes(event.about)) continue;
    if (isNewer) group.objects.unshift(event.about);
    else group.objects.push(event.about);
  }
  const isWarning = ({ newest }: EventGroup): number => Number(newest.type === 'Warning');
  return [...groups.values()].sort(
    (a, b) => isWarning(b) - isWarning(a) || (a.last < b.last ? 1 : a.last > b.last ? -1 : 0),
  );
}

/** Pods, ReplicaSets and Jobs of one workload: without the random parts of their names. */
const stem = (about: string): string =>
  /^(Pod|ReplicaSet|Job)\//.test(about)
    ? about.replace(/(-[a-z0-9]{6,10})?-[a-z0-9]{5,10}$/, '').replace(/-\d+$/, '')
    : about;

/** Names of pods, identifiers and numbers vary between events that say the same. */
const pattern = ({ message, about }: ClusterEvent): string =>
  message
    .replaceAll(about.split('/').at(-1) || about, '<*>')
    .replace(/-[a-z0-9]{6,10}-[a-z0-9]{5}\b/g, '-<*>')
    .replace(/\b(?=[0-9a-f]*\d)[0-9a-f]{6,}\b|\d+(?:\.\d+)*/g, '<*>');
