import { headline, quotes } from '../../../runtime/quotes.ts';
import { stamp } from '../../../runtime/window.ts';
import { amount } from '../../metrics/render.ts';
import type { Point, Shape } from '../../metrics/shape.ts';
import type { Drawn } from '../curves.ts';
import { objectName } from '../draft.ts';
import type { Database } from './database.ts';
import { fillerOf } from './fillers.ts';
import { change, eventsOf, line, moreOf, sinceOf } from './lines.ts';
import type { Fault } from './together.ts';

export function storageFinding(database: Database): Fault[] | undefined {
  const free = database.curves.get('FreeStorageSpace');
  if (!isLowOnStorage(database)) return undefined;
  const filler = fillerOf(database);
  const state = database.status === 'storage-full' ? 'is storage-full' : 'runs out of storage';
  const figures = [free && `${change(free)} free`, free && fullWords(free)].filter(Boolean).join(', ');
  const why = filler ? `: ${filler.words}` : '';
  const left = free ? `${amount(free.shape.now, free.series)} storage left` : 'storage full';
  return [
    {
      category: 'database-storage',
      object: objectName('rds', database.id),
      severity: 'critical',
      title: headline(`RDS ${database.id} ${state}${why}${figures ? `; ${figures}` : ''}`),
      brief: filler ? `${left}: ${filler.brief}` : left,
      who: filler?.who,
      mechanism: 'A database without storage stops taking writes.',
      evidence: quotes(
        [
          free && line(free),
          database.status === 'storage-full' ? `RDS ${database.id} status storage-full` : undefined,
          ...(filler?.evidence ?? []),
          ...eventsOf(database).filter((text) => /storage/i.test(text)),
        ],
        6,
      ),
      ...(free && sinceOf(free.shape)),
      relevant: true,
      depth: 0,
      next: moreOf(database.id),
    },
  ];
}

export function isLowOnStorage(database: Database): boolean {
  const free = database.curves.get('FreeStorageSpace');
  return database.status === 'storage-full' || (free !== undefined && isLow(free.shape.now, free.shape, database));
}

/** Further ahead, a line through half an hour tells nothing. */
const farthest = 3 * 24 * 3_600_000;
const trend = 30 * 60_000;

/** When nothing is left, if it goes on as in the last half hour. */
function fullWords({ points = [], series }: Drawn): string | undefined {
  const last = points.at(-1);
  const recent = points.filter(({ at }) => last !== undefined && at >= last.at - trend);
  const slope = slopeOf(recent);
  if (!last || slope === undefined || slope >= 0) return undefined;
  const ahead = last.value / -slope;
  if (ahead > farthest) return undefined;
  const hourly = amount(-slope * 3_600_000, series);
  return `${hourly}/h less, none at about ${stamp(new Date(Math.round((last.at + ahead) / 60_000) * 60_000))}`;
}

/** Units a millisecond, by least squares; undefined where there are too few points or they go up and down. */
function slopeOf(points: Point[]): number | undefined {
  const n = points.length;
  if (n < 4) return undefined;
  const [meanAt, meanValue] = [
    points.reduce((sum, { at }) => sum + at, 0) / n,
    points.reduce((sum, { value }) => sum + value, 0) / n,
  ];
  const [covariance, ofTime, ofValue] = points.reduce(
    ([c, t, v], { at, value }) => [
      c + (at - meanAt) * (value - meanValue),
      t + (at - meanAt) ** 2,
      v + (value - meanValue) ** 2,
    ],
    [0, 0, 0],
  );
  if (ofTime === 0 || ofValue === 0) return undefined;
  return covariance ** 2 / (ofTime * ofValue) < 0.8 ? undefined : covariance / ofTime;
}

/** Storage that ran low within the window and no longer is, with what enlarged it. */
export function storageRecovered(database: Database): string[] {
  const { id, curves } = database;
  const free = curves.get('FreeStorageSpace');
  if (!free || isLow(free.shape.now, free.shape, database)) return [];
  const { at, value } = free.shape.worst.low;
  if (!isLow(value, free.shape, database)) return [];
  const grown = database.events.findLast(({ message }) =>
    /storage.{0,60}(completed|increased)|autoscaling completed/i.test(message),
  );
  const why = grown
    ? `; ${grown.message} (${stamp(grown.at)})`
    : free.shape.now > free.shape.base
      ? '; it was enlarged, as storage autoscaling does'
      : '';
  return [
    `recovered: RDS ${id} had ${amount(value, free.series)} storage left at ${stamp(new Date(at))}, now ${amount(free.shape.now, free.series)} (${amount(free.shape.base, free.series)} before)${why}`,
  ];
}

/**
 * Under 2 GB; or under a tenth of what is allocated, was free before or is now, as far as it fell by a fifth: a large
 * volume that stays as full as it was troubles nobody.
 */
const isLow = (value: number, { base, now }: Shape, { allocated = 0 }: Database): boolean =>
  value < 2e9 || (value < Math.max(base, now, allocated) / 10 && value <= Math.max(base, now) * 0.8);
