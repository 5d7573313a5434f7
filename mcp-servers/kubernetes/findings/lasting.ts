import type { LogLine } from '../../runtime/log-events.ts';
import type { Snapshot } from '../snapshot.ts';

const freshMs = 15 * 60_000;
const quietAfter = 20;

/**
 * Whether what the lines report still goes on at the window's end: the last of them is at most 15 minutes old and not
 * followed by 20 other lines. An error that is over is history, not a finding.
 */
export function stillHappening(snapshot: Snapshot, errors: LogLine[], all: LogLine[]): boolean {
  const last = errors.at(-1);
  if (!last) return false;
  const end = Math.min(snapshot.now.getTime(), snapshot.window.until.getTime());
  if (last.at && end - Date.parse(last.at) > freshMs) return false;
  const after = all.length - 1 - all.lastIndexOf(last);
  return after < quietAfter || errors.length * 10 >= all.length;
}
