import { type EngineLine, type Session, sessionsIn, statementIn } from './engine-log.ts';

/** Who holds what others wait for, as PostgreSQL's `log_lock_waits` tells. */
export interface Holder extends Session {
  /** Processes that were seen waiting, most of them for it. */
  waiting: number;
  /** The first of them, behind which the others stand. */
  first: { session: Session; statement: string | undefined; at: string };
  /** The last that it ran before others began to wait, and when. */
  last?: { statement: string; at: string } | undefined;
  lines: string[];
}

const waits = /^process (\d+) still waiting for (\w+) on /;
const got = /^process (\d+) acquired \w+ on /;
const held = /^Process(?:es)? holding the lock: ([\d, ]+)\. Wait queue: ([\d, ]+)/;

/**
 * The process that most others wait for, if it waits for none itself: the loudest of a queue waits too, and what it
 * waits for is the cause. Undefined where nobody waits any more.
 */
export function holderOf(lines: EngineLine[]): Holder | undefined {
  const waiting = new Map<string, EngineLine>();
  const holders = new Map<string, { count: number; line: EngineLine }>();
  for (const line of lines) {
    const waiter = waits.exec(line.message)?.[1];
    if (waiter !== undefined && !waiting.has(waiter)) waiting.set(waiter, line);
    const done = got.exec(line.message)?.[1];
    if (done !== undefined) waiting.delete(done);
    for (const pid of held.exec(line.message)?.[1]?.split(/,\s*/) ?? []) {
      holders.set(pid, { count: (holders.get(pid)?.count ?? 0) + 1, line: holders.get(pid)?.line ?? line });
    }
  }
  const [start] = [...waiting.values()];
  const [root] = [...holders]
    .filter(([pid]) => !waiting.has(pid))
    .sort(([, a], [, b]) => b.count - a.count || a.line.at.localeCompare(b.line.at));
  if (!root || !start) return undefined;
  const [pid, { line }] = root;
  const sessions = sessionsIn(lines);
  const own = lines.filter((one) => one.pid === pid && one.at <= start.at);
  const ran = own.findLast((one) => /^duration: /.test(one.message));
  const writes = own.findLast((one) => /\b(?:update|delete|insert|alter|lock)\b/i.test(statementIn(one) ?? ''));
  const told = statementIn(writes ?? ran ?? line);
  return {
    ...(sessions.get(pid) ?? { pid }),
    waiting: waiting.size,
    first: {
      session: sessions.get(start.pid) ?? { pid: start.pid },
      statement: statementOf(start, lines),
      at: start.at,
    },
    ...(ran && told !== undefined && { last: { statement: told, at: ran.at } }),
    lines: [start.text, line.text, ...own.slice(0, 1).map(({ text }) => text), ...(writes ? [writes.text] : [])],
  };
}

/** What a process was running when it began to wait: the STATEMENT that follows in the log. */
const statementOf = (start: EngineLine, lines: EngineLine[]): string | undefined =>
  lines.filter((line) => line.pid === start.pid && line.at >= start.at).flatMap((line) => statementIn(line) ?? [])[0];
