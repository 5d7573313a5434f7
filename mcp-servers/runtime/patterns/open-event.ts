import type { LogEvent } from '../log-events.ts';
import { levelNamed, levelOf } from '../log-level.ts';
import { withoutHeader } from './header.ts';
import * as line from './trace-lines.ts';

/** An event whose trace may go on. */
export interface OpenEvent {
  event: LogEvent;
  /** Frames were seen, so that what is indented belongs to it whatever it says. */
  trace: boolean;
  go: boolean;
  /** Inside a Python traceback, until its exception. */
  python: boolean;
  /** Begun by a line that says nothing itself; a later one takes its place. */
  untitled: boolean;
  /** Node has pointed at the place; the exception follows. */
  pointed: boolean;
  /** The exceptions of a chain of tracebacks, and whether the first is stated to be the cause of the others. */
  exceptions: string[];
  direct: boolean;
}

export function openEvent(at: string | undefined, text: string): OpenEvent {
  const start = text.slice(0, line.looksAt);
  const python = line.traceback.test(start);
  const untitled = python || line.place.test(start) || line.title.test(start);
  const event = { ...(at !== undefined && { at }), text, folded: 0 };
  return { event, trace: python, go: false, python, untitled, pointed: false, exceptions: [], direct: false };
}

/** Whether the line belongs to the open event; takes from it what the trace is about. */
export function continues(open: OpenEvent, whole: string): boolean {
  const { event } = open;
  const text = whole.slice(0, line.looksAt);
  if (open.python) {
    if (/^\s/.test(text)) return true;
    open.python = false;
    return raised(open, text);
  }
  // Most lines begin with a digit or as JSON, and no trace has such lines.
  if (!open.trace && /^[\d{]/.test(text)) return false;
  if (line.traceback.test(text)) {
    open.python = open.trace || levelOf(event.text) !== 'info';
    open.trace ||= open.python;
    return open.python;
  }
  if (open.exceptions.length > 0 && line.chained.test(text)) {
    open.direct ||= text.startsWith('The above');
    return true;
  }
  if (line.cause.test(text) || (open.trace && line.rubyHead.test(text))) {
    event.cause = text.trim();
    open.trace = true;
    return true;
  }
  if (line.frame.test(text) || line.goFrame.test(text)) {
    open.trace = true;
    open.go ||= line.goFrame.test(text);
    return true;
  }
  if (line.caret.test(text)) {
    open.pointed = true;
    return true;
  }
  if (!open.trace && line.exception.test(text) && (open.pointed || isLogged(event))) {
    open.trace = true;
    return raised(open, text);
  }
  if ((open.go && line.goCall.test(text)) || (open.trace && line.closing.test(text))) return true;
  if (!line.indented.test(text) || !titles(open, text)) return false;
  // `invalid configuration:` says nothing without the line below.
  if (/:\s*$/.test(event.text) && levelOf(event.text) !== 'info') event.cause ??= text.trim();
  return true;
}

/** Notes an exception: which one is shown, and which one is the root. */
function raised(open: OpenEvent, text: string): true {
  const { event, exceptions, direct, untitled } = open;
  exceptions.push(text.trim());
  const last = exceptions.at(-1);
  const root = direct ? exceptions[0] : last;
  if (untitled && last !== undefined) event.text = last;
  if (root !== event.text) event.cause = root;
  return true;
}

/** What is indented belongs to the event, unless it looks like news of its own. */
function titles(open: OpenEvent, text: string): boolean {
  const level = open.untitled ? line.title.exec(open.event.text)?.[1] : undefined;
  if (level === undefined) return open.trace || open.untitled || levelOf(text) === 'info';
  Object.assign(open.event, { text, level: levelNamed(level) });
  open.untitled = false;
  open.trace = true;
  return true;
}

/** An error that a logger wrote, so that an exception without time and level below it belongs to it. */
function isLogged({ text, folded }: LogEvent): boolean {
  return folded === 0 && levelOf(text) === 'error' && withoutHeader(text) !== text;
}
