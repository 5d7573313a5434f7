import { NotServed } from '../system.ts';
import { type Exchange, GithubError, notFound } from './exchange.ts';
import { loginOf, presentCommit, presentFile, presentPull } from './present.ts';
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
    x.list(pulls, (pull) => presentPull(pull, repository, x.base));
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

  repositoryRoute('/compare/:basehead', (x, repository, { basehead = '' }) => {
    const [from = '', to = ''] = basehead.split('...');
    const base = repository.resolve(from);
    const head = repository.resolve(to);
    if (!base || !head) throw notFound();
    compare(x, repository, base, head);
  }),
];

/** A commit by ref; GitHub answers 422, not 404, where there is none. */
function wanted(repository: Repository, ref: string): Commit {
  const commit = repository.resolve(ref);
  if (!commit) throw new GithubError(422, `No commit found for SHA: ${ref}`);
  return commit;
}

function compare(x: Exchange, repository: Repository, base: Commit, head: Commit): void {
  const [old, recent] = [repository.history(base), repository.history(head)];
  const ahead = recent.filter((commit) => !old.includes(commit));
  const behind = old.filter((commit) => !recent.includes(commit));
  const mergeBase = recent.find((commit) => old.includes(commit));
  if (!mergeBase) throw new GithubError(404, `No common ancestor between ${base.sha} and ${head.sha}.`);
  const status = ahead.length ? (behind.length ? 'diverged' : 'ahead') : behind.length ? 'behind' : 'identical';
  const files = ahead.flatMap((commit) => commit.files.map((file) => ({ file, commit })));
  if (new Set(files.map(({ file }) => file.path)).size < files.length) {
    throw new NotServed('a comparison in which two commits touch one file');
  }
  if (x.media === 'diff') {
    x.send(200, diffOf(files.map(({ file }) => file)), {
      'content-type': 'application/vnd.github.v3.diff; charset=utf-8',
    });
    return;
  }
  const present = (commit: Commit) => presentCommit(commit, repository, x.base);
  x.list(ahead.toReversed(), present, (commits) => ({
    status,
    ahead_by: ahead.length,
    behind_by: behind.length,
    total_commits: ahead.length,
    base_commit: present(base),
    merge_base_commit: present(mergeBase),
    commits,
    files: files.map(({ file, commit }) => presentFile(file, commit.sha, repository)),
  }));
}

const touches = (file: string, path: string): boolean => path === '' || file === path || file.startsWith(`${path}/`);

const sum = (files: Commit['files']) => {
  const counted = files.map(({ patch }) => countLines(patch));
  return {
    additions: counted.reduce((all, { additions }) => all + additions, 0),
    deletions: counted.reduce((all, { deletions }) => all + deletions, 0),
  };
};

export function diffOf(files: Commit['files']): string {
  return files
    .map(({ path, previous_path: previous = path, status, patch }) => {
      const from = status === 'added' ? '/dev/null' : `a/${previous}`;
      const to = status === 'removed' ? '/dev/null' : `b/${path}`;
      return `diff --git a/${previous} b/${path}\n${patch === undefined ? '' : `--- ${from}\n+++ ${to}\n${patch}\n`}`;
    })
    .join('');
}

const mailHead = (commit: Commit): string =>
  `From ${commit.sha} Mon Sep 17 00:00:00 2001\nFrom: ${commit.author} <${commit.email ?? ''}>\n` +
  `Date: ${new Date(commit.date).toUTCString()}\nSubject: [PATCH] ${commit.message}\n\n---\n`;
