import { NotServed } from '../system.ts';
import { type Exchange, notFound } from './exchange.ts';
import { presentCommit, presentFile, presentIssue, presentListedPull, presentPull } from './present.ts';
import type { Pull } from './read-repositories.ts';
import type { Repository } from './repository.ts';
import { type Route, repositoryRoute } from './route.ts';
import { countLines } from './tree-at.ts';

const states = ['open', 'closed', 'all'] as const;
const directions = ['asc', 'desc'] as const;

interface Dated {
  number: number;
  created_at: string;
  updated_at?: string | null;
  closed_at?: string | null;
}

/** Pull requests and issues. */
export const workRoutes: Route[] = [
  repositoryRoute('/pulls', (x, repository) => {
    const state = x.choice('state', states, 'open');
    const base = x.query('base');
    const head = x.query('head');
    const pulls = repository.data.pulls.filter(
      (pull) =>
        (state === 'all' || pull.state === state) &&
        (base === undefined || (pull.base?.ref ?? repository.defaultBranch) === base) &&
        (head === undefined || `${repository.owner}:${pull.head?.ref}` === head),
    );
    x.list(inOrder(x, pulls), (pull) => presentListedPull(pull, repository, x.base));
  }),

  repositoryRoute('/pulls/:number', (x, repository, { number }) => {
    const pull = byNumber(repository.data.pulls, number);
    const files = repository.commit(pull.merge_commit_sha)?.files;
    const lines = files?.map(({ patch }) => countLines(patch)) ?? [];
    const counted = files && {
      commits: 1,
      changed_files: files.length,
      additions: lines.reduce((sum, { additions }) => sum + additions, 0),
      deletions: lines.reduce((sum, { deletions }) => sum + deletions, 0),
    };
    x.json({ ...counted, ...presentPull(pull, repository, x.base), merged: Boolean(pull.merged_at), mergeable: null });
  }),

  repositoryRoute('/pulls/:number/files', (x, repository, { number }) => {
    const commit = mergedCommit(repository, byNumber(repository.data.pulls, number));
    x.list(commit.files, (file) => presentFile(file, commit.sha, repository));
  }),

  repositoryRoute('/pulls/:number/commits', (x, repository, { number }) => {
    const commit = mergedCommit(repository, byNumber(repository.data.pulls, number));
    x.list([commit], (one) => presentCommit(one, repository, x.base));
  }),

  repositoryRoute('/issues', (x, repository) => {
    const state = x.choice('state', states, 'open');
    const since = x.instant('since');
    const labels = x.query('labels')?.split(',') ?? [];
    const { issues, pulls } = repository.data;
    const all = [...issues, ...pulls].filter(
      (issue) =>
        (state === 'all' || issue.state === state) &&
        (since === undefined || Date.parse(issue.updated_at ?? issue.created_at) >= since) &&
        labels.every((label) => JSON.stringify(issue.labels ?? []).includes(`"${label}"`)),
    );
    x.list(inOrder(x, all), (issue) =>
      presentIssue(
        issue,
        repository,
        x.base,
        pulls.some((pull) => pull === issue),
      ),
    );
  }),

  repositoryRoute('/issues/:number', (x, repository, { number }) => {
    const { issues, pulls } = repository.data;
    const issue = byNumber([...issues, ...pulls], number);
    x.json(
      presentIssue(
        issue,
        repository,
        x.base,
        pulls.some((pull) => pull === issue),
      ),
    );
  }),
];

function byNumber<T extends { number: number }>(all: T[], number: string | undefined): T {
  const found = all.find((one) => one.number === Number(number));
  if (!found) throw notFound();
  return found;
}

/** A case knows the files of a pull request by the commit that it became. */
function mergedCommit(repository: Repository, pull: Pull) {
  const commit = repository.commit(pull.merge_commit_sha) ?? repository.commit(pull.head?.sha);
  if (!commit) throw new NotServed(`the files of pull request ${pull.number}, whose commit the case does not hold`);
  return commit;
}

function inOrder<T extends Dated>(x: Exchange, items: T[]): T[] {
  const sort = x.choice('sort', ['created', 'updated'] as const, 'created');
  const sign = x.choice('direction', directions, 'desc') === 'desc' ? -1 : 1;
  const at = (item: T): number =>
    Date.parse(sort === 'updated' ? (item.updated_at ?? item.closed_at ?? item.created_at) : item.created_at);
  return [...items].sort((a, b) => sign * (at(a) - at(b) || a.number - b.number));
}
