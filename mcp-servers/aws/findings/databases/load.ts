import { headline, quotes } from '../../../runtime/quotes.ts';
import { number } from '../../metrics/render.ts';
import { departs, shapeOf } from '../../metrics/shape.ts';
import { type Draft, objectName } from '../draft.ts';
import type { Database } from './database.ts';
import { brief } from './engine-log.ts';
import { heaviest, line, moreOf, percent, quoted, rose, sinceOf, statementLine } from './lines.ts';
import type { Fault } from './together.ts';

/** Percent. */
const busy = 80;

/** A CPU that is busy, with the statement that makes most of its load. */
export function cpuFinding(database: Database, lags: Draft[]): Fault[] | undefined {
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
