import type { LogEvent, LogLine } from './log-events.ts';
import type { LogLevel } from './log-level.ts';
import { PatternMiner, type Tally } from './patterns/miner.ts';
import { ranked } from './patterns/ranking.ts';
import { linesOf } from './patterns/render.ts';
import { textOf } from './patterns/tree.ts';

export type { LogLine } from './log-events.ts';

export interface LogPattern {
  /** The words of the message with what varies replaced by `<*>`. */
  pattern: string;
  level: LogLevel;
  /** Events: a stack trace and its line are one. */
  count: number;
  /** Lines, those of stack traces included. */
  lines: number;
  /** Events in the baseline window; undefined where there is none. 0: the pattern is new. */
  before?: number;
  /** RFC 3339 */
  first?: string;
  last?: string;
  /** One line of it, verbatim: the newest. */
  example: string;
  /** What its stack trace is about, verbatim. */
  cause?: string;
}

export interface LogSummary {
  /** Errors first, rare ones first among equals; what is gone since the baseline window last. */
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
  /** Lines of the window before, as long as the one in question: each pattern is compared with it. */
  baseline?: Iterable<LogLine> | undefined;
}

/** Groups the lines of a log by what they have in common. Lines are in order of time and are read once, none is kept. */
export function summarise(
  lines: Iterable<LogLine>,
  { grep, exclude, limit = 30, baseline }: SummaryOptions = {},
): LogSummary {
  const miner = new PatternMiner((event) => lets(event, grep, exclude));
  for (const line of baseline ?? []) miner.add(line, 'before');
  for (const line of lines) miner.add(line);
  const patterns = ranked(miner.tallies().map((tally) => patternOf(tally, baseline !== undefined)));
  const shown = patterns.slice(0, limit);
  const { read, matched } = miner;
  return { patterns: shown, read, matched, leftOut: matched - linesIn(shown) };
}

/**
 * Lines for an answer: what was read first, then one line a pattern with its verbatim example, as many as `maxChars`
 * (2,000 by default) hold.
 */
export function renderPatterns({ patterns, read, matched }: LogSummary, maxChars = 2_000): string[] {
  const room = maxChars - 200;
  const shown: LogPattern[] = [];
  const lines: string[] = [];
  let chars = 0;
  for (const pattern of patterns) {
    const rendered = linesOf(pattern);
    chars += rendered.reduce((sum, line) => sum + line.length + 1, 0);
    if (chars > room && shown.length > 0) break;
    shown.push(pattern);
    lines.push(...rendered);
  }
  const compared = patterns.some(({ before }) => before !== undefined) ? ', compared with the window before' : '';
  const more = patterns.length - shown.length;
  return [
    `${read} lines read, ${matched} matched, ${matched - linesIn(shown)} left out; ${shown.length} ${patterns.length === 1 ? 'pattern' : 'patterns'}${more > 0 ? ` of ${patterns.length}` : ''}, errors and rare ones first${compared}`,
    ...lines,
  ];
}

const linesIn = (patterns: LogPattern[]): number => patterns.reduce((sum, { lines }) => sum + lines, 0);

function patternOf(
  { cluster, count, lines, before, first, last, example, cause }: Tally,
  compared: boolean,
): LogPattern {
  return {
    pattern: textOf(cluster),
    level: cluster.level,
    count,
    lines,
    ...(compared && { before }),
    ...(first !== undefined && { first }),
    ...(last !== undefined && { last }),
    example,
    ...(cause !== undefined && { cause }),
  };
}

function lets({ text, cause }: LogEvent, grep: RegExp | undefined, exclude: RegExp | undefined): boolean {
  const whole = cause === undefined ? text : `${text}\n${cause}`;
  return (grep === undefined || whole.search(grep) >= 0) && (exclude === undefined || whole.search(exclude) < 0);
}
