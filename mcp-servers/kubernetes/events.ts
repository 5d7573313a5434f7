import { type AnyObject, type ClusterEvent, refOf } from './objects.ts';

interface RawEvent extends AnyObject {
  type?: string;
  reason?: string;
  /** `v1` */
  message?: string;
  involvedObject?: Regarding;
  count?: number;
  firstTimestamp?: string | null;
  lastTimestamp?: string | null;
  source?: { component?: string };
  /** `events.k8s.io/v1` */
  note?: string;
  regarding?: Regarding;
  eventTime?: string | null;
  series?: { count?: number; lastObservedTime?: string } | null;
  deprecatedCount?: number;
  deprecatedFirstTimestamp?: string | null;
  deprecatedLastTimestamp?: string | null;
  reportingController?: string;
  reportingComponent?: string;
}

interface Regarding {
  kind?: string;
  namespace?: string;
  name?: string;
}

/** Some reporters give these the namespace that their event is kept in. */
const ofNoNamespace = new Set(['Node', 'Namespace', 'PersistentVolume', 'StorageClass']);

/**
 * Events of either API in one shape, equal ones as one with a count, oldest first. The same event is served by both APIs;
 * it is told by its uid.
 */
export function readEvents(raw: AnyObject[]): ClusterEvent[] {
  const seen = new Set<string>();
  const grouped = new Map<string, ClusterEvent>();
  for (const item of raw as RawEvent[]) {
    const uid = item.metadata.uid;
    if (uid && seen.has(uid)) continue;
    if (uid) seen.add(uid);
    const event = oneEvent(item);
    const key = [event.about, event.type, event.reason, event.message].join('\n');
    const same = grouped.get(key);
    if (!same) {
      grouped.set(key, event);
      continue;
    }
    same.count += event.count;
    if (event.first < same.first) same.first = event.first;
    if (event.last > same.last) same.last = event.last;
  }
  return [...grouped.values()].sort((a, b) => (a.last < b.last ? -1 : a.last > b.last ? 1 : 0));
}

function oneEvent(item: RawEvent): ClusterEvent {
  const about = item.involvedObject ?? item.regarding ?? {};
  const created = item.metadata.creationTimestamp ?? '';
  const first = item.firstTimestamp ?? item.deprecatedFirstTimestamp ?? item.eventTime ?? created;
  const last = item.series?.lastObservedTime ?? item.lastTimestamp ?? item.deprecatedLastTimestamp ?? first;
  return {
    namespace: item.metadata.namespace ?? '',
    type: item.type ?? 'Normal',
    reason: item.reason ?? '',
    message: (item.message ?? item.note ?? '').replace(/\s+/g, ' ').trim(),
    count: item.series?.count ?? item.count ?? item.deprecatedCount ?? 1,
    first,
    last: [first, last].sort().at(-1) ?? last,
    about: refOf(
      about.kind ?? 'Object',
      ofNoNamespace.has(about.kind ?? '') ? undefined : about.namespace,
      about.name ?? '?',
    ),
    source: item.source?.component ?? item.reportingController ?? item.reportingComponent ?? '',
  };
}
