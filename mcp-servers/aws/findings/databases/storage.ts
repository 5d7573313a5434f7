import { headline, quotes } from '../../../runtime/quotes.ts';
import { stamp } from '../../../runtime/window.ts';
import { amount } from '../../metrics/render.ts';
import type { Shape } from '../../metrics/shape.ts';
import { type Draft, objectName } from '../draft.ts';
import type { Database } from './database.ts';
import { change, eventsOf, line, moreOf, sinceOf } from './lines.ts';

export function storageFinding(database: Database): Draft[] | undefined {
  const free = database.curves.get('FreeStorageSpace');
  if (!free || !isLow(free.shape.now, free.shape, database)) return undefined;
  return [
    {
      category: 'database-storage',
      object: objectName('rds', database.id),
      severity: 'critical',
      title: headline(`RDS ${database.id} runs out of storage: ${change(free)} free`),
      mechanism: 'A database without storage stops taking writes.',
      evidence: quotes([line(free), ...eventsOf(database).filter((text) => /storage/i.test(text))]),
      ...sinceOf(free.shape),
      relevant: true,
      depth: 0,
      next: moreOf(database.id),
    },
  ];
}

/** Storage that ran low within the window and no longer is, with what enlarged it. */
export function storageRecovered(database: Database): string | undefined {
  const { id, curves } = database;
  const free = curves.get('FreeStorageSpace');
  if (!free || isLow(free.shape.now, free.shape, database)) return undefined;
  const { at, value } = free.shape.worst.low;
  if (!isLow(value, free.shape, database)) return undefined;
  const grown = database.events.findLast(({ message }) =>
    /storage.{0,60}(completed|increased)|autoscaling completed/i.test(message),
  );
  const why = grown
    ? `; ${grown.message} (${stamp(grown.at)})`
    : free.shape.now > free.shape.base
      ? '; it was enlarged, as storage autoscaling does'
      : '';
  return `recovered: RDS ${id} had ${amount(value, free.series)} storage left at ${stamp(new Date(at))}, now ${amount(free.shape.now, free.series)} (${amount(free.shape.base, free.series)} before)${why}`;
}

/**
 * Under 2 GB; or under a tenth of what is allocated, was free before or is now, as far as it fell by a fifth: a large
 * volume that stays as full as it was troubles nobody.
 */
const isLow = (value: number, { base, now }: Shape, { allocated = 0 }: Database): boolean =>
  value < 2e9 || (value < Math.max(base, now, allocated) / 10 && value <= Math.max(base, now) * 0.8);
