import { ToolError } from '../runtime/tool-error.ts';
import type { ResolvedWindow } from '../runtime/window.ts';
import { stamp } from '../runtime/window.ts';
import { type Change, mostPaths } from './change.ts';
import { componentOf } from './components.ts';
import { readDeployments } from './deployments.ts';
import type { Github } from './github.ts';
import { inParallel } from './in-parallel.ts';
import type { Place } from './places.ts';
import { sameService } from './same-service.ts';

/** One page is what a busy repository merges in a day; more is said to be left out. */
const pageSize = 100;

export interface RepositoryChanges {
  place: Place;
  changes: Change[];
  examined: string[];
  notChecked: string[];
}

export interface Reading {
  github: Github;
  window: ResolvedWindow;
  /** How many commits are opened to see which files they touch. */
  commitsToOpen: number;
  signal: AbortSignal;
}

/** Everything that changed in one repository in the window; what cannot be read is named and leaves the rest. */
export async function readChanges(place: Place, reading: Reading): Promise<RepositoryChanges> {
  const { fullName } = place;
  const refusals: { code: string; message: string }[] = [];
  const attempt = async <T>(read: Promise<T[]>): Promise<T[]> => {
    try {
      return await read;
    } catch (error) {
      reading.signal.throwIfAborted();
      if (!(error instanceof ToolError)) throw error;
      refusals.push({ code: error.code, message: error.message });
      return [];
    }
  };
  const all = await Promise.all([
    attempt(readCommits(place, reading)),
    attempt(readMerged(place, reading)),
    attempt(readReleases(place, reading)),
    attempt(readDeployments(place, reading)),
    attempt(readFailedRuns(place, reading)),
  ]);
  const [commits, pulls, releases, deployments, runs] = all;
  const [refusal] = refusals;
  if (refusal && refusals.length === all.length) {
    const why =
      refusal.code === 'not_found' ? 'not found or not permitted (GitHub says 404 for both)' : refusal.message;
    return { place, changes: [], examined: [], notChecked: [`${fullName}: ${why}`] };
  }
  const notChecked = refusals.map(({ message }) => message);
  if (commits.length >= pageSize) {
    notChecked.push(`commits of ${fullName} before ${commits.at(-1)?.at}: only the newest ${pageSize} were read`);
  }
  const changes = [
    ...(await openCommits(joined(commits, pulls), place, reading)),
    ...releases,
    ...deployments,
    ...runs,
  ];
  const count = `${commits.length} commits, ${pulls.length} merged pull requests, ${releases.length} releases, ${deployments.length} deployments, ${runs.length} failed runs`;
  return { place, changes: markRelevant(changes, place), examined: [`${count} of ${fullName}`], notChecked };
}

/** A pull request and the commit that it became are one change. */
function joined(commits: Change[], pulls: Change[]): Change[] {
  const byCommit = new Map(pulls.map((pull) => [pull.sha, pull]));
  const merged = commits.map((commit) => {
    const pull = byCommit.get(commit.sha);
    return pull ? { ...pull, at: commit.at, author: commit.author } : commit;
  });
  return [...merged, ...pulls.filter(({ sha }) => !commits.some((commit) => commit.sha === sha))];
}

/** What touches the paths in question or names the service, and the commit that a deployment of it put out. */
function markRelevant(changes: Change[], { paths, names: given }: Place): Change[] {
  const names = [...given, ...paths.map((path) => path.split('/').at(-1) ?? '')];
  const touches = (change: Change): boolean =>
    change.paths.some((file) => paths.some((path) => isBelow(file, path))) ||
    names.some((name) => change.service !== undefined && sameService(change.service, name));
  const deployments = changes
    .filter(({ kind }) => kind === 'deployment')
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  return changes.map((change) => {
    const out = change.kind === 'deployment' ? [] : deployments.filter(({ sha }) => sha === change.sha);
    const deployedAt = out[0]?.at;
    return { ...change, relevant: touches(change) || out.some(touches), ...(deployedAt && { deployedAt }) };
  });
}

const isBelow = (file: string, path: string): boolean => path === '' || file === path || file.startsWith(`${path}/`);

async function readCommits({ owner, repo, fullName }: Place, reading: Reading): Promise<Change[]> {
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

async function readMerged({ owner, repo, fullName }: Place, { github, window, signal }: Reading): Promise<Change[]> {
  const query = { state: 'closed', sort: 'updated', direction: 'desc', per_page: pageSize } as const;
  const data = await github.read(`merged pull requests of ${fullName}`, owner, signal, async (octokit, options) => {
    return (await octokit.rest.pulls.list({ owner, repo, ...query, ...options })).data;
  });
  return data.flatMap(({ merged_at, merge_commit_sha, title, number, user, html_url }) =>
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

async function readReleases({ owner, repo, fullName }: Place, { github, window, signal }: Reading): Promise<Change[]> {
  const data = await github.read(`releases of ${fullName}`, owner, signal, async (octokit, options) => {
    return (await octokit.rest.repos.listReleases({ owner, repo, per_page: 30, ...options })).data;
  });
  return data.flatMap(({ tag_name, name, published_at, target_commitish, author, html_url, draft }) =>
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

async function readFailedRuns({ owner, repo, fullName }: Place, reading: Reading): Promise<Change[]> {
  const { github, window, signal } = reading;
  const created = `${stamp(window.since)}..${stamp(window.until)}`;
  const query = { status: 'failure', created, per_page: 30 } as const;
  const { workflow_runs } = await github.read(
    `failed runs of ${fullName} ${created}`,
    owner,
    signal,
    async (octokit, options) => {
      return (await octokit.rest.actions.listWorkflowRunsForRepo({ owner, repo, ...query, ...options })).data;
    },
  );
  return workflow_runs.map(
    ({ name, head_sha, head_branch, conclusion, created_at, html_url, display_title, actor }) => ({
      at: created_at,
      kind: 'failed-run',
      repository: fullName,
      sha: head_sha,
      title: `${name ?? 'workflow'} on ${head_branch ?? 'a branch'}${display_title ? ` "${firstLine(display_title)}"` : ''}`,
      author: actor?.login ?? '',
      url: html_url,
      state: conclusion ?? 'failure',
      paths: [],
      relevant: false,
    }),
  );
}

/** Which files the newest commits touch; a list of commits does not say. */
async function openCommits(
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

export const inside = ({ since, until }: ResolvedWindow, at: string): boolean =>
  Date.parse(at) >= since.getTime() && Date.parse(at) <= until.getTime();

const firstLine = (text: string): string => (text.split('\n')[0] ?? '').slice(0, 160);
