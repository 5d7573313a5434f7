import type { LogPattern } from '../patterns.ts';
import { readMessage } from './message.ts';

const widest = 300;

/** `3x error, new, <first> to <last>: <line>` and a second line for what the trace is about. */
export function linesOf(pattern: LogPattern): string[] {
  const { level, count, before, first, last, example, cause } = pattern;
  const when = first === undefined ? '' : first === last ? ` at ${first}` : ` ${first} to ${last}`;
  const line = `${count}x ${level}${comparison(count, before)}${when}: ${excerpt(example)}`;
  return cause === undefined ? [line] : [line, `  trace: ${cause.slice(0, widest)}`];
}

function comparison(count: number, before: number | undefined): string {
  if (before === undefined) return '';
  if (before === 0) return ' NEW';
  if (count === 0) return ` GONE (${before} before)`;
  const ratio = count / before;
  return ` ${ratio >= 10 ? Math.round(ratio) : Number(ratio.toFixed(ratio < 0.1 ? 2 : 1))}x of the ${before} before`;
}

/** A piece of a long line that can be quoted as it stands, from its message on rather than from its first field. */
function excerpt(whole: string): string {
  const example = whole.trim();
  if (example.length <= widest) return example;
  const { text } = readMessage({ text: example, folded: 0 });
  const at = example.indexOf(text.slice(0, 20));
  const from = at > widest / 2 ? at : 0;
  return `${from > 0 ? '…' : ''}${example.slice(from, from + widest)}…`;
}
