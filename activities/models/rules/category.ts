import type { Category } from '../../../workflows/categories.ts';
import type { Suspect } from './suspect.ts';

/** Kinds that say how it shows and not what is wrong: the change that did it says more. */
const shows: ReadonlySet<Category> = new Set<Category>([
  'unknown',
  'application-crash',
  'dependency-outage',
  'dependency-unreachable',
  'dependency-slow',
  'load-balancer-unhealthy',
  'probe-failing',
  'rollout-stuck',
  'bad-configuration',
]);

/** Met by whoever asks too much, keeps what it opens, or asks without what is expected: where code began to, it is at fault. */
const askedOrRefused: ReadonlySet<Category> = new Set<Category>([
  'throttled',
  'traffic-surge',
  'credentials-invalid',
  'too-many-open-files',
]);

const flags = /flag|toggle|experiment|unleash|flipt|flagd|launchdarkly|feature/i;
const code = /\.(?:py|tsx?|jsx?|mjs|go|java|rb|kt|cs|php|rs|scala|exs?|c|cc|cpp|swift)$/;

/** What is to be repaired: where a change is known to have brought the trouble about, the change tells. */
export function categoryOf(found: Category, suspect: Suspect | undefined): Category {
  if (!suspect) return found;
  const { repository, mechanism } = suspect;
  if (askedOrRefused.has(found) && code.test(mechanism.path)) return 'code-defect';
  const isFlag = flags.test(`${repository}/${mechanism.path}`) && !code.test(mechanism.path);
  // The path that a flag opens may be broken code: it is the flag that is switched back first.
  if (isFlag && (shows.has(found) || found === 'code-defect')) return 'feature-flag';
  // The load is what is seen of it: with the index back it is gone.
  if (found === 'database-cpu' && mechanism.effect && /^drops an index/.test(mechanism.effect.what))
    return 'slow-query';
  if (!shows.has(found)) return found;
  if (code.test(mechanism.path)) return 'code-defect';
  // A value that was taken away ran before: nothing of the program refuses what it has.
  return found === 'bad-configuration' && !isTakenAway(mechanism) ? found : 'configuration-change';
}

const isTakenAway = ({ effect, line }: Suspect['mechanism']): boolean => (effect?.line ?? line).startsWith('-');
