import type { Connection } from './connection.ts';
import { denialFindings } from './findings/denials.ts';
import { nothing, type Part } from './look-part.ts';
import { isNamed } from './names.ts';
import type { Span } from './read/log-events.ts';
import { readTrail } from './read/trail.ts';
import type { Unread } from './read/unread.ts';
import { compact, type Deed, deedLine } from './trail/compact.ts';
import { toldDeeds } from './trail/told.ts';

/** CloudTrail allows two requests a second. */
const pages = 2;
/** What is changed takes effect later: configuration that is read at a restart, credentials that expire. */
const before = 2 * 3_600_000;
const mostChanges = 4;

/** Who changed what was asked about, and calls that AWS refused. */
export async function lookAtTrail(
  connection: Connection,
  names: string[],
  window: Span,
  unread: Unread,
  signal: AbortSignal,
): Promise<Part> {
  const span = { since: new Date(window.since.getTime() - before), until: window.until };
  const read = await unread.attempt('CloudTrail', async () => ({
    writes: await readTrail(connection, span, { only: 'writes', pages }, signal),
    all: await readTrail(connection, window, { only: 'all', pages: 1 }, signal),
  }));
  if (!read) return nothing;
  const isRelevant = (deed: Deed): boolean => names.length === 0 || isNamed(deedLine(deed), names);
  const failed = [...read.all.records, ...read.writes.records.filter(({ at }) => at >= window.since)].filter(
    ({ error }) => error !== undefined,
  );
  const done = compact(read.writes.records.filter(({ error }) => error === undefined)).filter(isRelevant);
  const remarks = done.slice(0, mostChanges).map((deed) => `changed: ${deedLine(deed)}`);
  const deeds = toldDeeds(done.slice(0, mostChanges));
  if (done.length > mostChanges) remarks.push(`and ${done.length - mostChanges} more changes: aws_changes lists them`);
  return { ...nothing, drafts: denialFindings(compact([...new Set(failed)]), isRelevant), remarks, deeds };
}
