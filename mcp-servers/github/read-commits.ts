import { stamp } from '../runtime/window.ts';
import { type Change, mostPaths } from './change.ts';
import { componentOf } from './components.ts';
import { inParallel } from './in-parallel.ts';
import type { Place } from './places.ts';
import { firstLine, type Reading } from './reading.ts';
import { isBelow } from './relevance.ts';

/** One page is what a busy repository merges in a day; more is said to be left out. */
export const pageSize = 100;

/** Commits of the default branch in the window, newest first; at most one page. */
export async function readCommits({ owner, repo, fullName }: Place, reading: Reading): Promise<Change[]> {
  const { github, window, signal } = reading;
  const [since, until] = [stamp(window.since), stamp(window.until)];
  const data = await github.read(
    `commits of ${fullName} ${since} ${until}`,
    owner,
    signal,
    async (octokit, options) => {
      return (await octokit.rest.repos.listCommits({ owner, repo, since, until, per_page: pageSize, ...options })).data;
    },
  );
  return data.map(({ sha, html_url, commit, author }) => ({
    at: commit.committer?.date ?? commit.author?.date ?? since,
    kind: 'commit',
    repository: fullName,
    sha,
    title: firstLine(commit.message),
    author: commit.author?.name ?? author?.login ?? '',
    url: html_url,
    paths: [],
    relevant: false,
  }));
}

/** Which files the newest commits touch; a list of commits does not say. */
export async function openCommits(
  changes: Change[],
  place: Place,
  { github, commitsToOpen, signal }: Reading,
): Promise<Change[]> {
  const { owner, repo, fullName } = place;
  return inParallel(changes, 4, async (change) => {
    if (change.sha === '' || changes.indexOf(change) >= commitsToOpen) return change;
    try {
      const { files = [] } = await github.read(
        `commit ${change.sha} of ${fullName}`,
        owner,
        signal,
        async (octokit, options) => {
          return (await octokit.rest.repos.getCommit({ owner, repo, ref: change.sha, ...options })).data;
        },
      );
      const names = files.map(({ filename }) => filename);
      const parts = new Set(names.map(componentOf));
      const [service] = parts.size === 1 ? parts : [];
      return { ...change, paths: foremost(names, place.paths), files: names.length, ...(service && { service }) };
    } catch {
      signal.throwIfAborted();
      return change;
    }
  });
}

/** Some files of many: those below the paths in question first. */
function foremost(files: string[], paths: string[]): string[] {
  const wanted = (file: string): boolean => paths.some((path) => isBelow(file, path));
  return [...files.filter(wanted), ...files.filter((file) => !wanted(file))].slice(0, mostPaths);
}
