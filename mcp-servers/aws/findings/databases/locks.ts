import { headline, quotes } from '../../../runtime/quotes.ts';
import { stamp } from '../../../runtime/window.ts';
import { type Draft, objectName } from '../draft.ts';
import type { Database } from './database.ts';
import { brief, whose } from './engine-log.ts';
import { heaviest, heavy, moreOf, percent, type Statement, statementLine, statementsOf } from './lines.ts';
import { isBack } from './load.ts';
import { type Holder, holderOf } from './lock-holder.ts';

const lockWait = /^Lock:|deadlock|row_lock|metadata.?lock|\/mdl|innodb.*lock|LCK_M/i;
/** So many sessions that wait at once, by the log alone. */
const queue = 3;
/** What takes a whole table for itself. */
const exclusive =
  /^\s*(?:alter|drop|truncate|lock|reindex|cluster|vacuum\s+full|rename|create\s+(?:unique\s+)?index)\b/i;

const waitsOf = ({ load }: Database) => (load?.waits ?? []).filter(({ name }) => lockWait.test(name));
const shareOf = (database: Database): number => waitsOf(database).reduce((sum, { share }) => sum + share, 0);

/** By what Performance Insights saw of the window, as far as the load is not back where it was. */
export const waitsForLocks = (database: Database): boolean => shareOf(database) >= heavy / 2 && !isBack(database);

/** Sessions that wait for locks more than they work, with the one that holds what they wait for. */
export function locksFinding(database: Database): Draft[] | undefined {
  const holder = holderOf(database.log);
  if (!waitsForLocks(database) && (holder?.waiting ?? 0) < queue) return undefined;
  if (isBack(database)) return undefined;
  const waits = waitsOf(database);
  const words = waits.map((wait) => `${wait.name} ${percent(wait.share)}`).join(', ');
  const blocked = heaviest(database);
  const head = statementsOf(database).find(({ text }) => exclusive.test(text));
  const why = holder
    ? holderWords(holder)
    : `${waitWords(shareOf(database), words, head, blocked)}${idleWords(database)}`;
  return [
    {
      category: 'database-locks',
      object: objectName('rds', database.id),
      severity: 'critical',
      title: headline(`RDS ${database.id}: ${why}`),
      mechanism:
        'A lock is held until its transaction ends; what waits for it keeps its connection, and what comes later queues behind.',
      evidence: quotes(
        [
          ...(holder?.lines ?? []),
          words && `waits of ${database.id}: ${words}`,
          blocked && statementLine(database, blocked),
        ],
        6,
      ),
      ...(holder && { since: stamp(new Date(holder.first.at)) }),
      relevant: true,
      depth: 0,
      next: moreOf(database.id),
    },
  ];
}

function holderWords(holder: Holder): string {
  const { pid, waiting, first, last } = holder;
  const who = whose(holder);
  // A statement is logged when it ends: since then the session idles, or runs one that has not ended.
  const idle = last ? `, its last statement ended ${stamp(new Date(last.at))} (${brief(last.statement, 40)})` : '';
  const count = waiting === 1 ? '1 session waits' : `${waiting} sessions wait`;
  const what = first.statement ? `: ${brief(first.statement, 70)}` : '';
  const by = first.session.user ? ` of ${first.session.user}` : '';
  return `pid ${pid}${who ? ` (${who})` : ''} holds a lock in an open transaction${idle}; ${count}, first pid ${first.session.pid}${by}${what}`;
}

function waitWords(share: number, words: string, head: Statement | undefined, blocked: Statement | undefined): string {
  const all = `sessions wait for locks, ${percent(share)} of its load (${words})`;
  if (head) return `${all}; ${brief(head.text)} needs its table alone, and others queue behind it`;
  return `${all}${blocked ? `; most of all ${blocked.text}` : ''}`;
}

/** Who idles with a transaction open holds its locks meanwhile. */
function idleWords({ idle }: Database): string {
  if (!idle || idle.count < 0.5) return '';
  const longest = idle.seconds && idle.seconds >= 60 ? `, the longest for ${Math.round(idle.seconds / 60)} min` : '';
  return `; ${Math.round(idle.count)} session(s) idle in transaction${longest}, which may hold the lock`;
}
