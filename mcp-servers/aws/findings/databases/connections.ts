import { headline, quotes } from '../../../runtime/quotes.ts';
import { number } from '../../metrics/render.ts';
import { type Draft, objectName } from '../draft.ts';
import type { Database } from './database.ts';
import { opensConnection, sessionsIn } from './engine-log.ts';
import { change, line, moreOf, rose, sinceOf } from './lines.ts';

/** So large a part of the new connections is one client's doing. */
const most = 0.5;
const fewest = 10;
const refusal = /remaining connection slots|too many clients|too many connections/i;

/** Who took most of the connections that are new and still open. */
export interface Taker {
  /** Its program's name, else the user's. */
  name: string;
  user: string;
  count: number;
  all: number;
  hosts: number;
  line: string;
}

export function connectionsFinding(database: Database): Draft[] | undefined {
  const connections = database.curves.get('DatabaseConnections');
  if (!connections || !rose(connections) || connections.shape.now < 20) return undefined;
  const refused = database.log.filter(({ message }) => refusal.test(message));
  const taker = takerOf(database);
  const isRoot = taker !== undefined || refused.length > 0;
  const by = taker ? `: ${takerWords(taker)}` : '';
  return [
    {
      category: 'database-connections',
      object: objectName('rds', database.id),
      severity: isRoot ? 'critical' : 'warning',
      title: headline(
        refused.length > 0
          ? `RDS ${database.id}: connections exhausted, ${change(connections)}, ${refused.length} refused${by}`
          : `RDS ${database.id}: connections rose, ${change(connections)}${by}`,
      ),
      mechanism: isRoot
        ? 'One client holds more and more of a limited number of connections, and all others are refused.'
        : 'A database takes a limited number of connections; each costs memory.',
      evidence: quotes([line(connections), taker?.line, refused.at(-1)?.text]),
      ...sinceOf(connections.shape),
      relevant: true,
      depth: isRoot ? 1 : 2,
      ...(taker && { related: [objectName('ecs', taker.name)] }),
      next: moreOf(database.id),
    },
  ];
}

function takerWords({ name, user, count, all, hosts }: Taker): string {
  const as = user === name ? '' : ` (user ${user})`;
  const from = hosts > 1 ? `, from ${number(hosts)} hosts` : '';
  return `${name}${as} takes its connections, ${count} of ${all} new ones${from}`;
}

/** By `log_connections` and `log_disconnections` of PostgreSQL: those that were opened and not closed. */
function takerOf({ log }: Database): Taker | undefined {
  const closed = new Set(log.filter(({ message }) => /^disconnection:/.test(message)).map(({ pid }) => pid));
  const open = log.filter((one) => opensConnection(one) && !closed.has(one.pid));
  const sessions = sessionsIn(open);
  const groups = Map.groupBy(open, ({ pid, user = '' }) => sessions.get(pid)?.application ?? user);
  const [first] = [...groups].sort(([, a], [, b]) => b.length - a.length);
  if (!first) return undefined;
  const [name, own] = first;
  const last = own.at(-1);
  if (!last || own.length < fewest || own.length < open.length * most) return undefined;
  const hosts = new Set(own.map(({ host }) => host)).size;
  return { name, user: last.user ?? name, count: own.length, all: open.length, hosts, line: last.text };
}
