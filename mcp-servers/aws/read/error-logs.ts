import type { Connection } from '../connection.ts';
import { type Reading, readLogEvents, type Span } from './log-events.ts';

/** Lines that may tell of trouble, for CloudWatch to search where a group is too large to be read whole. */
const suspicious =
  '%[Ee]rror|ERR|[Ff]atal|FATAL|[Cc]ritical|CRIT|[Ee]xception|[Pp]anic|[Ff]ail|FAIL|[Rr]efused|[Dd]enied|[Tt]imeout|[Tt]imed|[Uu]nable|[Cc]annot|[Ee]xhausted|[Tt]hrottl|WARN|[Ww]arn%';

const wholeReading = 5_000;

export interface ErrorReading extends Reading {
  /** The window before, of the same length; searched, not read whole. */
  before: Reading;
  /** Only lines that may tell of trouble were read. */
  searched: boolean;
}

/** A group's window and the one before it: whole where it is small, else what looks like trouble. Six requests at most. */
export async function readErrorLogs(
  connection: Connection,
  group: string,
  window: Span,
  signal: AbortSignal,
): Promise<ErrorReading> {
  const length = window.until.getTime() - window.since.getTime();
  const earlier = { since: new Date(window.since.getTime() - length), until: new Date(window.since.getTime() - 1) };
  const read = (span: Span, filterPattern: string | undefined, most: number, pages: number): Promise<Reading> =>
    readLogEvents(connection, group, span, { filterPattern, most, pages }, signal);
  const [whole, before] = await Promise.all([
    read(window, undefined, wholeReading, 1),
    read(earlier, suspicious, 10_000, 2),
  ]);
  if (!whole.more) return { ...whole, before, searched: false };
  return { ...(await read(window, suspicious, 20_000, 3)), before, searched: true };
}
