import type { LogLine } from '../runtime/patterns.ts';

/** The newest matching lines with what stands round them; first says what was read, matched and left out. */
export function withContext(
  lines: LogLine[],
  matches: (line: LogLine) => boolean,
  context: number,
  tail: number,
): string[] {
  const matching = lines.flatMap((line, index) => (matches(line) ? [index] : []));
  const shownMatches = matching.slice(-tail);
  const left = matching.length - shownMatches.length;
  const kept = new Set(
    shownMatches.flatMap((at) => range(Math.max(0, at - context), Math.min(lines.length - 1, at + context))),
  );
  const rendered: string[] = [];
  let last: number | undefined;
  for (const at of [...kept].sort((a, b) => a - b)) {
    if (context > 0 && last !== undefined && at > last + 1) rendered.push('--');
    const line = lines[at];
    if (line) rendered.push(`${line.at ?? ''} ${line.text}`.trim());
    last = at;
  }
  return [`${lines.length} lines read, ${matching.length} matched, ${left} older matches left out`, ...rendered];
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}
