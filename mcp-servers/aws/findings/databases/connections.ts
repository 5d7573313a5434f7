import { headline, quotes } from '../../../runtime/quotes.ts';
import { number } from '../../metrics/render.ts';
import { objectName } from '../draft.ts';
import type { Database } from './database.ts';
import { opensConnection, sessionsIn } from './engine-log.ts';
import { change, line, moreOf, rose, sinceOf } from './lines.ts';
import type { Fault } from './together.ts';

/** So large a part of the new connections is one client's doing. */
const most = 0.5;
const fewest = 10;
/** Of its limit. */
const full = 0.95;
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

export function connectionsFinding(database: Database): Fault[] | undefined {
  const connections = database.curves.get('DatabaseConnections');
  if (!connections || !rose(connections) || connections.shape.now < 20) return undefined;
  const refused = database.log.filter(({ message }) => refusal.test(message));
  const taker = takerOf(database);
  const user = taker ? undefined : busiestOf(database, connections.shape.now);
  const isFull = refused.length > 0 || connections.shape.now >= full * (database.limit ?? Number.POSITIVE_INFINITY);
  const isRoot = taker !== undefined || user !== undefined || isFull;
  const by = taker ? `: ${takerWords(taker)}` : user ? `: ${user}` : '';
  const left = idleWords(database);
  const most = [
    refused.length > 0 && `${refused.length} refused`,
    database.limit && isFull && `limit ${number(database.limit)}`,
  ].filter(Boolean);
  return [
    {
      category: 'database-connections',
      object: objectName('rds', database.id),
      severity: isRoot ? 'critical' : 'warning',
      title: headline(
        `RDS ${database.id}: connections ${isFull ? 'exhausted' : 'rose'}, ${[change(connections), ...most].join(', ')}${by}${left ? `; ${left}` : ''}`,
      ),
      brief: `connections ${isFull ? 'exhausted' : 'rose'}, ${number(Math.round(connections.shape.base))} -> ${number(Math.round(connections.shape.now))}${shortBy(taker, user)}${left ? `, ${left}` : ''}`,
      mechanism: isRoot
        ? 'One client holds more and more of a limited number of connections, and all others are refused.'
        : 'A database takes a limited number of connections; each costs memory.',
      evidence: quotes([line(connections), taker?.line, refused.at(-1)?.text, userLine(database), left], 4),
      ...sinceOf(connections.shape),
      relevant: true,
      depth: isRoot ? 1 : 2,
      ...(taker && { related: [objectName('ecs', taker.name)] }),
      next: moreOf(database.id),
    },
  ];
}

/** Of the sessions of a database, those that one user keeps busy: each is a connection. */
function busiestOf({ users = [] }: Database, connections: number): string | undefined {
  const all = users.reduce((sum, { sessions }) => sum + sessions, 0);
  const [first] = users;
  if (!first || first.sessions < most * all || first.sessions < connections / 4) return undefined;
  return `user ${first.name} keeps ${number(Math.round(first.sessions))} of them busy`;
}

const userLine = ({ id, users = [] }: Database): string =>
  users.length === 0
    ? ''
    : `busy sessions of ${id} by user: ${users.map(({ name, sessions }) => `${name} ${number(sessions)}`).join(', ')}`;

/** Sessions that idle with a transaction open give no connection back. */
function idleWords({ idle }: Database): string {
  if (!idle || idle.count < fewest || idle.count < 2 * idle.before) return '';
  const longest =
    idle.seconds && idle.seconds >= 60 ? `, the longest for ${number(Math.round(idle.seconds / 60))} min` : '';
  return `${number(Math.round(idle.count))} sessions idle in transaction (${number(Math.round(idle.before))} before)${longest}`;
}

const shortBy = (taker: Taker | undefined, user: string | undefined): string =>
  taker ? `, ${taker.count} of ${taker.all} new ones of ${taker.name}` : user ? `, ${user}` : '';

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
