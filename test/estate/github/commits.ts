import { diffOf, mailHead } from './commit-text.ts';
import { GithubError, notFound } from './exchange.ts';
import { loginOf, presentCommit, presentFile, presentListedPull } from './present.ts';
import type { Commit } from './read-repositories.ts';
import type { Repository } from './repository.ts';
import { type Route, repositoryRoute } from './route.ts';
import { countLines } from './tree-at.ts';

export const commitRoutes: Route[] = [
  repositoryRoute('/commits', (x, repository) => {
    const start = repository.resolve(x.query('sha') ?? repository.defaultBranch);
    if (!start) {
      if (repository.data.commits.length === 0) throw new GithubError(409, 'Git Repository is empty.');
      throw notFound();
    }
    const path = x.query('path')?.replace(/\/$/, '');
    const [since, until, author] = [x.instant('since'), x.instant('until'), x.query('author')];
    const chosen = repository.history(start).filter((commit) => {
      const at = Date.parse(commit.date);
      if ((since !== undefined && at < since) || (until !== undefined && at > until)) return false;
      if (author && ![loginOf(commit.author), commit.email].includes(author)) return false;
      return path === undefined || commit.files.some((file) => touches(file.path, path));
    });
    x.list(chosen, (commit) => presentCommit(commit, repository, x.base));
  }),

  repositoryRoute('/commits/:ref/pulls', (x, repository, { ref = '' }) => {
    const commit = wanted(repository, ref);
    const pulls = repository.data.pulls.filter(
      (pull) => pull.merge_commit_sha === commit.sha || pull.head?.sha === commit.sha,
    );
    x.list(pulls, (pull) => presentListedPull(pull, repository, x.base));
  }),

  repositoryRoute('/commits/:ref', (x, repository, { ref = '' }) => {
    const commit = wanted(repository, ref);
    if (x.media === 'diff' || x.media === 'patch') {
      x.send(200, (x.media === 'patch' ? mailHead(commit) : '') + diffOf(commit.files), {
        'content-type': `application/vnd.github.v3.${x.media}; charset=utf-8`,
      });
      return;
    }
    x.query('per_page');
    x.query('page');
    const files = commit.files.map((file) => presentFile(file, commit.sha, repository));
    const lines = sum(commit.files);
    const stats = { ...lines, total: lines.additions + lines.deletions };
    x.json({ ...presentCommit(commit, repository, x.base), stats, files });
  }),
];

/** A commit by ref; GitHub answers 422, not 404, where there is none. */
function wanted(repository: Repository, ref: string): Commit {
  const commit = repository.resolve(ref);
  if (!commit) throw new GithubError(422, `No commit found for SHA: ${ref}`);
  return commit;
}

const touches = (file: string, path: string): boolean => path === '' || file === path || file.startsWith(`${path}/`);

const sum = (files: Commit['files']) => {
  const counted = files.map(({ patch }) => countLines(patch));
  return {
    additions: counted.reduce((all, { additions }) => all + additions, 0),
    deletions: counted.reduce((all, { deletions }) => all + deletions, 0),
  };
};
