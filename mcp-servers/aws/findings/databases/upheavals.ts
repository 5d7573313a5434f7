import { headline, quotes } from '../../../runtime/quotes.ts';
import { stamp } from '../../../runtime/window.ts';
import { amount } from '../../metrics/render.ts';
import { departs, type Shape } from '../../metrics/shape.ts';
import { type Draft, objectName } from '../draft.ts';
import type { Database } from './database.ts';
import { change, eventLine, line, moreOf } from './lines.ts';

interface Upheaval {
  what: string;
  began: RegExp;
  ended: RegExp;
}

/** What RDS does to an instance that cuts or slows its clients for a while, by its events. */
const upheavals: Upheaval[] = [
  {
    what: 'failed over to its standby',
    began: /failover (?:started|initiated)|failover.{0,20}requested|started.{0,30}failover/i,
    ended: /failover.{0,20}(?:completed|complete|finished)|completed failover/i,
  },
  {
    what: 'was recovered',
    began: /recovery of the db instance has started|being recovered/i,
    ended: /recovery of the db instance is complete/i,
  },
  {
    what: 'was restarted',
    began: /db instance (?:shutdown|is being rebooted)|reboot(?:ing| initiated)/i,
    ended: /db instance (?:was )?restarted|db instance started/i,
  },
  {
    what: 'was changed to another instance class',
    began: /applying modification to database instance class/i,
    ended: /finished applying modification to db instance class/i,
  },
  {
    what: 'had its engine upgraded',
    began: /upgrad\w+.{0,30}(?:started|in progress)|applying.{0,30}(?:patch|upgrade)/i,
    ended: /upgrad\w+.{0,30}(?:finished|completed?)|database instance patched/i,
  },
];

/** RDS says why within some minutes, before or after it acted. */
const nearby = 5 * 60_000;
const reason = /because|due to|unhealthy|unresponsive|unreachable|lost network|requested a failover|being patched/i;

/** A failover or restart that does not end, or after which the clients have not come back. */
export function upheavalWithoutEnd(database: Database): Draft[] | undefined {
  const { id, events, curves } = database;
  const connections = curves.get('DatabaseConnections');
  const lost = connections && departs(connections.shape.now, connections.shape, 'down') && isHalf(connections.shape);
  return upheavals
    .flatMap(({ what, began, ended }) => {
      const last = events.findLast(({ message }) => began.test(message) || ended.test(message));
      if (!last || !lost) return [];
      const isOpen = !ended.test(last.message);
      const state = isOpen
        ? `"${last.message.slice(0, 80)}" has not ended`
        : `${what}, and its clients have not come back`;
      return [
        {
          category: 'dependency-outage',
          object: objectName('rds', id),
          severity: 'critical' as const,
          title: headline(`RDS ${id}: ${state}: ${change(connections)} since ${stamp(last.at)}`),
          mechanism:
            'While a database is moved or restarted it serves nobody; clients that keep the old address stay away.',
          evidence: quotes([eventLine(database, last), line(connections)]),
          since: stamp(last.at),
          relevant: true,
          depth: 0 as const,
          next: moreOf(id),
        },
      ];
    })
    .slice(0, 1);
}

const isHalf = ({ now, base }: Shape): boolean => now <= base / 2;

/** What happened to a database that is available again, with when it ended and how its connections are now. */
export function upheavalOver({ id, status, events, curves }: Database): string[] {
  if (status !== undefined && status !== 'available') return [];
  const connections = curves.get('DatabaseConnections');
  return upheavals
    .flatMap(({ what, began, ended }) => {
      const end = events.findLast(({ message }) => ended.test(message));
      if (!end) return [];
      const start = events.findLast(({ at, message }) => at <= end.at && began.test(message));
      // Begun anew and not ended: it is not over.
      if (events.some(({ at, message }) => at > end.at && began.test(message) && !ended.test(message))) return [];
      const [from, to] = [(start ?? end).at.getTime() - nearby, end.at.getTime() + nearby];
      const why = events.find(({ at, message }) => at.getTime() >= from && at.getTime() <= to && reason.test(message));
      const when = start ? `${stamp(start.at)} to ${stamp(end.at)}` : stamp(end.at);
      const now = connections
        ? `, connections ${amount(connections.shape.worst.low.value, connections.series)} at worst, back at ${amount(connections.shape.now, connections.series)}`
        : '';
      return [
        `over: RDS ${id} ${what} (${when}) and is available again${now}; ${end.message}${why ? `; ${why.message}` : ''}`.slice(
          0,
          400,
        ),
      ];
    })
    .slice(0, 1);
}
