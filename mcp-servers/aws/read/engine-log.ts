import type { LogLine } from '../../runtime/patterns.ts';
import type { Connection } from '../connection.ts';
import { readLogEvents, type Span } from './log-events.ts';
import { listGroups } from './log-groups.ts';

/** Sessions that hold what others wait for may have been opened long before. */
const holderSpan = 24 * 3_600_000;
/** What fills a volume may have begun days before. */
const fillerSpan = 14 * 24 * 3_600_000;
const before = 3_600_000;

/** What CloudWatch searches for, since a busy engine's log is too long to be read whole; its expressions hold no space. */
const pattern = (...words: string[]): string => `%${words.join('|').replaceAll(' ', '\\s')}%`;

const telling = pattern(
  'still waiting for',
  'holding the lock',
  'acquired',
  'STATEMENT:',
  'temporary file',
  'connection authorized',
  'disconnection',
  'connection slots',
  'too many clients',
  'Too many connections',
  'AUDIT:',
  'recovery still',
  'recovery finished',
  'recovery conflict',
  'conflict with recovery',
  'Conflicting process',
  'parameter .* changed',
);
/** What fills a volume for days before it is noticed: a slot that nobody reads, a setting that makes the log grow. */
const longSince = pattern(
  'logical decoding',
  'START_REPLICATION',
  'standby',
  'replication slot',
  'walsender',
  'disconnection',
  'parameter .* changed',
);
/** Of PostgreSQL's `log_min_duration_statement`, and of MySQL's slow log. */
const slow = pattern('duration:', 'Query_time:');

/** A group that an engine logs to; the members of an Aurora cluster log to the same groups, to a stream each. */
export interface EngineLog {
  group: string;
  streamPrefix?: string;
}

export async function listEngineLogs(
  connection: Connection,
  { id, cluster }: { id: string; cluster?: string | undefined },
  signal: AbortSignal,
): Promise<EngineLog[]> {
  const prefix = cluster ? `/aws/rds/cluster/${cluster}/` : `/aws/rds/instance/${id}/`;
  const { items } = await listGroups(connection, { logGroupNamePrefix: prefix }, 5, signal);
  return items
    .filter(({ name }) => /\/(?:postgresql|error|slowquery)$/.test(name))
    .map(({ name }) => ({ group: name, ...(cluster && { streamPrefix: id }) }));
}

/** Lines of an instance's own log that say who does what, oldest first; up to 14 requests a log, 3 as a rule. */
export async function readEngineLog(
  connection: Connection,
  logs: EngineLog[],
  { since, until }: Span,
  wanted: { fillers: boolean; slow: boolean },
  signal: AbortSignal,
): Promise<LogLine[]> {
  const read = ({ group, streamPrefix }: EngineLog, from: Date, filterPattern: string, pages: number) =>
    readLogEvents(
      connection,
      group,
      { since: from, until },
      { filterPattern, streamPrefix, most: 20_000, pages },
      signal,
    );
  const readings = await Promise.all(
    logs.flatMap((log) => [
      read(log, new Date(since.getTime() - before), telling, 3),
      ...(wanted.fillers ? [read(log, new Date(until.getTime() - fillerSpan), longSince, 8)] : []),
      ...(wanted.slow ? [read(log, since, slow, 3)] : []),
    ]),
  );
  return inOrder(readings.flatMap(({ lines }) => lines));
}

/** What PostgreSQL's log says of one process, up to a day back. */
export async function readProcess(
  connection: Connection,
  logs: EngineLog[],
  pid: string,
  { until }: Span,
  signal: AbortSignal,
): Promise<LogLine[]> {
  const span = { since: new Date(until.getTime() - holderSpan), until };
  const options = { filterPattern: `"[${pid}]:"`, most: 500, pages: 6 };
  const readings = await Promise.all(
    logs
      .filter(({ group }) => group.endsWith('/postgresql'))
      .map(({ group, streamPrefix }) => readLogEvents(connection, group, span, { ...options, streamPrefix }, signal)),
  );
  return inOrder(readings.flatMap(({ lines }) => lines));
}

const inOrder = (lines: LogLine[]): LogLine[] =>
  [...new Map(lines.map((line) => [`${line.at} ${line.text}`, line])).values()].sort((a, b) =>
    (a.at ?? '').localeCompare(b.at ?? ''),
  );
