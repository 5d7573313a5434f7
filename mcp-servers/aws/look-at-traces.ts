import type { Connection } from './connection.ts';
import { traceFindings } from './findings/traces.ts';
import { nothing, type Part } from './look-part.ts';
import type { Span } from './read/log-events.ts';
import type { Unread } from './read/unread.ts';
import { seconds } from './traces/critical-path.ts';
import { worstTraces } from './traces/worst.ts';

/** What X-Ray recorded of requests through what was asked about. */
export async function lookAtTraces(
  connection: Connection,
  names: string[],
  window: Span,
  unread: Unread,
  signal: AbortSignal,
): Promise<Part> {
  const seen = await unread.attempt('traces', () => worstTraces(connection, names, window, signal));
  if (!seen || seen.read === 0) return nothing;
  const so = names.length > 0 ? ' through services named so' : '';
  return {
    ...nothing,
    drafts: traceFindings(seen),
    examined: [
      `${seen.read}${seen.more ? '+' : ''} traces${so}, ${seen.failed} failed, the slowest ${seconds(seen.p99)}`,
    ],
  };
}
