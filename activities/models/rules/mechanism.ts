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
}

/**
 * Whether a commit changes what the findings speak of: a setting, file, image tag or identifier that stands in an error
 * also stands in a changed line. Words that name the service itself tell nothing, since every commit of it holds them.
 */
export function mechanismOf(commit: Commit, leads: Lead[], serviceNames: string[]): Mechanism | undefined {
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
  if (!best || best.strength < 2) return undefined;
  return { ...best, shared: best.shared.map(({ word }) => word) };
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

/** Added and removed lines of what can break a service: no documentation, no tests, no checks. */
function changedLines({ files }: Commit): { line: string; path: string }[] {
  return files
    .filter(({ path }) => !/\.(?:md|txt|adoc|svg|png)$|(?:^|\/)(?:docs?|tests?|__tests__|\.github)\//i.test(path))
    .flatMap(({ path, patch = '' }) =>
      patch
        .split('\n')
        .filter((line) => /^[+-](?![+-]{2})/.test(line))
        .map((line) => ({ line, path })),
    );
}
