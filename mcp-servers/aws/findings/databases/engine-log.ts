import type { LogLine } from '../../../runtime/patterns.ts';

/** A line of PostgreSQL's log as RDS writes it, taken apart. */
export interface EngineLine {
  /** RFC 3339. */
  at: string;
  host?: string;
  user?: string;
  pid: string;
  message: string;
  text: string;
}

/** Who a session belongs to. */
export interface Session {
  pid: string;
  user?: string | undefined;
  application?: string | undefined;
  host?: string | undefined;
}

/** RDS fixes `log_line_prefix` to `%t:%r:%u@%d:[%p]:`. */
const prefixed =
  /^\S+ \S+ \w+:(?:([\d.a-f][\d.a-f:]*|\[local\])(?:\(\d+\))?)?:{0,2}([^@:\s]*)@[^:\s]*:\[(\d+)\]:[A-Z]+\d*:\s*([\s\S]*)$/;
const opened = /^connection authorized: user=(\S+)(?: database=\S+)?(?: application_name=(.*?))?(?: SSL .*)?$/;

export function engineLine({ at, text }: LogLine): EngineLine | undefined {
  const [, host, user, pid, message] = prefixed.exec(text) ?? [];
  if (pid === undefined || message === undefined || at === undefined) return undefined;
  return { at, pid, message, text, ...(host && { host }), ...(user && { user }) };
}

/** Sessions by process id, as far as the log tells of them; what opened one names its program. */
export function sessionsIn(lines: EngineLine[]): Map<string, Session> {
  const sessions = new Map<string, Session>();
  for (const { pid, host, user, message } of lines) {
    const [, , application] = opened.exec(message) ?? [];
    const known = sessions.get(pid);
    sessions.set(pid, {
      pid,
      user: user ?? known?.user,
      host: host ?? known?.host,
      application: application ?? known?.application,
    });
  }
  return sessions;
}

export const opensConnection = ({ message }: EngineLine): boolean => opened.test(message);

/** `amoreau, DBeaver 24.0.5, from 10.70.3.55`; a program's name without what is open in it. */
export function whose({ user, application, host }: Session): string {
  const program = application?.replace(/ - .*$/, '');
  return [user, program === user ? undefined : program, host && `from ${host}`].filter(Boolean).join(', ');
}

/** A statement as far as it tells itself from others: without the list of what it selects, and cut. */
export function brief(statement: string, limit = 90): string {
  const text = statement
    .replaceAll(/--[^\n]*\n/g, ' ')
    .replaceAll(/\/\*.*?\*\//gs, ' ')
    .replaceAll('`', '')
    .replaceAll(/\s+/g, ' ')
    // MySQL's digests part every word: `t` . `id`, SUM ( `points` ).
    .replaceAll(/(\w) \. (?=\w)/g, '$1.')
    .trim()
    .replace(/^select (?:(?!\bfrom\b).){25,}? from /i, 'SELECT … FROM ');
  return text.length <= limit ? text : `${text.slice(0, limit - 1)}…`;
}

/** The statement that a line of `log_min_duration_statement`, `STATEMENT` or the like shows. */
export const statementIn = ({ message, text }: EngineLine): string | undefined =>
  /^duration: [\d.]+ ms\s+(?:execute|statement|parse|bind)\b[^:]*: ([\s\S]+)$/.exec(message)?.[1] ??
  (/\]:STATEMENT:/.test(text) ? message : undefined);
