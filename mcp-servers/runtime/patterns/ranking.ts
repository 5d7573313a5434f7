import { classOf } from '../error-classes.ts';
import type { LogPattern } from '../patterns.ts';

/** So many times as often as in the baseline window is news. */
const surge = 3;
const gone = 3;

const fatal = /\b(?:FATAL|PANIC|CRITICAL|EMERG)\b|^panic:|\b(?:uncaught|unhandled)\b/i;

/** A level's words for what ends a program, and what is telling however many others are fine, come before mere errors. */
function severity({ level, example, cause = '' }: LogPattern): number {
  if (level !== 'error') return level === 'warning' ? 2 : 3;
  const found = classOf(cause) ?? classOf(example);
  return found?.decisive || fatal.test(example) ? 0 : 1;
}

/** New ones first, then those that surge, those as before, and those that are gone. */
function news({ count, before }: LogPattern): number {
  if (before === undefined) return 0;
  if (count === 0) return gone;
  return before === 0 ? 0 : count >= before * surge ? 1 : 2;
}

/**
 * By severity, news against the baseline and rarity. The most frequent of a severity stands second in it: what floods a
 * log is as telling as what happened once. What is gone comes last.
 */
export function ranked(patterns: LogPattern[]): LogPattern[] {
  const groups = new Map<number, { pattern: LogPattern; news: number }[]>();
  for (const pattern of patterns) {
    const each = { pattern, news: news(pattern) };
    const place = severity(pattern) + (each.news === gone ? 4 : 0);
    groups.set(place, [...(groups.get(place) ?? []), each]);
  }
  return [...groups]
    .sort(([a], [b]) => a - b)
    .flatMap(([, group]) => {
      const [first, ...rest] = group
        .sort((a, b) => a.news - b.news || a.pattern.count - b.pattern.count)
        .map(({ pattern }) => pattern);
      if (first === undefined) return [];
      const most = rest.reduce((highest, { count }) => Math.max(highest, count), 0);
      const frequent = rest.findIndex(({ count }) => count === most);
      return [first, ...rest.splice(Math.max(0, frequent), 1), ...rest];
    });
}
