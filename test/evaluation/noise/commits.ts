import type { z } from 'zod';
import type { commitSchema } from '../../estate/github/read-repositories.ts';
import { before, dice, digits, pick, workloadName } from './dice.ts';

/** A commit as a case writes it. */
type Written = z.input<typeof commitSchema>;

const days = 12;

/** So many commits to what has nothing to do with the case, newest first, each the parent of the next. */
export function noisyCommits(count: number, now: string, repository: string): Written[] {
  const minutes = Array.from({ length: count }, (_, nth) => dice(days * 24 * 60, 'commit', repository, nth)).sort(
    (a, b) => a - b,
  );
  const shas = minutes.map((_, nth) => digits(40, 'sha', repository, nth));
  return minutes.map((ago, nth) => {
    const name = workloadName(dice(80, 'of', repository, nth));
    const from = 10 + dice(50, 'from', nth);
    const path = `components/${name}/settings.yaml`;
    return {
      sha: shas[nth] ?? '',
      author: pick(['Ines Calvo', 'Tom Abara', 'Yuki Mori', 'Lars Holm'], 'author', repository, nth),
      date: before(now, ago + 5),
      message: `${name}: ${pick(['poll less often', 'keep batches longer', 'a wider queue', 'tidy the settings'], 'message', nth)} (#${4_000 + nth})`,
      parents: shas.slice(nth + 1, nth + 2),
      files: [
        {
          path,
          status: 'modified' as const,
          patch: `@@ -3,3 +3,3 @@\n name: ${name}\n-pollSeconds: ${from}\n+pollSeconds: ${from + 5}\n log: info`,
        },
      ],
    };
  });
}

/**
 * The case's own commits of the default branch with the noise between them by date. Undefined where its history has merges or
 * branches, which other dates would tear.
 */
export function interleaved(own: Written[], noise: Written[]): Written[] | undefined {
  if (own.some(({ parents, branch }) => (parents?.length ?? 0) > 1 || branch !== undefined)) return undefined;
  const oldest = Math.min(...own.map(({ date }) => Date.parse(date)));
  const between = noise.filter(({ date }) => Date.parse(date) > oldest);
  const all = [...own, ...between].sort((a, b) => Date.parse(b.date) - Date.parse(a.date));
  return all.map((commit, at) => {
    const next = all[at + 1];
    return { ...commit, parents: next ? [next.sha] : commit.parents };
  });
}
