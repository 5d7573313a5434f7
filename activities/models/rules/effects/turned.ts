import type { Category } from '../../../../workflows/categories.ts';
import type { DiffLine, FileDiff } from './diff.ts';
import type { Effect } from './effect.ts';

/** A mark of a line, by which alone the line before and the line after differ. */
interface Mark {
  /** Every such mark becomes one. */
  text: RegExp;
  /** What the line before has to hold, where the change goes one way only. */
  from?: RegExp;
  what: string;
  brings: readonly Category[];
}

const marks: readonly Mark[] = [
  {
    text: /(?<=[\w)\]]) (?:<=?|>=?) (?=[\w(-])/g,
    what: 'compares in another way',
    brings: ['code-defect', 'application-crash', 'unknown'],
  },
  {
    text: /!=?=?(?!\w*=)|===?|\bnot (?:in )?|\bin (?=\w)|&&|\|\||\b(?:and|or|true|false|True|False)\b/g,
    what: 'turns a condition round',
    brings: ['code-defect', 'application-crash', 'unknown', 'permission-denied', 'credentials-invalid'],
  },
  {
    text: /\bawait /g,
    from: /\bawait /,
    what: 'no longer waits for what it starts',
    brings: ['code-defect', 'application-crash', 'unknown'],
  },
  {
    text: /(?:nano|micro|milli)s(?:econds?)?|seconds?|minutes?|hours?| [*/] ?1_?000\b|(?<=\d)(?:ms|s|m|h)\b/gi,
    what: 'takes a number for another unit',
    brings: [
      'dependency-slow',
      'dependency-unreachable',
      'function-timeout',
      'throttled',
      'traffic-surge',
      'code-defect',
    ],
  },
];

const code = /\.(?:py|[cm]?[jt]sx?|go|java|rb|kt|cs|php|rs|scala|exs?|swift)$/;

/** Lines of a program that a diff changed by one small mark, which says the opposite, or something else, of the same. */
export function turnedEffects({ path, removed, added }: FileDiff): Effect[] {
  if (!code.test(path)) return [];
  return marks.flatMap((mark) => {
    const pair = removed.flatMap((before) => added.find((after) => isTurned(before, after, mark)) ?? [])[0];
    if (!pair) return [];
    return [{ what: `${mark.what} (${pair.text.trim()})`, line: `+${pair.text}`, path, brings: mark.brings }];
  });
}

const isTurned = (before: DiffLine, after: DiffLine, { text, from }: Mark): boolean =>
  bare(before.text) !== bare(after.text) &&
  (from?.test(before.text) ?? true) &&
  bare(before.text, text) === bare(after.text, text) &&
  bare(before.text, text).length > 3;

/** Without the marks, spaces and brackets. */
const bare = (line: string, mark = /(?!)/): string => line.replace(mark, '').replace(/[\s()]+/g, '');
