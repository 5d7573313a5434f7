import type { Attempt } from './attempt.ts';

const columns = ['', 'verdict', 'cause', 'object', 'commit', 'kind', 'decoy', 'recall', 'conf.', 'turns', 'calls', 's'];

/** The heading of the table: as wide as the longest name of a case. */
export const heading = (names: string[]): string => row('case', columns, widthOf(names));

/** One investigation as a line: what was right of what the case gives, and what it took. */
export function line(attempt: Attempt, names: string[]): string {
  const { outcome, recall, seconds, repeat } = attempt;
  const name = repeat > 1 ? `${attempt.name} #${repeat}` : attempt.name;
  const recalled = recall.complete ? 'ok' : 'MISS';
  const took = seconds.answer.toFixed(1);
  if (outcome.kind !== 'answered') {
    const cells = [outcome.kind === 'failed' ? 'WRONG' : 'error', '', '', '', '', '', '', recalled, '', '', '', took];
    return `${row(name, cells, widthOf(names))}  ${outcome.message}`;
  }
  const { score, diagnosis } = outcome;
  const { verdict, cause, object, commit, category, noDecoy } = score.parts;
  const cells = [
    score.right ? 'right' : 'WRONG',
    ...[verdict, cause, object, commit, category].map(mark),
    noDecoy === undefined ? '–' : noDecoy ? 'ok' : 'HIT',
    recalled,
    diagnosis.confidence,
    `${diagnosis.usage.turns}`,
    `${diagnosis.usage.toolCalls}`,
    took,
  ];
  return row(name, cells, widthOf(names));
}

const mark = (part: boolean | undefined): string => (part === undefined ? '–' : part ? 'ok' : 'no');

const widthOf = (names: string[]): number => Math.max(4, ...names.map((name) => name.length + 4));

const row = (name: string, cells: string[], width: number): string =>
  `${name.padEnd(width)}${cells.map((cell) => cell.padEnd(8)).join('')}`.trimEnd();
