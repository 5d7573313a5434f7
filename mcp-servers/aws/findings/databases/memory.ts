import { headline, quotes } from '../../../runtime/quotes.ts';
import { type Draft, objectName } from '../draft.ts';
import type { Database } from './database.ts';
import { change, line, moreOf, rose, sinceOf } from './lines.ts';

/** Bytes. A little swap is everyday life; so is memory that caches take. */
const swapping = 256e6;
const little = 256e6;

/** A database that swaps since its memory is used up. */
export function memoryFinding({ id, curves }: Database): Draft[] | undefined {
  const swap = curves.get('SwapUsage');
  const free = curves.get('FreeableMemory');
  const isSwapping = swap !== undefined && swap.shape.now >= swapping && rose(swap);
  const isShort = free !== undefined && free.shape.now < little && free.shape.now < free.shape.base / 2;
  if (!isSwapping && !isShort) return undefined;
  const told = [isShort || isSwapping ? free : undefined, isSwapping ? swap : undefined].filter(
    (one) => one !== undefined,
  );
  const sessions = curves.get('DatabaseConnections');
  const more = sessions && rose(sessions) ? `, while connections rose, ${change(sessions)}` : '';
  const [first] = told;
  return [
    {
      category: 'out-of-memory',
      object: objectName('rds', id),
      severity: 'critical',
      title: headline(
        `RDS ${id} is out of memory${isSwapping ? ' and swaps' : ''}: ${told.map(change).join(', ')}${more}`,
      ),
      mechanism: 'A database without memory for its caches and sessions reads from disk, swaps, and may be restarted.',
      evidence: quotes([...told.map(line), sessions && more ? line(sessions) : undefined]),
      ...(first && sinceOf(first.shape)),
      relevant: true,
      depth: 1,
      next: moreOf(id),
    },
  ];
}
