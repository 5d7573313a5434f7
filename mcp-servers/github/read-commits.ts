import { stamp } from '../runtime/window.ts';
import { type Change, mostPaths } from './change.ts';
import { componentOf } from './components.ts';
import { bearsName } from './foremost-changes.ts';
import { inParallel } from './in-parallel.ts';
import { pageSize, pagesBackTo } from './pages-back.ts';
import type { Place } from './places.ts';
import { firstLine, type RepositoryReading } from './reading.ts';
import { isBelow, namesOf } from './relevance.ts';

/** Commits of the default branch in the window, newest first; at most three pages. */
export async function readCommits({ owner, repo, fullName }: Place, reading: RepositoryReading): Promise<Change[]> {
  const { github, window, signal, leftOut } = reading;
  const [since, until] = [stamp(window.since), stamp(window.until)];
  const query = { owner, repo, since, until, per_page: pageSize };
  const read = await pagesBackTo(
    window.since,
    (page) =>
      github.read(`commits of ${fullName} ${since} ${until}, page ${page}`, owner, signal, async (octokit, options) => {
        return (await octokit.rest.repos.listCommits({ ...query, page, ...options })).data;
      }),
    ({ commit }) => commit.committer?.date ?? null,
  );
  if (read.since !== undefined) leftOut(`commits of ${fullName} before ${read.since}`);
  return read.items.map(({ sha, html_url, commit, author }) => ({
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

/** Paths that GitHub is asked about one by one where there are more commits than are opened. */
const mostPathsAsked = 3;

/** Which files commits touch, of the newest and of those about what is in question; a list of commits does not say. */
export async function openCommits(changes: Change[], place: Place, reading: RepositoryReading): Promise<Change[]> {
  const { github, commitsToOpen, signal, leftOut } = reading;
  const { owner, repo, fullName } = place;
  const touching = changes.length > commitsToOpen ? await touchingPaths(place, reading) : new Set();
  const names = namesOf(place);
  const first = (change: Change): boolean => touching.has(change.sha) || bearsName(change, names);
  const inOrder = [...changes.filter(first), ...changes.filter((change) => !first(change))];
  let failed = 0;
  const opened = await inParallel(inOrder, 4, async (change) => {
    if (change.sha === '' || inOrder.indexOf(change) >= commitsToOpen) return change;
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
      failed += 1;
      return change;
    }
  });
  const unopened = Math.max(0, changes.length - commitsToOpen) + failed;
  if (unopened > 0) {
    const others = touching.size > 0 ? ' other' : '';
    leftOut(`which files ${unopened}${others} commits of ${fullName} touch: see github_commit, or ask for less time`);
  }
  return opened;
}

/** SHAs of the window's commits that touch a path in question, as GitHub itself tells; empty where that is all of them. */
async function touchingPaths(
  { owner, repo, fullName, paths }: Place,
  { github, window, signal }: RepositoryReading,
): Promise<Set<string>> {
  const [since, until] = [stamp(window.since), stamp(window.until)];
  const asked = paths.filter((path) => path !== '').slice(0, mostPathsAsked);
  const lists = await Promise.all(
    asked.map((path) =>
      github.read(`commits of ${fullName} ${since} ${until} in ${path}`, owner, signal, async (octokit, options) => {
        const query = { owner, repo, since, until, path, per_page: pageSize };
        return (await octokit.rest.repos.listCommits({ ...query, ...options })).data;
      }),
    ),
  );
  return new Set(lists.flat().map(({ sha }) => sha));
}

/** Some files of many: those below the paths in question first. */
function foremost(files: string[], paths: string[]): string[] {
  const wanted = (file: string): boolean => paths.some((path) => isBelow(file, path));
  return [...files.filter(wanted), ...files.filter((file) => !wanted(file))].slice(0, mostPaths);
}
