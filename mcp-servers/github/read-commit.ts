import { ToolError } from '../runtime/tool-error.ts';
import type { ChangedFile } from './changed-files.ts';
import type { Github } from './github.ts';
import { listRepositories, type RepositoryName } from './repositories.ts';

/** A SHA without a repository is looked for in so many. */
const mostSearched = 20;

/** @throws ToolError `not_found` where no ref or SHA of that name is there */
export async function readCommit(github: Github, place: RepositoryName, ref: string, signal: AbortSignal) {
  const { owner, repo, fullName } = place;
  const data = await github.read(`commit ${ref} of ${fullName}`, owner, signal, async (octokit, options) => {
    return (await octokit.rest.repos.getCommit({ owner, repo, ref, ...options })).data;
  });
  const { message, author, committer } = data.commit;
  const at = committer?.date ?? author?.date ?? '';
  const files: ChangedFile[] = data.files ?? [];
  return {
    sha: data.sha,
    at,
    url: data.html_url,
    title: message.split('\n')[0] ?? '',
    files,
    lines: [
      `commit ${data.sha} of ${fullName}, ${at} by ${author?.name ?? 'unknown'}`,
      data.html_url,
      `parents: ${data.parents.map(({ sha }) => sha).join(', ') || 'none'}`,
      ...message.split('\n').map((line) => `  ${line}`.trimEnd()),
    ],
  };
}

const mostBodyLines = 40;

export async function readPull(github: Github, place: RepositoryName, pull_number: number, signal: AbortSignal) {
  const { owner, repo, fullName } = place;
  const data = await github.read(
    `pull request #${pull_number} of ${fullName}`,
    owner,
    signal,
    async (octokit, options) => {
      return (await octokit.rest.pulls.get({ owner, repo, pull_number, ...options })).data;
    },
  );
  const author = data.user?.login ?? 'unknown';
  const by = data.merged_by ? ` by ${data.merged_by.login === author ? 'the same' : data.merged_by.login}` : '';
  const end = data.merged_at ? `merged ${data.merged_at}${by}` : data.state;
  return {
    number: pull_number,
    merged: data.merged_at !== null && data.merge_commit_sha !== null,
    sha: data.merge_commit_sha ?? undefined,
    headSha: data.head.sha,
    author,
    url: data.html_url,
    lines: [
      `pull request #${pull_number} of ${fullName}: ${data.title} (${author}, ${end})`,
      data.html_url,
      ...(data.body ?? '')
        .split('\n')
        .flatMap((line) => (line.trim() ? [`  ${line}`] : []))
        .slice(0, mostBodyLines),
    ],
  };
}

/** The number of the pull request that a commit came by; undefined where it was pushed without. */
export async function pullOf(
  github: Github,
  { owner, repo, fullName }: RepositoryName,
  commit_sha: string,
  signal: AbortSignal,
): Promise<number | undefined> {
  const pulls = await github.read(
    `pull requests of ${commit_sha} of ${fullName}`,
    owner,
    signal,
    async (octokit, options) => {
      return (await octokit.rest.repos.listPullRequestsAssociatedWithCommit({ owner, repo, commit_sha, ...options }))
        .data;
    },
  );
  return (pulls.find(({ merge_commit_sha }) => merge_commit_sha === commit_sha) ?? pulls[0])?.number;
}

export function filesOf(
  github: Github,
  place: RepositoryName,
  pull_number: number,
  signal: AbortSignal,
): Promise<ChangedFile[]> {
  const { owner, repo, fullName } = place;
  return github.read(
    `files of pull request #${pull_number} of ${fullName}`,
    owner,
    signal,
    async (octokit, options) => {
      return (await octokit.rest.pulls.listFiles({ owner, repo, pull_number, per_page: 100, ...options })).data;
    },
  );
}

/** The repository that holds a SHA, the most recently pushed first. */
export async function holderOf(github: Github, ref: string, signal: AbortSignal): Promise<RepositoryName> {
  if (!/^[0-9a-f]{7,40}$/.test(ref)) {
    throw new ToolError('invalid_arguments', `'${ref}' is no SHA of 7 digits or more`, { hint: 'add repository' });
  }
  const { repositories, notChecked } = await listRepositories(github, signal);
  const searched = repositories.slice(0, mostSearched);
  for (const repository of searched) {
    try {
      await readCommit(github, repository, ref, signal);
      return repository;
    } catch (error) {
      if (!(error instanceof ToolError && error.code === 'not_found')) throw error;
    }
  }
  throw new ToolError('not_found', `commit ${ref} is in none of ${searched.length} repositories`, {
    hint: [
      `looked in ${searched.map(({ fullName }) => fullName).join(', ') || 'none'}`,
      ...notChecked.map((one) => `not checked: ${one}`),
    ].join('; '),
  });
}
