import type { Connection } from '../connection.ts';
import { flagGroups, readFlagEvent } from '../trail/flags.ts';
import type { TrailRecord } from '../trail/record.ts';
import { readLogEvents, type Span } from './log-events.ts';
import { listGroups } from './log-groups.ts';

const mostGroups = 3;
const mostEvents = 200;

/** Flags that were switched, newest first, where a flag service's audit log is kept in log groups called so. */
export async function readFlagSwitches(
  connection: Connection,
  window: Span,
  signal: AbortSignal,
): Promise<TrailRecord[]> {
  const found = await Promise.all(
    flagGroups.map((logGroupNamePattern) => listGroups(connection, { logGroupNamePattern }, 50, signal)),
  );
  const groups = [...new Set(found.flatMap(({ items }) => items.map(({ name }) => name)))].slice(0, mostGroups);
  const readings = await Promise.all(
    groups.map((group) => readLogEvents(connection, group, window, { most: mostEvents, pages: 3 }, signal)),
  );
  return readings
    .flatMap(({ lines }) => lines.flatMap(({ text, at = '' }) => readFlagEvent(text, at) ?? []))
    .filter(({ at }) => at >= window.since && at <= window.until)
    .sort((a, b) => b.at.getTime() - a.at.getTime());
}
