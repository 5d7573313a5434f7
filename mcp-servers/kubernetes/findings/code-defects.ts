import { defectsIn, linesOf, type Thrown } from '../../runtime/exceptions.ts';
import { headline, quotes } from '../../runtime/quotes.ts';
import type { Pod } from '../objects.ts';
import { ref } from '../objects.ts';
import type { LogTail, Snapshot } from '../snapshot.ts';
import { workloadOf } from '../snapshot-index.ts';
import { type Draft, depth, groupBy } from './draft.ts';
import { goesOn } from './lasting.ts';

/** One request that fails is everyday life. */
const fewest = 3;
/** So many other lines before the first tell that it was not always so. */
const quietBefore = 15;
/** So many times as often as before the window is new. */
const surge = 3;

interface Seen {
  pod: Pod;
  log: LogTail;
  thrown: Thrown[];
}

/** Programs that run and throw on some requests, by the exception and the place in their own code: one finding a workload. */
export function codeDefects(snapshot: Snapshot): Draft[] {
  const pods = new Map(snapshot.pods.map((pod) => [ref(pod), pod]));
  const seen = snapshot.logs.flatMap((log): Seen[] => {
    const pod = pods.get(log.pod);
    const running = pod?.status?.containerStatuses?.find(({ name }) => name === log.container)?.state?.running;
    // Of a container that is down another family tells more.
    return pod && running && !log.previous ? [{ pod, log, thrown: defectsIn(log.lines) }] : [];
  });
  const byWorkload = groupBy(seen, ({ pod }) => workloadOf(snapshot, pod));
  return [...byWorkload].flatMap(([workload, group]) => {
    const kinds = [
      ...groupBy(
        group.flatMap(({ thrown }) => thrown),
        kindOf,
      ).values(),
    ].map(inOrder);
    const [worst] = kinds.filter((kind) => isNews(snapshot, kind, group)).sort((a, b) => b.length - a.length);
    return worst ? [draft(workload, worst, group)] : [];
  });
}

/** Lines that this family tells of, so that others do not tell of them again by their words. */
export const defectLines = (log: LogTail): Set<unknown> => new Set(defectsIn(log.lines).flatMap(({ lines }) => lines));

/** The same place throws the same, whatever value it says. */
const kindOf = ({ says, frame }: Thrown): string => `${says.split(/[:(]/, 1)[0] ?? ''} ${frame ?? ''}`;

const inOrder = (kind: Thrown[]): Thrown[] => kind.toSorted((a, b) => ((a.at ?? '') < (b.at ?? '') ? -1 : 1));

function isNews(snapshot: Snapshot, kind: Thrown[], group: Seen[]): boolean {
  if (
    kind.length < fewest ||
    !goesOn(
      snapshot,
      kind,
      group.flatMap(({ log }) => log.lines),
    )
  )
    return false;
  const { since, until } = snapshot.window;
  const earlier = kind.filter(({ at }) => at !== undefined && Date.parse(at) < since.getTime()).length;
  if (earlier === 0) return true;
  // As often as before the window, as far back as the logs reach, is how it always was.
  const from = Math.min(...group.flatMap(({ log }) => Date.parse(log.lines[0]?.at ?? '') || []));
  const before = earlier / Math.max(1, since.getTime() - from);
  return (kind.length - earlier) / Math.max(1, until.getTime() - since.getTime()) >= before * surge;
}

function draft(workload: string, kind: Thrown[], group: Seen[]): Draft {
  const [first] = kind;
  const last = kind.at(-1);
  const where = last?.frame ? `, at ${last.frame.replace(/^at /, '')}` : '';
  const pods = group.filter(({ thrown }) => thrown.some((one) => kind.includes(one))).map(({ pod }) => pod);
  return {
    category: 'code-defect',
    object: workload,
    severity: beganLate(kind, group) || kind.length >= 10 ? 'critical' : 'warning',
    title: headline(
      `${workload} fails on some of its work (${kind.length} times since ${first?.at ?? 'the log begins'}): ${last?.says.slice(0, 160) ?? ''}${where}`,
    ),
    since: first?.at,
    mechanism: 'The code meets a value that it does not expect and throws; what does not pass that place works.',
    evidence: quotes([...(last ? linesOf(last) : []), first && linesOf(first)[0]], 3),
    related: [...new Set(pods.map(ref))],
    depth: depth.run,
    next: {
      tool: 'k8s_logs',
      args: { pod: pods[0]?.metadata.name, namespace: pods[0]?.metadata.namespace, mode: 'patterns' },
      why: 'what else it logs, and since when',
    },
  };
}

/** The logs reach back to when the work went well. */
function beganLate([first]: Thrown[], group: Seen[]): boolean {
  const at = first?.at ?? '';
  const before = group.reduce((sum, { log }) => sum + log.lines.filter((line) => (line.at ?? '') < at).length, 0);
  return before >= quietBefore;
}
