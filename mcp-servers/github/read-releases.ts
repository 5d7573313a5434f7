import type { Change } from './change.ts';
import { pageSize, pagesBackTo } from './pages-back.ts';
import type { Place } from './places.ts';
import { firstLine, inside, type RepositoryReading } from './reading.ts';

/** Releases that were published in the window. */
export async function readReleases(
  { owner, repo, fullName }: Place,
  { github, window, signal, leftOut }: RepositoryReading,
): Promise<Change[]> {
  const { items, since } = await pagesBackTo(
    window.since,
    (page) =>
      github.read(`releases of ${fullName}, page ${page}`, owner, signal, async (octokit, options) => {
        return (await octokit.rest.repos.listReleases({ owner, repo, per_page: pageSize, page, ...options })).data;
      }),
    ({ created_at }) => created_at,
  );
  if (since !== undefined) leftOut(`releases of ${fullName} before ${since}`);
  return items.flatMap(({ tag_name, name, published_at, target_commitish, author, html_url, draft }) =>
    !draft && published_at && inside(window, published_at)
      ? [
          {
            at: published_at,
            kind: 'release' as const,
            repository: fullName,
            sha: /^[0-9a-f]{40}$/.test(target_commitish) ? target_commitish : '',
            title: name && name !== tag_name ? `${tag_name} "${firstLine(name)}"` : tag_name,
            author: author?.login ?? '',
            url: html_url,
            paths: [],
            relevant: false,
          },
        ]
      : [],
  );
}
