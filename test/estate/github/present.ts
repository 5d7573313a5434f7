import { createHash } from 'node:crypto';
import type { Commit, Deployment, Issue, Pull, Release, Run } from './read-repositories.ts';
import type { Repository } from './repository.ts';
import { countLines } from './tree-at.ts';

/** GitHub's REST objects, with the fields that its clients and ours read. */
const site = 'https://github.com';

export const loginOf = (author: string): string => author.toLowerCase().replace(/[^a-z0-9]+/g, '-');

export const blobSha = (content: Buffer): string =>
  createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');

export const presentUser = (login: string) => ({
  login,
  id: Number.parseInt(createHash('sha256').update(login).digest('hex').slice(0, 7), 16),
  type: login.endsWith('[bot]') ? 'Bot' : 'User',
  html_url: `${site}/${login}`,
});

export function presentRepository(repository: Repository, base: string) {
  const { fullName, name, owner, id, defaultBranch } = repository;
  const pushed = repository.data.commits[0]?.date ?? null;
  return {
    id,
    name,
    full_name: fullName,
    private: true,
    owner: { ...presentUser(owner), type: 'Organization' },
    html_url: `${site}/${fullName}`,
    description: null,
    fork: false,
    url: `${base}/repos/${fullName}`,
    default_branch: defaultBranch,
    archived: false,
    disabled: false,
    visibility: 'private',
    created_at: repository.data.commits.at(-1)?.date ?? null,
    pushed_at: pushed,
    updated_at: pushed,
    permissions: { admin: false, push: false, pull: true },
  };
}

export function presentFile(file: Commit['files'][number], sha: string, repository: Repository) {
  const lines = countLines(file.patch);
  return {
    sha: createHash('sha1').update(`${sha}:${file.path}`).digest('hex'),
    filename: file.path,
    status: file.status,
    ...lines,
    changes: lines.additions + lines.deletions,
    blob_url: `${site}/${repository.fullName}/blob/${sha}/${file.path}`,
    ...(file.patch === undefined ? {} : { patch: file.patch }),
    ...(file.previous_path === undefined ? {} : { previous_filename: file.previous_path }),
  };
}

export function presentCommit(commit: Commit, repository: Repository, base: string) {
  const person = {
    name: commit.author,
    email: commit.email ?? `${loginOf(commit.author)}@example.com`,
    date: commit.date,
  };
  const url = `${base}/repos/${repository.fullName}/commits/${commit.sha}`;
  return {
    sha: commit.sha,
    url,
    html_url: `${site}/${repository.fullName}/commit/${commit.sha}`,
    commit: {
      author: person,
      committer: person,
      message: commit.message,
      tree: { sha: createHash('sha1').update(`tree ${commit.sha}`).digest('hex') },
      comment_count: 0,
      verification: { verified: false, reason: 'unsigned', signature: null, payload: null },
    },
    author: presentUser(loginOf(commit.author)),
    committer: presentUser(loginOf(commit.author)),
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${base}/repos/${repository.fullName}/commits/${sha}`,
      html_url: `${site}/${repository.fullName}/commit/${sha}`,
    })),
  };
}

export function presentPull({ reviews: _reviews, ...pull }: Pull, repository: Repository, base: string) {
  const { defaultBranch, fullName, owner } = repository;
  return {
    id: repository.id * 1_000 + pull.number,
    url: `${base}/repos/${fullName}/pulls/${pull.number}`,
    html_url: `${site}/${fullName}/pull/${pull.number}`,
    body: null,
    draft: false,
    labels: [],
    closed_at: null,
    merged_at: null,
    merge_commit_sha: null,
    ...pull,
    updated_at: pull.updated_at ?? pull.merged_at ?? pull.closed_at ?? pull.created_at,
    head: { label: `${owner}:${pull.head?.ref ?? 'topic'}`, ref: 'topic', ...pull.head },
    base: { label: `${owner}:${pull.base?.ref ?? defaultBranch}`, ref: defaultBranch, ...pull.base },
  };
}

/** A pull request as lists have it: who merged it stands only in the answer for one. */
export function presentListedPull(pull: Pull, repository: Repository, base: string) {
  const { merged_by: _mergedBy, ...shown }: Record<string, unknown> = presentPull(pull, repository, base);
  return shown;
}

/** Issues as the issues API has them, where a pull request is one with a `pull_request` field. */
export function presentIssue(issue: Issue | Pull, repository: Repository, base: string, isPull: boolean) {
  const { fullName, id } = repository;
  const { head: _head, base: _base, merge_commit_sha: _sha, merged_at: merged, reviews: _reviews, ...shown } = issue;
  const path = `${fullName}/${isPull ? 'pull' : 'issues'}/${issue.number}`;
  return {
    id: id * 1_000 + issue.number,
    url: `${base}/repos/${fullName}/issues/${issue.number}`,
    repository_url: `${base}/repos/${fullName}`,
    html_url: `${site}/${path}`,
    body: null,
    labels: [],
    comments: 0,
    closed_at: null,
    ...shown,
    updated_at: issue.updated_at ?? issue.closed_at ?? issue.created_at,
    ...(isPull
      ? { pull_request: { url: `${base}/repos/${fullName}/pulls/${issue.number}`, merged_at: merged ?? null } }
      : {}),
  };
}

export function presentDeployment(deployment: Deployment, repository: Repository, base: string) {
  const { id, sha, ref, environment, service, created_at, creator } = deployment;
  const url = `${base}/repos/${repository.fullName}/deployments/${id}`;
  return {
    id,
    url,
    sha,
    ref,
    task: 'deploy',
    payload: service === undefined ? {} : { service },
    environment,
    original_environment: environment,
    description: service ?? null,
    creator: presentUser(creator),
    created_at,
    updated_at: created_at,
    statuses_url: `${url}/statuses`,
    repository_url: `${base}/repos/${repository.fullName}`,
    transient_environment: false,
    production_environment: environment === 'production',
  };
}

export function presentRelease(release: Release, repository: Repository, base: string) {
  return {
    url: `${base}/repos/${repository.fullName}/releases/${release.id}`,
    html_url: `${site}/${repository.fullName}/releases/tag/${release.tag_name}`,
    target_commitish: repository.defaultBranch,
    name: release.tag_name,
    body: null,
    assets: [],
    ...release,
  };
}

export function presentRun({ jobs: _jobs, ...run }: Run, repository: Repository, base: string) {
  return {
    url: `${base}/repos/${repository.fullName}/actions/runs/${run.id}`,
    html_url: `${site}/${repository.fullName}/actions/runs/${run.id}`,
    run_number: 1,
    run_attempt: 1,
    event: 'push',
    head_branch: repository.defaultBranch,
    updated_at: run.created_at,
    run_started_at: run.created_at,
    jobs_url: `${base}/repos/${repository.fullName}/actions/runs/${run.id}/jobs`,
    pull_requests: [],
    ...run,
  };
}

export function presentJob(job: Run['jobs'][number], run: Run, repository: Repository, base: string) {
  const { log: _log, ...shown } = job;
  return {
    run_id: run.id,
    run_url: `${base}/repos/${repository.fullName}/actions/runs/${run.id}`,
    head_sha: run.head_sha,
    url: `${base}/repos/${repository.fullName}/actions/jobs/${job.id}`,
    html_url: `${site}/${repository.fullName}/actions/runs/${run.id}/job/${job.id}`,
    steps: [],
    ...shown,
  };
}
