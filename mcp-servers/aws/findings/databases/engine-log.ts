import type { LogLine } from '../../../runtime/patterns.ts';

/** A line of PostgreSQL's or MySQL's log as RDS writes it, taken apart. */
export interface EngineLine {
  /** RFC 3339. */
  at: string;
  host?: string;
  user?: string;
  /** Of a process, or of a thread of MySQL's. */
  pid: string;
  message: string;
  /** Of a statement that is logged since it was slow: milliseconds. */
  took?: number;
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

/** MySQL's error log: `2026-05-01T10:00:00.000000Z 4711 [Warning] [MY-010055] [Server] …`. */
const ofMysql = /^\d{4}-\d\d-\d\dT\S+ (\d+) \[\w+\] (?:\[MY-\d+\] )?(?:\[\w+\] )?([\s\S]*)$/;
/** MySQL's slow log: a head of comments, then the statement. */
const ofSlowLog =
  /# User@Host: (\w*)\[\S*\] @\s+(\S*) ?\[([\d.]*)\](?:\s+Id:\s*(\d+))?[\s\S]*?# Query_time: ([\d.]+)[^\n]*\n([\s\S]*)$/;
const took = /^duration: ([\d.]+) ms\b/;

export function engineLine({ at, text }: LogLine): EngineLine | undefined {
  if (at === undefined) return undefined;
  const slow = ofSlowLog.exec(text);
  if (slow) {
    const [, user = '', name = '', address = '', pid = '', seconds = '', rest = ''] = slow;
    const message = rest.replaceAll(/^(?:use \S+|SET timestamp=\d+);\s*/gim, '').trim();
    return { at, pid, message, text, user, host: address || name, took: Number(seconds) * 1_000 };
  }
  const [, host, user, pid, message] = prefixed.exec(text) ?? mysqlParts(text);
  if (pid === undefined || message === undefined) return undefined;
  const milliseconds = took.exec(message)?.[1];
  return {
    at,
    pid,
    message,
    text,
    ...(host && { host }),
    ...(user && { user }),
    ...(milliseconds && { took: Number(milliseconds) }),
  };
}

function mysqlParts(text: string): (string | undefined)[] {
  const [, thread, message] = ofMysql.exec(text) ?? [];
  return [undefined, undefined, undefined, thread, message];
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

/** The statement that a line of `log_min_duration_statement`, `STATEMENT`, MySQL's slow log or the like shows. */
export const statementIn = ({ message, text }: EngineLine): string | undefined =>
  /^duration: [\d.]+ ms\s+(?:execute|statement|parse|bind)\b[^:]*: ([\s\S]+)$/.exec(message)?.[1] ??
  (/\]:STATEMENT:|# Query_time:/.test(text) ? message : undefined);
