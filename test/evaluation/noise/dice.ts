import { createHash } from 'node:crypto';

/** The same for the same words, so that two evaluations meet the same noise: a whole number from 0 to below `sides`. */
export const dice = (sides: number, ...words: (string | number)[]): number =>
  createHash('sha256').update(words.join(' ')).digest().readUInt32BE(0) % sides;

/** One of the items, the same for the same words. */
export function pick<const Items extends readonly unknown[]>(
  items: Items,
  ...words: (string | number)[]
): Items[number] {
  return items[dice(items.length, ...words)];
}

/** Lower-case hexadecimal digits, such as a SHA or the end of a pod's name. */
export const digits = (length: number, ...words: (string | number)[]): string =>
  createHash('sha256').update(words.join(' ')).digest('hex').slice(0, length);

const things = [
  'ledger',
  'parcel',
  'badge',
  'invoice',
  'rota',
  'voucher',
  'palette',
  'gazette',
  'beacon',
  'quarry',
] as const;
const doings = ['indexer', 'relay', 'mailer', 'exporter', 'planner', 'archiver', 'scorer', 'gateway'] as const;

/** The name of the nth workload that has nothing to do with the case. */
export const workloadName = (nth: number): string =>
  `${things[nth % things.length]}-${doings[Math.floor(nth / things.length) % doings.length]}-${nth}`;

export const namespaceOf = (nth: number): string => `team-${things[Math.floor(nth / 12) % things.length]}`;

/** RFC 3339, so many minutes before an instant. */
export const before = (now: string, minutes: number): string =>
  new Date(Date.parse(now) - minutes * 60_000).toISOString().replace('.000Z', 'Z');
