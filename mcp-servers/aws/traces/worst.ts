import type { Connection } from '../connection.ts';
import { isNamed } from '../names.ts';
import type { Span } from '../read/log-events.ts';
import { baselineStart } from '../read/metrics.ts';
import { listTraces, readTraces, type Trace } from '../read/traces.ts';
import { criticalPath, culpritOf, differences, lengthOf } from './critical-path.ts';
import type { Segment } from './segment.ts';

/** A trace that failed or was slow, what it waited for, and how the same work went before. */
export interface BadTrace {
  trace: Trace;
  path: Segment[];
  culprit: Segment;
  /** The same work in a trace of before the window. */
  before?: Segment;
  /** What it noted otherwise then. */
  changed: string[];
}

export interface TracesSeen {
  read: number;
  failed: number;
  /** Only the first of many were listed. */
  more: boolean;
  /** Seconds; the slowest of a hundred. */
  p99: number;
  worst: BadTrace[];
}

const mostWorst = 4;
const mostBefore = 3;

/** Traces through what was asked about: failed ones first, then the slowest, one of a kind. */
export async function worstTraces(
  connection: Connection,
  names: string[],
  window: Span,
  signal: AbortSignal,
): Promise<TracesSeen> {
  const [now, earlier] = await Promise.all([
    listTraces(connection, window, signal),
    listTraces(connection, { since: baselineStart(window), until: new Date(window.since.getTime() - 1) }, signal),
  ]);
  const concerns = ({ entry, services }: Trace): boolean =>
    names.length === 0 || [entry, ...services].some((service) => isNamed(service, names));
  const traces = now.items.filter(concerns);
  const ordered = [...traces].sort((a, b) => Number(b.failed) - Number(a.failed) || b.duration - a.duration);
  const chosen = oneOfAKind(ordered).slice(0, mostWorst);
  // The window may begin before the trouble does: its own quick traces tell of before, too.
  const slowest = chosen[0]?.duration ?? 0;
  const usual = [...earlier.items, ...traces.filter(({ duration }) => duration < slowest / 3)]
    .filter((trace) => concerns(trace) && !trace.failed)
    .sort((a, b) => a.duration - b.duration);
  const old = oneOfAKind(usual).slice(0, mostBefore);
  const segments = await readTraces(
    connection,
    [...chosen, ...old].map(({ id }) => id),
    signal,
  );
  const known = old.flatMap(({ id }) => segments.get(id) ?? []).flatMap(withChildren);
  const worst = chosen.flatMap((trace): BadTrace[] => {
    const root = segments.get(trace.id)?.[0];
    const path = root ? criticalPath(root) : [];
    const culprit = culpritOf(path);
    if (culprit === undefined) return [];
    const before = known.find(({ id, name }) => name === culprit.name && id !== culprit.id);
    return [{ trace, path, culprit, ...(before && { before }), changed: before ? differences(culprit, before) : [] }];
  });
  const durations = traces.map(({ duration }) => duration).sort((a, b) => a - b);
  return {
    read: traces.length,
    failed: traces.filter(({ failed }) => failed).length,
    more: now.more,
    p99: durations[Math.ceil(durations.length * 0.99) - 1] ?? 0,
    worst,
  };
}

/** Slower than the same work was before, by far. */
export const isSlow = ({ culprit, before }: BadTrace): boolean =>
  before !== undefined && lengthOf(culprit) >= 3 * lengthOf(before) && lengthOf(culprit) >= 0.1;

function oneOfAKind(traces: Trace[]): Trace[] {
  const kinds = new Map<string, Trace>();
  for (const trace of traces) {
    const kind = [trace.failed, trace.entry, ...[...trace.services].sort()].join(' ');
    if (!kinds.has(kind)) kinds.set(kind, trace);
  }
  return [...kinds.values()];
}

const withChildren = (segment: Segment): Segment[] => [segment, ...segment.children.flatMap(withChildren)];
