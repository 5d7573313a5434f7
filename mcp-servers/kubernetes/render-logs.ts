import { expression } from '../runtime/expression.ts';
import { levelOf } from '../runtime/log-level.ts';
import { renderPatterns, summarise } from '../runtime/patterns.ts';
import type { Sourced } from './read-streams.ts';

/** Lines that match are shown newest where there are more than anybody reads. */
const mostHits = 300;
const patternChars = 4_000;

export interface LogShape {
  grep?: string | undefined;
  exclude?: string | undefined;
  /** Lines of the same log around each that matches. */
  context_lines?: number | undefined;
  mode: 'lines' | 'errors' | 'patterns';
}

/** What was read, matched and left out, then the lines or patterns. */
export function renderLogs(read: Sourced[], { grep, exclude, context_lines = 0, mode }: LogShape): string[] {
  if (read.length === 0) return ['0 lines read: the log is empty in this range'];
  const wanted = grep === undefined ? undefined : expression(grep);
  const unwanted = exclude === undefined ? undefined : expression(exclude);
  if (mode === 'patterns') return renderPatterns(summarise(read, { grep: wanted, exclude: unwanted }), patternChars);
  const hits = read.filter(
    ({ text }) =>
      (!wanted || wanted.test(text)) && !unwanted?.test(text) && (mode !== 'errors' || levelOf(text) === 'error'),
  );
  const newest = hits.slice(-mostHits);
  const near = context_lines > 0 ? around(read, new Set(newest), context_lines) : new Set(newest);
  const several = new Set(read.map(({ source }) => source)).size > 1;
  const shown = read.filter((line) => near.has(line));
  const older = hits.length - newest.length;
  return [
    `${read.length} lines read, ${hits.length} matched, ${read.length - shown.length} left out${older > 0 ? `, ${older} older matches among them` : ''}`,
    ...shown.map((line) => print(line, several)),
  ];
}

/** Patterns of the lines from `since` on against those of the lines before it. */
export function renderCompared(
  read: Sourced[],
  since: Date,
  { grep, exclude }: Pick<LogShape, 'grep' | 'exclude'>,
): string[] {
  const { before = [], within = [] } = Object.groupBy(read, isBefore(since));
  const options = {
    grep: grep === undefined ? undefined : expression(grep),
    exclude: exclude === undefined ? undefined : expression(exclude),
  };
  // A container that started within the window has nothing before it, and all of it would be new.
  if (before.length === 0) {
    const nothing = 'no line is of the window before: there is nothing to compare with';
    return [
      nothing,
      ...(within.length > 0
        ? renderPatterns(summarise(within, options), patternChars)
        : renderLogs([], { mode: 'patterns' })),
    ];
  }
  return [
    `${before.length} lines of the window before read as well`,
    ...renderPatterns(summarise(within, { ...options, baseline: before }), patternChars),
  ];
}

/** What has no time of its own, as the lines of a stack trace, goes with the line before it in its log. */
function isBefore(since: Date): (line: Sourced) => 'before' | 'within' {
  const last = new Map<string, 'before' | 'within'>();
  return ({ at, source }) => {
    const side =
      at === undefined ? (last.get(source) ?? 'within') : Date.parse(at) < since.getTime() ? 'before' : 'within';
    last.set(source, side);
    return side;
  };
}

/** Neighbours in its own log: what other containers wrote in between explains nothing. */
function around(read: Sourced[], hits: Set<Sourced>, reach: number): Set<Sourced> {
  const near = new Set<Sourced>();
  for (const log of Map.groupBy(read, ({ source }) => source).values()) {
    for (const [index, line] of log.entries()) {
      if (hits.has(line)) for (const one of log.slice(Math.max(0, index - reach), index + reach + 1)) near.add(one);
    }
  }
  return near;
}

const print = ({ at, text, source }: Sourced, several: boolean): string =>
  `${at ? `${at} ` : ''}${several ? `[${source}] ` : ''}${text}`;
