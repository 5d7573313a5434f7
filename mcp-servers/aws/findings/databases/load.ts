import { headline, quotes } from '../../../runtime/quotes.ts';
import { number } from '../../metrics/render.ts';
import { departs, shapeOf } from '../../metrics/shape.ts';
import { type Draft, objectName } from '../draft.ts';
import type { Database } from './database.ts';
import { brief } from './engine-log.ts';
import { heaviest, line, moreOf, percent, quoted, rose, type Statement, sinceOf, statementLine } from './lines.ts';
import type { Fault } from './together.ts';

/** Percent. */
const busy = 80;

/** Below this many credits, an instance of a burstable class is held at its baseline. */
const spent = 5;

export function isBusy({ curves }: Database): boolean {
  const cpu = curves.get('CPUUtilization');
  return cpu !== undefined && (cpu.shape.now >= busy || (cpu.shape.now >= 70 && rose(cpu)));
}

/** An instance of a burstable class that has used up what lets it do more than its baseline. */
export function creditsFinding(database: Database): Fault[] | undefined {
  const credits = database.curves.get('CPUCreditBalance');
  const cpu = database.curves.get('CPUUtilization');
  const high = Math.max(credits?.shape.base ?? 0, credits?.shape.worst.high.value ?? 0);
  if (!credits || credits.shape.now >= spent || high < 4 * spent) return undefined;
  const query = heaviest(database);
  const used = cpu
    ? `, CPU ${number(cpu.shape.worst.high.value)}% while they lasted, ${number(cpu.shape.now)}% now`
    : '';
  const most = query ? `; ${percent(query.share)} of ${query.of}: ${brief(query.text)}` : '';
  const size = database.instanceClass ? ` of ${database.instanceClass}` : '';
  return [
    {
      category: 'database-cpu',
      object: objectName('rds', database.id),
      severity: 'critical',
      title: headline(
        `RDS ${database.id}: the CPU credits${size} are spent (${number(high)} -> ${number(credits.shape.now)}), so that it is held at its baseline${used}${most}`,
      ),
      brief: `CPU credits spent${query ? ` by ${brief(query.text, 60)}` : ''}`,
      who: query?.text,
      mechanism: 'A burstable instance without credits does no more than its baseline, and every query waits.',
      evidence: quotes([line(credits), cpu && line(cpu), query && statementLine(database, query)]),
      ...sinceOf(credits.shape),
      relevant: true,
      depth: 0,
      next: moreOf(database.id),
    },
  ];
}

/** A CPU that is busy, with the statement that makes most of its load. */
export function cpuFinding(database: Database, lags: Draft[]): Fault[] | undefined {
  const cpu = database.curves.get('CPUUtilization');
  if (!cpu || !isBusy(database)) return undefined;
  const object = objectName('rds', database.id);
  const explained = lags.some((lag) => lag.object === object);
  const reads = ['ReadIOPS', 'DatabaseConnections'].flatMap((metric) => database.curves.get(metric) ?? []).filter(rose);
  const query = heaviest(database);
  const by = userOf(database, query);
  const before = cpu.shape.baseIs === 'before' ? 'before' : 'at first';
  const why = explained
    ? ', beside the write load'
    : query
      ? `; one query${by} makes ${percent(query.share)} of ${query.of}: ${query.text}`
      : '';
  return [
    {
      category: 'database-cpu',
      object,
      severity: explained ? 'warning' : 'critical',
      title: headline(
        `RDS ${database.id}: CPU at ${number(cpu.shape.now)}% (${number(cpu.shape.base)}% ${before})${why}`,
      ),
      brief: `CPU at ${number(cpu.shape.now)}%${query ? ` by ${brief(query.text, 60)}` : ''}`,
      who: query?.text,
      mechanism: 'A database out of CPU answers every query late; what makes most of its load is what to look at.',
      evidence: quotes([
        line(cpu),
        query && !explained ? statementLine(database, query) : undefined,
        ...reads.map(line),
      ]),
      ...sinceOf(cpu.shape),
      relevant: true,
      depth: explained ? 2 : 1,
      next: moreOf(database.id),
    },
  ];
}

/** Its load rose within the window and is back where it was. */
export function isBack({ curves }: Database): boolean {
  const load = curves.get('DBLoad')?.shape;
  if (!load) return false;
  const { high } = load.worst;
  return departs(high.value, load, 'up') && high.value - load.base > 5 * Math.abs(load.now - load.base);
}

/** One statement that makes most of a load that rose, where nothing else tells of the database's trouble. */
export function slowFinding(database: Database): Draft[] | undefined {
  const query = heaviest(database);
  const points = database.load?.sessions ?? [];
  const shape = shapeOf(points, new Date(points[0]?.at ?? 0));
  if (isBack(database)) return undefined;
  if (!query || !shape || shape.now < 2 || !departs(shape.now, shape, 'up')) return undefined;
  return [
    {
      category: 'slow-query',
      object: objectName('rds', database.id),
      severity: 'warning',
      title: headline(
        `RDS ${database.id}: load rose from ${number(shape.base)} to ${number(shape.now)} active sessions; mostly ${quoted(query)}`,
      ),
      mechanism: 'One statement keeps the database busy, and all others wait.',
      evidence: quotes([statementLine(database, query)]),
      ...sinceOf(shape),
      relevant: true,
      depth: 1,
      next: moreOf(database.id),
    },
  ];
}

/** Whose the query is, where one user makes about as much of the load. */
function userOf({ users = [] }: Database, query: Statement | undefined): string {
  const all = users.reduce((sum, { sessions }) => sum + sessions, 0);
  const [first] = users;
  const isHis = first && query && all > 0 && Math.abs(first.sessions / all - query.share) < 0.15;
  return isHis ? ` of ${first.name}` : '';
}
