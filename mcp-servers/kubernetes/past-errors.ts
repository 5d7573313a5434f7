import { isErrorLine } from '../runtime/error-lines.ts';
import { ref, type Workload } from './objects.ts';
import type { Snapshot } from './snapshot.ts';
import { podsOf } from './snapshot-index.ts';

/** So long without another, and the errors of before are over. */
const quietMs = 15 * 60_000;

/** `6 errors logged, none since ...`: what somebody finds who looks into the logs; undefined where none, or not over. */
export function pastErrorsInWords(snapshot: Snapshot, workload: Workload): string | undefined {
  const pods = new Set(podsOf(snapshot, ref(workload)).map(ref));
  const { since, until } = snapshot.window;
  const end = Math.min(until.getTime(), snapshot.now.getTime());
  const errors = snapshot.logs
    .filter(({ pod, previous }) => pods.has(pod) && !previous)
    .flatMap(({ lines }) =>
      lines.filter(({ at, text }) => at && Date.parse(at) >= since.getTime() && isErrorLine(text)),
    )
    .sort((a, b) => ((a.at ?? '') < (b.at ?? '') ? -1 : 1));
  const last = errors.at(-1);
  if (!last?.at || end - Date.parse(last.at) < quietMs) return undefined;
  return `${errors.length} ${errors.length === 1 ? 'error' : 'errors'} logged, none since ${last.at}`;
}
