import type { Category } from '../../../workflows/categories.ts';
import { diffsOf } from './effects/diff.ts';
import type { Effect } from './effects/effect.ts';
import { effectsOf } from './effects/effects.ts';
import type { Lead } from './facts.ts';
import type { Commit } from './structured.ts';

/** How a diff touches what the errors name. */
export interface Mechanism {
  /** Names that stand in both, the most specific first. */
  shared: string[];
  /** One changed line that holds such a name, as the diff has it. */
  line: string;
  path: string;
  strength: number;
  /** What the change does, where that is known to bring about what was found. */
  effect?: Effect;
}

/**
 * How a commit can have brought about what was found, the root first of the leads: it does what is known to end so, or changes
 * what an error names. Undefined where nothing connects them.
 */
export function mechanismOf(commit: Commit, leads: Lead[], serviceNames: string[]): Mechanism | undefined {
  const named = namedIn(commit, leads, serviceNames);
  const known = knownEffect(commit, leads);
  if (!known) return named && named.strength >= 2 ? named : undefined;
  const { effect, strength } = known;
  const shared = named?.path === effect.path ? named : undefined;
  return {
    shared: shared?.shared ?? [],
    line: effect.line,
    path: effect.path,
    strength: strength + Math.min(3, named?.strength ?? 0),
    effect,
  };
}

/** Trouble that comes from outside: what a commit does to a program brings none of it. */
const fromOutside: ReadonlySet<Category> = new Set<Category>(['cloud-outage', 'certificate-expired', 'node-down']);

function knownEffect(commit: Commit, leads: Lead[]): { effect: Effect; strength: number } | undefined {
  const [root, ...others] = leads.map(({ finding }) => finding.category);
  if (root === undefined || fromOutside.has(root)) return undefined;
  const effects = effectsOf(commit);
  const ofRoot = effects.find(({ brings }) => brings.includes(root));
  if (ofRoot) return { effect: ofRoot, strength: 4 };
  const ofOthers = effects.find(({ brings }) => others.some((category) => brings.includes(category)));
  return ofOthers && { effect: ofOthers, strength: 2 };
}

/**
 * A setting, file, image tag or identifier that stands in an error also stands in a changed line. Words that name the service
 * itself tell nothing, since every commit of it holds them.
 */
function namedIn(commit: Commit, leads: Lead[], serviceNames: string[]): Mechanism | undefined {
  const spoken = wordsOf(
    leads.flatMap(({ finding }) => [finding.title, finding.mechanism, ...finding.evidence]).join('\n'),
  );
  const subject = new Set(
    leads.flatMap(({ finding }) => finding.category.split('-')).filter((word) => word.length > 3),
  );
  const lines = changedLines(commit).map(({ line, path }) => {
    const shared = [...wordsOf(line)]
      .filter((word) => !serviceNames.includes(word.toLowerCase()))
      .map((word) => ({ word, weight: weightOf(word, spoken, subject) }))
      .filter(({ weight }) => weight > 0)
      .sort((a, b) => b.weight - a.weight);
    return { line, path, shared, strength: shared.reduce((sum, { weight }) => sum + weight, 0) };
  });
  // What a change brought tells more than what it took away.
  const best = lines.sort((a, b) => b.strength - a.strength || (a.line < b.line ? -1 : 1))[0];
  return best && best.strength > 0 ? { ...best, shared: best.shared.map(({ word }) => word) } : undefined;
}

/** An identifier that the error names too is strong; a part of it that is what the error is about is some hint. */
function weightOf(word: string, spoken: Set<string>, subject: Set<string>): number {
  if (isIdentifier(word) && spoken.has(word)) return 3;
  return partsOf(word).some((part) => subject.has(part) || subject.has(`${part}s`)) ? 1 : 0;
}

/** Has the shape of a name that somebody chose: a hump, an underscore, a dash, or letters beside digits. */
const isIdentifier = (word: string): boolean =>
  word.length > 4 &&
  /[a-z][A-Z]|_|-|\/|[A-Za-z].*\d|\d.*[A-Za-z]|^[A-Z]{5,}$/.test(word) &&
  !/^\d+[a-z]{1,3}$/.test(word);

const partsOf = (word: string): string[] =>
  word
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/);

/** Words as they stand, and the parts of paths, images and assignments. */
function wordsOf(text: string): Set<string> {
  const words = text.match(/[A-Za-z0-9_][A-Za-z0-9_./:@-]*/g) ?? [];
  return new Set(words.flatMap((word) => [word, ...word.split(/[/:@]/)]).map((word) => word.replace(/[.:/-]+$/, '')));
}

function changedLines(commit: Commit): { line: string; path: string }[] {
  return diffsOf(commit).flatMap(({ path, removed, added }) =>
    [...removed, ...added].map(({ sign, text }) => ({ line: `${sign}${text}`, path })),
  );
}
