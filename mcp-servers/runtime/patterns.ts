import { foldTraces, type LogEvent, type LogLine } from './log-events.ts';
import { type LogLevel, levelOf } from './log-level.ts';

export type { LogLine } from './log-events.ts';

export interface LogPattern {
  /** The line with what varies replaced by `<*>`; equal for all lines of the pattern. */
  pattern: string;
  level: LogLevel;
  count: number;
  /** RFC 3339 */
  first?: string;
  last?: string;
  /** One line of it, verbatim: the newest. */
  example: string;
  /** What its stack trace is about, verbatim. */
  cause?: string;
}

export interface LogSummary {
  /** Errors first, rare ones first among equals. */
  patterns: LogPattern[];
  /** Lines given. */
  read: number;
  /** Lines that `grep` and `exclude` let through, those of their stack traces included. */
  matched: number;
  /** Of those matched, the ones whose pattern is not in the list. */
  leftOut: number;
}

export interface SummaryOptions {
  grep?: RegExp | undefined;
  exclude?: RegExp | undefined;
  /** Patterns to keep at most, default 30. */
  limit?: number;
}

/** Groups the lines of a log by what they have in common. Lines are in order of time. */
export function summarise(lines: LogLine[], { grep, exclude, limit = 30 }: SummaryOptions = {}): LogSummary {
  const groups = new Map<string, LogPattern & { lines: number }>();
  let matched = 0;
  for (const event of foldTraces(lines)) {
    if (event.text.trim() === '' || !lets(event, grep, exclude)) continue;
    matched += 1 + event.folded;
    const pattern = mask(event.text);
    const group = groups.get(pattern);
    if (group === undefined) {
      const { at, text, cause } = event;
      const times = at !== undefined && { first: at, last: at };
      const level = cause === undefined ? levelOf(text) : 'error';
      groups.set(pattern, {
        pattern,
        level,
        count: 1,
        ...times,
        example: text,
        ...(cause && { cause }),
        lines: 1 + event.folded,
      });
    } else {
      group.count += 1;
      group.lines += 1 + event.folded;
      group.example = event.text;
      if (event.at !== undefined) group.last = event.at;
      if (event.cause !== undefined) group.cause = event.cause;
    }
  }
  const ranked = [...groups.values()].sort((a, b) => rank[a.level] - rank[b.level] || a.count - b.count);
  const shown = ranked.slice(0, limit);
  return {
    patterns: shown.map(({ lines: _, ...pattern }) => pattern),
    read: lines.length,
    matched,
    leftOut: matched - shown.reduce((sum, group) => sum + group.lines, 0),
  };
}

/** Lines for an answer: what was read first, then one line a pattern with its verbatim example. */
export function renderPatterns({ patterns, read, matched, leftOut }: LogSummary): string[] {
  const said = `${read} lines read, ${matched} matched, ${leftOut} left out; ${patterns.length} patterns, errors and rare ones first`;
  return [
    said,
    ...patterns.flatMap(({ level, count, first, last, example, cause }) => {
      const when = first === undefined ? '' : first === last ? ` at ${first}` : ` ${first} to ${last}`;
      return [`${count}x ${level}${when}: ${example}`, ...(cause === undefined ? [] : [`  trace: ${cause}`])];
    }),
  ];
}

const rank: Record<LogLevel, number> = { error: 0, warning: 1, info: 2 };

function lets({ text, cause }: LogEvent, grep: RegExp | undefined, exclude: RegExp | undefined): boolean {
  const whole = cause === undefined ? text : `${text}\n${cause}`;
  return (grep === undefined || whole.search(grep) >= 0) && (exclude === undefined || whole.search(exclude) < 0);
}

const masks: [RegExp, string][] = [
  [/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?/g, '<*>'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<*>'],
  [/\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b/g, '<*>'],
  [/\b(?=[0-9a-f]*\d)(?:0x)?[0-9a-f]{7,}\b/gi, '<*>'],
  // The random ends of pod names: checkout-7d9f8b6c5d-x2x4z
  [/-[0-9a-f]{8,10}-[a-z0-9]{5}\b/g, '-<*>'],
  [/(?<![A-Za-z])[-+]?\d+(?:[.,]\d+)*/g, '<*>'],
];

function mask(text: string): string {
  return masks.reduce((at, [pattern, by]) => at.replace(pattern, by), text.slice(0, 1_000));
}
