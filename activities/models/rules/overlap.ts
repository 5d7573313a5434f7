import { diffsOf } from './effects/diff.ts';
import { type Features, featuresOf } from './features.ts';
import type { Commit } from './structured.ts';

/** What stands both in a commit and in what is said of the trouble. */
export interface Overlap {
  /** Names of both, the rarest first. */
  shared: string[];
  /** Up to 4: how much they tell. */
  strength: number;
  /** The changed line that shares most, and its file; undefined where only paths and what surrounds the lines do. */
  line?: string;
  path?: string;
}

/** Named by an error, a failing trace or a finding; or only by a curve that moved or a log line that came or went. */
export interface Told {
  accused: Features;
  around: Features;
}

/** How rare a name is among the commits that were read: 1 where one alone holds it. */
export type Rarity = (feature: string) => number;

export function rarityIn(commits: Commit[]): Rarity {
  const documents = commits.map((commit) => {
    const { words, pairs } = featuresOf(textOf(commit));
    return new Set([...words, ...pairs]);
  });
  return (feature) => {
    const holding = documents.filter((document) => document.has(feature)).length;
    return holding <= 1 ? 1 : Math.log(1 + documents.length / holding) / Math.log(1 + documents.length);
  };
}

/** The names that a commit shares with what is told, each weighed by how rare and how particular it is; `own` tell nothing. */
export function overlapOf(commit: Commit, told: Told, rarity: Rarity, own: Set<string>): Overlap {
  const worth = (text: string, share: number): Map<string, number> =>
    worthOf(featuresOf(text), told, rarity, own, share);
  const diffs = diffsOf(commit);
  const lines = diffs.flatMap(({ path, removed, added }) =>
    [...removed, ...added].map((line) => ({
      path,
      line: `${line.sign}${line.text}`,
      worth: best(worth(line.text, 1), worth(`${line.within} ${line.entry ?? ''}`, 0.9)),
    })),
  );
  const all = best(
    ...lines.map((one) => one.worth),
    ...diffs.map(({ path }) => worth(path, 0.6)),
    worth(contextOf(commit, new Set(diffs.map(({ path }) => path))), 0.4),
  );
  const top = lines.sort((a, b) => sum(b.worth) - sum(a.worth))[0];
  const shared = [...all].sort((a, b) => b[1] - a[1]).map(([feature]) => feature);
  return {
    shared,
    strength: Math.min(4, sum(all)),
    ...(top && top.worth.size > 0 ? { line: top.line, path: top.path } : {}),
  };
}

function worthOf(features: Features, told: Told, rarity: Rarity, own: Set<string>, share: number): Map<string, number> {
  const worth = new Map<string, number>();
  const weigh = (feature: string, much: number, kind: 'words' | 'pairs'): void => {
    const level = told.accused[kind].has(feature) ? 1 : told.around[kind].has(feature) ? 0.6 : 0;
    if (level > 0) worth.set(feature, much * level * share * rarity(feature));
  };
  for (const word of features.words) if (!own.has(word)) weigh(word, 0.7, 'words');
  for (const pair of features.pairs) if (!pair.split(' ').every((word) => own.has(word))) weigh(pair, 1.5, 'pairs');
  return worth;
}

function best(...maps: Map<string, number>[]): Map<string, number> {
  const all = new Map<string, number>();
  for (const [feature, worth] of maps.flatMap((map) => [...map]))
    all.set(feature, Math.max(worth, all.get(feature) ?? 0));
  return all;
}

const sum = (worth: Map<string, number>): number => [...worth.values()].reduce((total, one) => total + one, 0);

const textOf = ({ files }: Commit): string => files.map(({ path, patch = '' }) => `${path}\n${patch}`).join('\n');

/** What a hunk shows around the changed lines, the function's name in its head included. */
const contextOf = ({ files }: Commit, paths: Set<string>): string =>
  files
    .filter(({ path }) => paths.has(path))
    .flatMap(({ patch = '' }) => patch.split('\n').filter((line) => /^(?: |@@)/.test(line)))
    .join('\n');
