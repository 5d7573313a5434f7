import type { LogLevel } from './log-level.ts';

export interface LogLine {
  /** RFC 3339, where the source gave one beside the text. */
  at?: string;
  /** One line, or several where the source keeps a stack trace in one record. */
  text: string;
  /** The stream that it is of, where lines of several are merged: a stack trace stays within its stream. */
  source?: string;
}

/** `2026-04-18T10:30:01Z FATAL ...` as `kubectl logs --timestamps` prints it, cut to 400 characters: to show and to quote. */
export const shown = ({ at, text }: LogLine): string => (at ? `${at} ${text}` : text).slice(0, 400);

/** What was logged at once: a line and the stack trace that belongs to it. */
export interface LogEvent {
  at?: string;
  /** Its first line, verbatim; of a trace that no line announces, the exception's. */
  text: string;
  /** The innermost `Caused by`, or the exception that a traceback ends with: what the trace is about. */
  cause?: string;
  /** As a line above it states it. */
  level?: LogLevel | undefined;
  /** Lines of the trace beside the one shown. */
  folded: number;
}
