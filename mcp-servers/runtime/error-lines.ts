import { classOf, type ErrorClass, errorClasses } from './error-classes.ts';
import type { LogLine } from './log-events.ts';

const errorLevel =
  /\b(ERROR|ERR|FATAL|CRITICAL|CRIT|PANIC|SEVERE|EMERG|ALERT)\b|\[(error|fatal|crit|emerg)\]|"?(level|severity|lvl)"?\s*[=:]\s*"?(error|fatal|critical|panic|err)|^[EF]\d{4} |\berror:|\bfatal:|^panic:|\b\w*(Exception|Error): /i;
const quiet =
  /\b(DEBUG|TRACE|INFO|NOTICE)\b|"?(level|severity|lvl)"?\s*[=:]\s*"?(debug|info|trace|notice)|\b(0|no) errors?\b|errors?[=: ]+0\b|\[notice\]/i;

/** Whether a line reports trouble: by its level, by an exception's name, or by what it says where it has no level. */
export function isErrorLine(text: string): boolean {
  if (quiet.test(text) && !/\b(ERROR|FATAL|CRITICAL|PANIC)\b/.test(text)) return false;
  if (errorLevel.test(text)) return true;
  return (
    !/\b(WARN|WARNING)\b/i.test(text) && errorClasses.some(({ decisive, pattern }) => decisive && pattern.test(text))
  );
}

export interface ErrorGroup {
  found: ErrorClass;
  lines: LogLine[];
}

/** Error lines by what they mean, the class with a decisive or the most frequent line first. */
export function errorsIn(lines: LogLine[]): ErrorGroup[] {
  const groups = new Map<string, ErrorGroup>();
  for (const line of lines) {
    const found = isErrorLine(line.text) || tellsOfFailure(line.text) ? classOf(line.text) : undefined;
    if (!found) continue;
    const group = groups.get(found.category);
    if (group) group.lines.push(line);
    else groups.set(found.category, { found, lines: [line] });
  }
  return [...groups.values()].sort(
    (a, b) => Number(b.found.decisive) - Number(a.found.decisive) || b.lines.length - a.lines.length,
  );
}

/** Programs without log levels report a failed connection in plain words. */
const tellsOfFailure = (text: string): boolean =>
  !quiet.test(text) &&
  /can't connect|connection refused|bad address|no such host|timed out|could not (resolve|connect)/i.test(text);

/** The line that says why a program ended: a fatal one, an error of a known kind, any error, or the last line at all. */
export function decisiveLine(lines: LogLine[]): LogLine | undefined {
  const errors = lines.filter((line) => isErrorLine(line.text));
  const fatal = errors.filter((line) => /\b(FATAL|PANIC|CRITICAL)\b|^panic:|uncaught|unhandled/i.test(line.text));
  const telling = (line: LogLine): boolean => {
    const found = classOf(line.text);
    return found !== undefined && found.category !== 'application-crash';
  };
  return fatal.find(telling) ?? errors.findLast(telling) ?? fatal[0] ?? errors.at(-1) ?? lines.at(-1);
}
