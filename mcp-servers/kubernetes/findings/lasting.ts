import type { LogLine } from '../../runtime/log-events.ts';
import type { Pod } from '../objects.ts';
import type { LogTail, Snapshot } from '../snapshot.ts';

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

/** So many times the usual pause between two of them without another, and it is over. */
const patience = 3;

/**
 * The same for what happens now and then: no more than three times its usual pause, in time and in lines, has passed
 * since. Needs two at least to know the pause.
 */
export function goesOn(snapshot: Snapshot, events: { at?: string | undefined }[], all: LogLine[]): boolean {
  const times = events.flatMap(({ at }) => (at ? [Date.parse(at)] : [])).sort((a, b) => a - b);
  const [first, last] = [times[0], times.at(-1)];
  if (first === undefined || last === undefined || times.length < 2) return false;
  const end = Math.min(snapshot.now.getTime(), snapshot.window.until.getTime());
  const pause = (last - first) / (times.length - 1);
  if (last < snapshot.window.since.getTime() || end - last > Math.max(freshMs, patience * pause)) return false;
  const stamps = all.map(({ at }) => Date.parse(at ?? ''));
  const between = stamps.filter((at) => at >= first && at <= last).length / (times.length - 1);
  return stamps.filter((at) => at > last).length <= Math.max(quietAfter, patience * between);
}

/** The same for a log that may be of the run before: what that ended with goes on as long as the container is not well. */
export function lastsIn(snapshot: Snapshot, pod: Pod, log: LogTail, errors: LogLine[]): boolean {
  const status = pod.status?.containerStatuses?.find(({ name }) => name === log.container);
  return (log.previous && status?.ready !== true && errors.length > 0) || stillHappening(snapshot, errors, log.lines);
}
