import type { LogLine } from './log-events.ts';
import { readMessage } from './patterns/message.ts';
import { cause as causedBy, frame } from './patterns/trace-lines.ts';

/** What a line comes to for a person, and the lines that say it, to be quoted. */
export interface Told {
  text: string;
  lines: LogLine[];
}

/** So many lines below may still belong to it. */
const trace = 200;
const mostTold = 2;

/**
 * The message of a line of a log, without time, level and the names of fields; with what follows where it ends in a colon,
 * and with the last `Caused by` of its stack trace: there stands what a person has to know.
 *
 * @param lines in the order in which they were written; `line` is one of them
 */
export function toldBy(lines: LogLine[], line: LogLine): Told {
  const message = readMessage({ text: line.text, folded: 0 });
  const below = lines.slice(lines.indexOf(line) + 1).filter(({ text }) => text.trim() !== '');
  const more = /:\s*$/.test(message.text) ? below.slice(0, mostTold).filter(isContinued) : [];
  const root = more.length > 0 ? undefined : rootBelow(below);
  const causes = [message.cause, ...more.map(({ text }) => text.trim()), root?.text.trim()];
  const text = [message.text.trim(), ...causes.filter((one) => one !== undefined)].join(' ');
  return { text, lines: [line, ...more, ...(root ? [root] : [])] };
}

/** Indented below it, or without a header of its own. */
const isContinued = ({ text }: LogLine): boolean => /^\s/.test(text) || readMessage({ text, folded: 0 }).text === text;

function rootBelow(below: LogLine[]): LogLine | undefined {
  const end = below
    .slice(0, trace)
    .findIndex(({ text }) => !frame.test(text) && !causedBy.test(text) && !/^\s/.test(text));
  return below.slice(0, end < 0 ? trace : end).findLast(({ text }) => causedBy.test(text));
}
