import type { LogEvent } from './log-events.ts';
import { readMessage } from './patterns/message.ts';
import { TraceFolder } from './patterns/traces.ts';

/** What one record of a log tells, without its header. */
export interface Telling {
  message: string;
  /** Of a stack trace what it is about: its innermost cause, or the exception that it ends with; verbatim. */
  cause?: string;
}

/** Reads one record, which may be of several lines; JSON and logfmt by their message. */
export function tellingOf(text: string): Telling {
  const events: LogEvent[] = [];
  const folder = new TraceFolder((event) => events.push(event));
  folder.push({ text });
  folder.end();
  const [event] = events;
  if (!event) return { message: text };
  const { text: message, cause } = readMessage(event);
  return { message, ...(cause !== undefined && { cause: cause.trim() }) };
}
