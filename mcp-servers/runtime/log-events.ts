export interface LogLine {
  /** RFC 3339, where the source gave one beside the text. */
  at?: string;
  text: string;
}

/** `2026-04-18T10:30:01Z FATAL ...` as `kubectl logs --timestamps` prints it, cut to 400 characters: to show and to quote. */
export const shown = ({ at, text }: LogLine): string => (at ? `${at} ${text}` : text).slice(0, 400);

/** What was logged at once: a line and the stack trace that belongs to it. */
export interface LogEvent {
  at?: string;
  /** Its first line, verbatim. */
  text: string;
  /** The innermost `Caused by`, or the last line of a Python traceback: what the trace is about. */
  cause?: string;
  /** Lines of the trace after the first. */
  folded: number;
}

const frame =
  /^(?:\s+at |\s+\.{3} \d+ (?:more|common frames)|\s*(?:Caused by|Suppressed): |\s+File "|\s{2,}\S|\t|goroutine \d+ \[|created by )/;
const cause = /^\s*Caused by: /;
const traceback = /^Traceback \(most recent call last\):/;

/** Folds stack traces into the line that they follow. Lines are of one stream, in order. */
export function foldTraces(lines: LogLine[]): LogEvent[] {
  const events: LogEvent[] = [];
  let inTraceback = false;
  for (const { at, text } of lines) {
    const last = events.at(-1);
    const endsTraceback: boolean = inTraceback && !/^\s/.test(text);
    if (last && (frame.test(text) || endsTraceback || traceback.test(text))) {
      last.folded += 1;
      if (cause.test(text) || endsTraceback) last.cause = text.trim();
    } else {
      events.push({ ...(at !== undefined && { at }), text, folded: 0 });
    }
    inTraceback = traceback.test(text) || (inTraceback && !endsTraceback);
  }
  return events;
}
