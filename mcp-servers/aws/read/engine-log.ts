import type { LogLine } from '../../runtime/patterns.ts';
import type { Connection } from '../connection.ts';
import { readLogEvents, type Span } from './log-events.ts';
import { listGroups } from './log-groups.ts';

/** Sessions that hold what others wait for may have been opened long before. */
const holderSpan = 24 * 3_600_000;
/** A replication slot is forgotten for days before its log fills a volume. */
const slotSpan = 14 * 24 * 3_600_000;
const before = 3_600_000;

/** CloudWatch searches for these; a busy engine's log is too long to be read whole. */
const telling =
  '%still waiting for|holding the lock|acquired|STATEMENT:|temporary file|connection authorized|disconnection|connection slots|too many clients|Too many connections|AUDIT:|recovery (still|finished|conflict)|conflict with recovery|Conflicting process|parameter .* changed%';
const replication = '%logical decoding|START_REPLICATION|standby|replication slot|walsender|disconnection%';

/** Lines of an instance's own log that say who does what, oldest first; about six requests. */
export async function readEngineLog(
  connection: Connection,
  id: string,
  { since, until }: Span,
  wanted: { slots: boolean },
  signal: AbortSignal,
): Promise<LogLine[]> {
  const { items } = await listGroups(connection, { logGroupNamePrefix: `/aws/rds/instance/${id}/` }, 5, signal);
  const groups = items.map(({ name }) => name).filter((name) => /\/postgresql$/.test(name));
  const read = (group: string, span: Span, filterPattern: string, pages: number) =>
    readLogEvents(connection, group, span, { filterPattern, most: 20_000, pages }, signal);
  const readings = await Promise.all(
    groups.flatMap((group) => [
      read(group, { since: new Date(since.getTime() - before), until }, telling, 3),
      ...(wanted.slots ? [read(group, { since: new Date(until.getTime() - slotSpan), until }, replication, 8)] : []),
    ]),
  );
  return inOrder(readings.flatMap(({ lines }) => lines));
}

/** What the log says of one process, up to a day back. */
export async function readProcess(
  connection: Connection,
  id: string,
  pid: string,
  { until }: Span,
  signal: AbortSignal,
): Promise<LogLine[]> {
  const { items } = await listGroups(connection, { logGroupNamePrefix: `/aws/rds/instance/${id}/` }, 5, signal);
  const span = { since: new Date(until.getTime() - holderSpan), until };
  const readings = await Promise.all(
    items
      .filter(({ name }) => /\/postgresql$/.test(name))
      .map(({ name }) =>
        readLogEvents(connection, name, span, { filterPattern: `"[${pid}]:"`, most: 500, pages: 6 }, signal),
      ),
  );
  return inOrder(readings.flatMap(({ lines }) => lines));
}

const inOrder = (lines: LogLine[]): LogLine[] =>
  [...new Map(lines.map((line) => [`${line.at} ${line.text}`, line])).values()].sort((a, b) =>
    (a.at ?? '').localeCompare(b.at ?? ''),
  );
