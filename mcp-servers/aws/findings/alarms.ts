import { headline } from '../../runtime/quotes.ts';
import { isNamed } from '../names.ts';
import type { Alarm } from '../read/alarms.ts';
import { type Draft, objectName } from './draft.ts';
import { subjectOf } from './subject.ts';

const kinds: { metric: RegExp; namespace?: RegExp; category: string }[] = [
  { metric: /^CPUUtilization$/, namespace: /RDS/, category: 'database-cpu' },
  { metric: /FreeStorageSpace|VolumeBytes/, namespace: /RDS/, category: 'database-storage' },
  { metric: /DatabaseConnections/, category: 'database-connections' },
  { metric: /ReplicaLag/, category: 'replication-lag' },
  { metric: /Throttle/i, category: 'throttled' },
  { metric: /UnHealthyHostCount|HealthyHostCount|HTTPCode_(?:ELB|Target)_5XX/, category: 'load-balancer-unhealthy' },
  { metric: /TargetResponseTime|Latency/i, category: 'dependency-slow' },
  { metric: /RunningTaskCount/, category: 'task-start-failure' },
  { metric: /MemoryUtilization/, category: 'out-of-memory' },
];

/** A firing alarm is a symptom: it says that, not why. */
export function alarmFinding(alarm: Alarm, names: string[]): Draft {
  const kind = kinds.find(
    ({ metric, namespace }) => metric.test(alarm.metric) && (namespace?.test(alarm.namespace) ?? true),
  );
  const about = [alarm.name, alarm.description, alarm.reason, ...alarm.dimensions.map(({ value }) => value)].join(' ');
  const relevant = names.length === 0 || isNamed(about, names);
  return {
    category: kind?.category ?? 'unknown',
    object: subjectOf(alarm.dimensions) ?? objectName('cloudwatch', alarm.name),
    severity: relevant ? 'warning' : 'info',
    title: headline(
      `Alarm ${alarm.name} is firing${alarm.description ? ` (${alarm.description})` : ''}: ${alarm.reason}`,
    ),
    mechanism: 'An alarm tells that a metric crossed its threshold, not why.',
    evidence: [alarmLine(alarm)],
    ...(alarm.since && { since: alarm.since.toISOString() }),
    relevant,
    depth: 3,
  };
}

export function alarmLine(alarm: Alarm): string {
  const since = alarm.since?.toISOString().replace('.000Z', 'Z') ?? '';
  const where = alarm.dimensions.map(({ name, value }) => `${name}=${value}`).join(',');
  const metric = [alarm.namespace, alarm.metric, where].filter(Boolean).join(' ');
  return `${alarm.state} since ${since} ${alarm.name}${metric ? ` [${metric}]` : ''}: ${alarm.reason}`
    .replaceAll(/\s+/g, ' ')
    .slice(0, 400);
}
