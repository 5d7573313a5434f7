import { headline, quotes } from '../../../runtime/quotes.ts';
import { number } from '../../metrics/render.ts';
import { departs, shapeOf } from '../../metrics/shape.ts';
import { type Draft, objectName } from '../draft.ts';
import type { Database } from './database.ts';
import { change, heaviest, heavy, line, moreOf, percent, quoted, rose, sinceOf, statementLine } from './lines.ts';

/** Percent. */
const busy = 80;

/** A CPU that is busy, with the statement that makes most of its load. */
export function cpuFinding(database: Database, lags: Draft[]): Draft[] | undefined {
  const cpu = database.curves.get('CPUUtilization');
  if (!cpu || (cpu.shape.now < busy && !(cpu.shape.now >= 70 && rose(cpu)))) return undefined;
  const object = objectName('rds', database.id);
  const explained = lags.some((lag) => lag.object === object);
  const reads = ['ReadIOPS', 'DatabaseConnections'].flatMap((metric) => database.curves.get(metric) ?? []).filter(rose);
  const query = heaviest(database);
  const before = cpu.shape.baseIs === 'before' ? 'before' : 'at first';
  const why = explained
    ? ', beside the write load'
    : query
      ? `; one query makes ${percent(query.share)} of its load: ${query.text}`
      : '';
  return [
    {
      category: 'database-cpu',
      object,
      severity: explained ? 'warning' : 'critical',
      title: headline(
        `RDS ${database.id}: CPU at ${number(cpu.shape.now)}% (${number(cpu.shape.base)}% ${before})${why}`,
      ),
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

/** Sessions that wait for locks more than they work. */
export function locksFinding(database: Database): Draft[] | undefined {
  const waits = (database.load?.waits ?? []).filter(({ name }) =>
    /^Lock:|deadlock|row_lock|innodb.*lock|LCK_M/i.test(name),
  );
  const share = waits.reduce((sum, wait) => sum + wait.share, 0);
  const blocked = heaviest(database);
  if (share < heavy / 2) return undefined;
  const words = waits.map((wait) => `${wait.name} ${percent(wait.share)}`).join(', ');
  return [
    {
      category: 'database-locks',
      object: objectName('rds', database.id),
      severity: 'critical',
      title: headline(
        `RDS ${database.id}: sessions wait for locks, ${percent(share)} of its load (${words})${blocked ? `; most of all ${blocked.text}` : ''}`,
      ),
      mechanism: 'Statements wait for locks that another transaction holds, and hold their connections meanwhile.',
      evidence: quotes([`waits of ${database.id}: ${words}`, blocked && statementLine(database, blocked)]),
      relevant: true,
      depth: 1,
      next: moreOf(database.id),
    },
  ];
}

/** One statement that makes most of a load that rose, where nothing else tells of the database's trouble. */
export function slowFinding(database: Database): Draft[] | undefined {
  const query = heaviest(database);
  const points = database.load?.sessions ?? [];
  const shape = shapeOf(points, new Date(points[0]?.at ?? 0));
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

export function connectionsFinding(database: Database): Draft[] | undefined {
  const connections = database.curves.get('DatabaseConnections');
  if (!connections || !rose(connections) || connections.shape.now < 20) return undefined;
  return [
    {
      category: 'database-connections',
      object: objectName('rds', database.id),
      severity: 'warning',
      title: headline(`RDS ${database.id}: connections rose, ${change(connections)}`),
      mechanism: 'A database takes a limited number of connections; each costs memory.',
      evidence: quotes([line(connections)]),
      ...sinceOf(connections.shape),
      relevant: true,
      depth: 2,
      next: moreOf(database.id),
    },
  ];
}
