import type { Segment } from './segment.ts';

/** From the root to what the answer waited for: at each step a child that failed, else the longest. */
export function criticalPath(root: Segment): Segment[] {
  const path = [root];
  const seen = new Set(path);
  for (let at: Segment | undefined = root; at; ) {
    const children: Segment[] = at.children.filter((child) => !seen.has(child));
    const failed = children.filter((child) => child.failed);
    const next: Segment | undefined = (at.failed && failed.length > 0 ? failed : children).sort(
      (a, b) => lengthOf(b) - lengthOf(a),
    )[0];
    // What takes a tenth of the time is not what was waited for.
    if (next === undefined || (!next.failed && lengthOf(next) < lengthOf(at) / 10)) break;
    path.push(next);
    seen.add(next);
    at = next;
  }
  return path;
}

/** Where the trace went wrong: the innermost failure, else what took most time by itself. */
export function culpritOf(path: Segment[]): Segment | undefined {
  return (
    path.findLast(({ failed, message }) => failed && message) ?? path.findLast(({ failed }) => failed) ?? slowest(path)
  );
}

const slowest = (path: Segment[]): Segment | undefined => [...path].sort((a, b) => ownTime(b) - ownTime(a))[0];

export const lengthOf = ({ start, end }: Segment): number => end - start;

/** Seconds that none of its children worked in. */
export function ownTime(segment: Segment): number {
  const spans = segment.children
    .map(({ start, end }) => [Math.max(start, segment.start), Math.min(end, segment.end)] as const)
    .sort(([a], [b]) => a - b);
  let covered = 0;
  let reached = segment.start;
  for (const [start, end] of spans) {
    if (end <= reached) continue;
    covered += end - Math.max(start, reached);
    reached = end;
  }
  return lengthOf(segment) - covered;
}

/** `frontend GET /cart 5.02s > cart Load 5s (4.9s by itself) [failed: 503]` */
export function pathLine(path: Segment[]): string {
  const culprit = culpritOf(path);
  return path
    .map((segment) => {
      const own = segment === culprit && path.length > 1 ? ` (${seconds(ownTime(segment))} by itself)` : '';
      const failed = segment.failed ? ` [failed${segment.message ? `: ${segment.message}` : ''}]` : '';
      return `${segment.name} ${seconds(lengthOf(segment))}${own}${failed}`;
    })
    .join(' > ')
    .replaceAll(/\s+/g, ' ');
}

export const notesLine = ({ name, notes }: Segment): string =>
  notes.size === 0 ? '' : `${name}: ${[...notes].map(([key, value]) => `${key}=${value}`).join(', ')}`;

export const seconds = (value: number): string =>
  value >= 1 ? `${Number(value.toPrecision(3))}s` : `${Number((value * 1_000).toPrecision(3))}ms`;

/** What the same work noted otherwise in an earlier trace: `rows 52 -> 2027200`. Values that vary freely say nothing. */
export function differences(now: Segment, before: Segment): string[] {
  return [...now.notes].flatMap(([key, value]) => {
    const was = before.notes.get(key);
    if (was === undefined || was === value || /(?:^|[._])(?:id|time|timestamp|request_?id|trace_?id)$/i.test(key))
      return [];
    const [a, b] = [Number(was), Number(value)];
    const similar = Number.isFinite(a) && Number.isFinite(b) && b < a * 2 && b > a / 2;
    return similar ? [] : [`${key} ${apart(was, value)}`];
  });
}

/** Long texts from shortly before the place where they part. */
function apart(was: string, value: string): string {
  if (was.length + value.length < 80) return `${was} -> ${value}`;
  let same = 0;
  while (same < was.length && was[same] === value[same]) same += 1;
  const from = Math.max(0, same - 24);
  const mark = from > 0 ? '…' : '';
  return `${mark}${was.slice(from, from + 120)} -> ${mark}${value.slice(from, from + 120)}`;
}
