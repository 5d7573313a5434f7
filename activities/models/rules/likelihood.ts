import type { Category } from '../../../workflows/categories.ts';
import type { Effect } from './effects/effect.ts';
import { buildsUp, opensToCode } from './implied.ts';
import type { Mechanism } from './mechanism.ts';
import type { Owner } from './ownership.ts';
import type { Trouble } from './weighing.ts';

/** How much it speaks for a change that it took effect so long before the first sign. */
export function closeness(
  minutes: number | undefined,
  by: 'deployment' | 'commit',
  { category, implied }: Trouble,
  effect?: Effect,
): number {
  if (minutes === undefined) return 0;
  // What is taken and never given back adds up; a limit that was lowered holds from the first request on.
  const isLimit = /^lowers /.test(effect?.what ?? '') && limited.has(category);
  const isSlow = !isLimit && (buildsUp.has(category) || [...implied].some((one) => one === 'out-of-memory'));
  const least = isSlow && minutes <= 24 * 60 ? 1 : minutes <= 24 * 60 ? 0 : -1;
  const steps = by === 'deployment' ? deploymentSteps : commitSteps;
  return Math.max(least, steps.find(([most]) => minutes <= most)?.[1] ?? least);
}

const limited: ReadonlySet<Category> = new Set<Category>(['connection-pool-exhausted', 'database-connections']);

const deploymentSteps: [number, number][] = [
  [5, 3],
  [15, 2.5],
  [30, 2],
  [60, 1.2],
  [180, 0.5],
];
const commitSteps: [number, number][] = [
  [30, 1.5],
  [180, 0.5],
];

/**
 * Connected by what it does and when it took effect together. Where nothing that it does is known to end so, much of it has
 * to be named; less where a program fails by an error of its own within minutes of the deployment that brought the change.
 */
export function isLikely({ strength, effect }: Mechanism, owner: Owner, near: number, { category }: Trouble): boolean {
  if (owner === 'foreign') return false;
  const all = strength + place[owner] + near;
  if (effect) return strength >= 1.2 && all >= 4.5;
  if (!opensToCode.has(category)) return false;
  const isRightAfter = owner === 'own' && near >= 3 && ownErrors.has(category);
  return isRightAfter ? strength >= 1 : strength >= 2.2 && all >= 6;
}

/** What a program does by itself when its code is wrong. */
const ownErrors: ReadonlySet<Category> = new Set<Category>([
  'application-crash',
  'code-defect',
  'unknown',
  'schema-mismatch',
]);

/** How much it speaks for a change that it is made there. */
export const place: Record<Owner, number> = { own: 1.5, near: 1, shared: 0.5, foreign: 0 };
