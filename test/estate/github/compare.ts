import { diffOf } from './commit-text.ts';
import { type Exchange, GithubError, notFound } from './exchange.ts';
import { presentCommit, presentFile } from './present.ts';
import type { Commit } from './read-repositories.ts';
import type { Repository } from './repository.ts';
import { type Route, repositoryRoute } from './route.ts';
import type { Tree } from './tree-at.ts';
import { unifiedDiff } from './unified-diff.ts';

type File = Commit['files'][number];

/** As GitHub limits a comparison. */
const mostCommits = 250;
const mostFiles = 300;

export const compareRoutes: Route[] = [
  repositoryRoute('/compare/:basehead*', (x, repository, { basehead = '' }) => {
    const [from = '', to = ''] = basehead.split('...');
    const base = repository.resolve(from);
    const head = repository.resolve(to);
    if (!base || !head) throw notFound();
    compare(x, repository, base, head);
  }),
];

/** Three dots: what the head has since the commit that both have in common. */
function compare(x: Exchange, repository: Repository, base: Commit, head: Commit): void {
  const [old, recent] = [repository.history(base), repository.history(head)];
  const ahead = recent.filter((commit) => !old.includes(commit));
  const behind = old.filter((commit) => !recent.includes(commit));
  const mergeBase = recent.find((commit) => old.includes(commit));
  if (!mergeBase) throw new GithubError(404, `No common ancestor between ${base.sha} and ${head.sha}.`);
  const files = changedFiles(repository, mergeBase, head, ahead);
  if (x.media === 'diff') {
    x.send(200, diffOf(files), { 'content-type': 'application/vnd.github.v3.diff; charset=utf-8' });
    return;
  }
  const present = (commit: Commit) => presentCommit(commit, repository, x.base);
  const page = x.query('page');
  const paged = page !== undefined || x.query('per_page') !== undefined;
  const site = `https://github.com/${repository.fullName}/compare/${base.sha}...${head.sha}`;
  const whole = (commits: unknown[]) => ({
    url: `${x.base}/repos/${repository.fullName}/compare/${base.sha}...${head.sha}`,
    html_url: site,
    permalink_url: site,
    diff_url: `${site}.diff`,
    patch_url: `${site}.patch`,
    base_commit: present(base),
    merge_base_commit: present(mergeBase),
    status: ahead.length ? (behind.length ? 'diverged' : 'ahead') : behind.length ? 'behind' : 'identical',
    ahead_by: ahead.length,
    behind_by: behind.length,
    total_commits: ahead.length,
    commits,
    // Only the first page has files.
    ...(Number(page ?? 1) === 1 && {
      files: files.slice(0, mostFiles).map((file) => presentFile(file, head.sha, repository)),
    }),
  });
  const oldestFirst = ahead.toReversed();
  if (paged) x.list(oldestFirst, present, whole);
  else x.json(whole(oldestFirst.slice(-mostCommits).map(present)));
}

/** The net change: of a file that several commits touch, what lies between its first and its last content. */
function changedFiles(repository: Repository, base: Commit, head: Commit, newestFirst: Commit[]): File[] {
  const touching = Map.groupBy(
    newestFirst.toReversed().flatMap(({ files }) => files),
    ({ path }) => path,
  );
  const several = [...touching.values()].some((files) => files.length > 1);
  const trees = several ? { before: treeAt(repository, base), after: treeAt(repository, head) } : undefined;
  return [...touching].flatMap(([path, files]) => {
    const [first] = files;
    if (!first) return [];
    return files.length === 1 ? [first] : netChange(path, files, trees?.before?.get(path), trees?.after?.get(path));
  });
}

/** Where the case does not hold the contents, the patches stand one after the other, oldest first. */
function netChange(path: string, files: File[], before: Buffer | undefined, after: Buffer | undefined): File[] {
  const born = files[0]?.status === 'added';
  const gone = files.at(-1)?.status === 'removed';
  if (born && gone) return [];
  const status = born ? 'added' : gone ? 'removed' : 'modified';
  const known = (before !== undefined || born) && (after !== undefined || gone);
  if (!known) {
    const patches = files.flatMap(({ patch }) => patch ?? []);
    return [{ path, status, ...(patches.length === files.length && { patch: patches.join('\n') }) }];
  }
  const patch = unifiedDiff(before?.toString() ?? '', after?.toString() ?? '');
  return patch === undefined ? [] : [{ path, status, patch }];
}

/** Undefined where the case does not tell: the files of another branch, or a patch that does not fit. */
function treeAt(repository: Repository, commit: Commit): Tree | undefined {
  try {
    return repository.treeAt(commit);
  } catch {
    return undefined;
  }
}
