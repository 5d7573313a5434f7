import type { Change } from './change.ts';
import { pageSize, pagesBackTo } from './pages-back.ts';
import type { Place } from './places.ts';
import { firstLine, inside, type RepositoryReading } from './reading.ts';

/** Pull requests that were merged in the window, of the three hundred closed or touched last. */
export async function readMerged(
  { owner, repo, fullName }: Place,
  { github, window, signal, leftOut }: RepositoryReading,
): Promise<Change[]> {
  const query = { state: 'closed', sort: 'updated', direction: 'desc', per_page: pageSize } as const;
  const what = `merged pull requests of ${fullName}`;
  const { items, since } = await pagesBackTo(
    window.since,
    (page) =>
      github.read(page === 1 ? what : `${what}, page ${page}`, owner, signal, async (octokit, options) => {
        return (await octokit.rest.pulls.list({ owner, repo, ...query, page, ...options })).data;
      }),
    ({ updated_at }) => updated_at,
  );
  if (since !== undefined) leftOut(`${what} that nobody touched since ${since}`);
  return items.flatMap(({ merged_at, merge_commit_sha, title, number, user, html_url }) =>
    merged_at !== null && inside(window, merged_at)
      ? [
          {
            at: merged_at,
            kind: 'merge' as const,
            repository: fullName,
            sha: merge_commit_sha ?? '',
            title: firstLine(title),
            author: user?.login ?? '',
            url: html_url,
            pull: number,
            paths: [],
            relevant: false,
          },
        ]
      : [],
  );
}

/** A pull request and the commit that it became are one change. */
export function joined(commits: Change[], pulls: Change[]): Change[] {
  const byCommit = new Map(pulls.map((pull) => [pull.sha, pull]));
  const merged = commits.map((commit) => {
    const pull = byCommit.get(commit.sha);
    return pull ? { ...pull, at: commit.at, author: commit.author } : commit;
  });
  return [...merged, ...pulls.filter(({ sha }) => !commits.some((commit) => commit.sha === sha))];
}
