import {
  DescribeDimensionKeysCommand,
  type DimensionKeyDescription,
  GetResourceMetricsCommand,
} from '@aws-sdk/client-pi';
import { type DBInstance, DescribeDBInstancesCommand, DescribeEventsCommand } from '@aws-sdk/client-rds';
import type { Connection } from '../connection.ts';
import type { Point } from '../metrics/shape.ts';
import type { Span } from './log-events.ts';
import { paged } from './paged.ts';

const mostInstances = 500;
const mostStatements = 10;

export interface DatabaseEvent {
  at: Date;
  message: string;
}

/** What Performance Insights says keeps a database busy, largest share first. */
export interface Load {
  /** What the shares are of: `the load`. */
  of: string;
  statements: { text: string; share: number; waits: string[] }[];
  waits: { name: string; share: number }[];
  /** Average active sessions, minute by minute. */
  sessions: Point[];
}

export async function readInstances(
  connection: Connection,
  signal: AbortSignal,
): Promise<{ items: DBInstance[]; more: boolean }> {
  return paged(mostInstances, async (Marker) => {
    const input = { ...(Marker !== undefined && { Marker }) };
    const page = await connection.read('rds:DescribeDBInstances', input, signal, ({ rds }, options) =>
      rds.send(new DescribeDBInstancesCommand(input), options),
    );
    return { items: page.DBInstances, next: page.Marker };
  });
}

/** Oldest first; RDS keeps them for 14 days. */
export async function readEvents(
  connection: Connection,
  id: string,
  SourceType: 'db-instance' | 'db-cluster',
  { since, until }: Span,
  signal: AbortSignal,
): Promise<DatabaseEvent[]> {
  const input = { SourceIdentifier: id, SourceType, StartTime: since, EndTime: until };
  const { Events = [] } = await connection.read('rds:DescribeEvents', input, signal, ({ rds }, options) =>
    rds.send(new DescribeEventsCommand(input), options),
  );
  return Events.filter(({ SourceIdentifier = id }) => SourceIdentifier === id)
    .flatMap(({ Date: at, Message: message }) => (at && message ? [{ at, message }] : []))
    .filter(({ at }) => at >= since && at <= until)
    .sort((a, b) => a.at.getTime() - b.at.getTime());
}

/** Who keeps sessions busy, by the user's name; sessions on average. One request. */
export async function readUsers(
  connection: Connection,
  resourceId: string,
  { since, until }: Span,
  signal: AbortSignal,
): Promise<{ name: string; sessions: number }[]> {
  const GroupBy = { Group: 'db.user', Limit: 5 };
  const input = {
    ServiceType: 'RDS' as const,
    Identifier: resourceId,
    StartTime: since,
    EndTime: until,
    Metric: 'db.load.avg',
    GroupBy,
  };
  const { Keys = [] } = await connection.read('pi:DescribeDimensionKeys', input, signal, ({ pi }, options) =>
    pi.send(new DescribeDimensionKeysCommand(input), options),
  );
  return Keys.map(({ Dimensions, Total = 0 }) => ({ name: nameOf(Dimensions), sessions: Total }));
}

/** Counters of PostgreSQL that Performance Insights keeps, minute by minute, by their names. One request. */
export async function readCounters(
  connection: Connection,
  resourceId: string,
  { since, until }: Span,
  signal: AbortSignal,
): Promise<Map<string, Point[]>> {
  const input = {
    ServiceType: 'RDS' as const,
    Identifier: resourceId,
    StartTime: since,
    EndTime: until,
    PeriodInSeconds: 60,
    MetricQueries: counters.map((Metric) => ({ Metric })),
  };
  const { MetricList = [] } = await connection.read('pi:GetResourceMetrics', input, signal, ({ pi }, options) =>
    pi.send(new GetResourceMetricsCommand(input), options),
  );
  return new Map(
    MetricList.filter(({ Key }) => Key?.Dimensions === undefined).map(({ Key, DataPoints }) => [
      Key?.Metric ?? '',
      pointsOf(DataPoints),
    ]),
  );
}

const counters = [
  'db.state.idle_in_transaction_count.avg',
  'db.state.idle_in_transaction_max_time.avg',
  'db.User.max_connections.avg',
];

const pointsOf = (points: { Timestamp?: Date | undefined; Value?: number | undefined }[] = []): Point[] =>
  points.flatMap(({ Timestamp, Value }) =>
    Timestamp && Value !== undefined ? [{ at: Timestamp.getTime(), value: Value }] : [],
  );

/** Three requests; only for an instance that has Performance Insights. */
export async function readLoad(
  connection: Connection,
  resourceId: string,
  { since, until }: Span,
  signal: AbortSignal,
): Promise<Load> {
  const common = { ServiceType: 'RDS' as const, Identifier: resourceId, StartTime: since, EndTime: until };
  const keys = (GroupBy: { Group: string; Limit: number }, PartitionBy?: { Group: string }) => {
    const input = { ...common, Metric: 'db.load.avg', GroupBy, ...(PartitionBy && { PartitionBy }) };
    return connection.read('pi:DescribeDimensionKeys', input, signal, ({ pi }, options) =>
      pi.send(new DescribeDimensionKeysCommand(input), options),
    );
  };
  const metrics = { ...common, PeriodInSeconds: 60, MetricQueries: [{ Metric: 'db.load.avg' }] };
  const [bySql, byWait, load] = await Promise.all([
    keys({ Group: 'db.sql', Limit: mostStatements }, { Group: 'db.wait_event' }),
    keys({ Group: 'db.wait_event', Limit: mostStatements }),
    connection.read('pi:GetResourceMetrics', metrics, signal, ({ pi }, options) =>
      pi.send(new GetResourceMetricsCommand(metrics), options),
    ),
  ]);
  const waitNames = (bySql.PartitionKeys ?? []).map(({ Dimensions }) => nameOf(Dimensions));
  const whole = sum(byWait.Keys) || sum(bySql.Keys) || 1;
  const sessions = load.MetricList?.find(({ Key }) => Key?.Dimensions === undefined)?.DataPoints ?? [];
  return {
    of: 'the load',
    statements: (bySql.Keys ?? []).map(({ Dimensions, Total = 0, Partitions = [] }) => ({
      text: (Dimensions?.['db.sql.statement'] ?? nameOf(Dimensions)).replaceAll(/\s+/g, ' ').trim(),
      share: Math.min(1, Total / whole),
      // Of its waits, those that make at least a fifth of it.
      waits: Partitions.map((value, index) => ({ name: waitNames[index] ?? '', value }))
        .filter(({ value }) => value >= Total / 5)
        .sort((a, b) => b.value - a.value)
        .map(({ name }) => name),
    })),
    waits: (byWait.Keys ?? []).map(({ Dimensions, Total = 0 }) => ({ name: nameOf(Dimensions), share: Total / whole })),
    sessions: pointsOf(sessions),
  };
}

const nameOf = (dimensions: Record<string, string> | undefined): string =>
  dimensions?.['db.wait_event.name'] ?? Object.values(dimensions ?? {}).at(-1) ?? '';

const sum = (keys: DimensionKeyDescription[] | undefined): number =>
  (keys ?? []).reduce((total, { Total = 0 }) => total + Total, 0);
