import type { Category } from '../../../workflows/categories.ts';
import { diffsOf, type FileDiff } from './effects/diff.ts';
import type { Effect } from './effects/effect.ts';
import { effectsOf } from './effects/effects.ts';
import { buildsUp } from './implied.ts';
import { fromOutside, type Mechanism } from './mechanism.ts';
import { type Overlap, overlapOf, type Rarity, type Told } from './overlap.ts';
import type { Commit } from './structured.ts';

/** What is known of the trouble, for every commit the same. */
export interface Trouble {
  category: Category;
  implied: Set<Category>;
  told: Told;
  rarity: Rarity;
  /** Words of the failing program's own names, which tell nothing. */
  own: Set<string>;
}

/**
 * How far what a commit changes fits what is said of the trouble: names of both, rare ones more, and what its lines are known
 * to bring. Undefined for what cannot break anything.
 */
export function weigh(commit: Commit, trouble: Trouble): Mechanism | undefined {
  const diffs = diffsOf(commit);
  if (fromOutside.has(trouble.category) || diffs.length === 0 || diffs.every(isOnlyWords)) return undefined;
  const overlap = overlapOf(commit, trouble.told, trouble.rarity, trouble.own);
  const found = effectIn(commit, trouble, overlap);
  const line = found?.effect.line ?? overlap.line ?? firstLineOf(diffs);
  const path = found?.effect.path ?? (overlap.line ? overlap.path : undefined) ?? diffs[0]?.path;
  if (line === undefined || path === undefined) return undefined;
  const penalty = diffs.every(isDependencyBump) ? 1.5 : 0;
  return {
    shared: overlap.shared.slice(0, 6),
    line,
    path,
    strength: Math.max(0, overlap.strength + (found?.strength ?? 0) - penalty),
    ...(found ? { effect: found.effect } : {}),
  };
}

/** Of what the commit does, what fits best: the category that was found before what is implied, and lines that are named. */
function effectIn(
  commit: Commit,
  { category, implied, told, rarity, own }: Trouble,
  overlap: Overlap,
): { effect: Effect; strength: number } | undefined {
  const all = effectsOf(commit).flatMap((effect) => {
    const fits = effect.brings.includes(category) ? 2.5 : effect.brings.some((one) => implied.has(one)) ? 2 : 0;
    if (fits === 0) return [];
    const alone = { ...commit, files: [{ path: effect.path, patch: `${effect.line}\n+${effect.what}` }] };
    const named = overlapOf(alone, told, rarity, own).strength;
    // What fills up is seen as a full store, which names nothing of what fills it.
    const isNameless = effect.brings.some((one) => buildsUp.has(one) && (one === category || implied.has(one)));
    return [{ effect, strength: overlap.strength > 0 || isNameless ? fits : fits / 2, named }];
  });
  return all.sort((a, b) => b.named + b.strength - a.named - a.strength)[0];
}

/** Only what a log or an error says is other than before. */
const isOnlyWords = ({ removed, added }: FileDiff): boolean =>
  [...removed, ...added].every(({ text }) => says.test(text)) ||
  (removed.length > 0 &&
    removed.length === added.length &&
    removed.every(({ text }, at) => says.test(text) && says.test(added[at]?.text ?? '')));

const says =
  /^\s*(?:(?:var|const|let|val|final|static|private|public)\s+)*(?:[\w.]+\s*:?=\s*)?(?:\w+\.)*(?:log(?:ger|ging)?|console|print(?:ln|f)?|debug|info|warn(?:ing)?|echo|errors?\.New|fmt\.Errorf|Help|help|description)\b[\s.:(=]/;

/** A package of a manifest by another version: named by an error it counts, else little speaks for it. */
const isDependencyBump = ({ path, removed, added }: FileDiff): boolean =>
  /(?:^|\/)(?:package\.json|requirements[\w-]*\.txt|pyproject\.toml|Cargo\.toml|go\.mod|Gemfile|pom\.xml|build\.gradle(?:\.kts)?|composer\.json)$/.test(
    path,
  ) && [...removed, ...added].every(({ text }) => /\d+\.\d+/.test(text));

function firstLineOf(diffs: FileDiff[]): string | undefined {
  const [line] = diffs
    .flatMap(({ added, removed }) => [...added, ...removed])
    .filter(({ text }) => !/^\s*(?:import|package|from|use|using|require)\b/.test(text));
  return line && `${line.sign}${line.text}`;
}
