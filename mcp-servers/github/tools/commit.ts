import { z } from 'zod';
import { defineTool } from '../../runtime/tool.ts';
import { ToolError } from '../../runtime/tool-error.ts';
import type { Github } from '../github.ts';
import { listRepositories, type RepositoryName, repositoryName } from '../repositories.ts';

const mostFiles = 100;
const mostHunkLines = 400;
/** A SHA without a repository is looked for in so many. */
const mostSearched = 20;

interface ChangedFile {
  filename: string;
  status: string;
  additions: number;
  deletions: number;
  patch?: string | undefined;
}

export const commitTool = (github: Github) =>
  defineTool({
    name: 'github_commit',
    title: 'One commit or pull request',
    description: 'Message, files and, on request, hunks of a commit or pull request.',
    input: z.strictObject({
      repository: z.string().optional().describe('owner/repo; without it a SHA is looked for in all'),
      ref: z.string().min(1).describe('SHA (short will do), branch, tag, or #number of a pull request'),
      hunks: z.boolean().default(false),
      path: z.string().optional().describe('hunks of this file or folder only'),
    }),
    async run({ repository, ref, hunks, path }, { signal }) {
      const number = /^#?(\d{1,6})$/.exec(ref)?.[1] ?? /\/pull\/(\d+)/.exec(ref)?.[1];
      if (number && !repository) {
        throw new ToolError('invalid_arguments', 'a pull request needs its repository', { hint: 'add repository' });
      }
      const place = repository ? repositoryName(github, repository) : await holderOf(github, ref, signal);
      const pull = number ? await readPull(github, place, Number(number), signal) : undefined;
      const commit = pull && !pull.merged ? undefined : await readCommit(github, place, pull?.sha ?? ref, signal);
      const files = commit?.files ?? (pull ? await filesOf(github, place, pull.number, signal) : []);
      const shown = files.filter(({ filename }) => !path || filename === path || filename.startsWith(`${path}/`));
      const head = [...(pull?.lines ?? []), ...(commit?.lines ?? [])];
      return {
        lines: [...head, ...fileLines(files), ...(hunks ? hunkLines(shown) : [])],
        structured: {
          repository: place.fullName,
          ...(commit && { sha: commit.sha, at: commit.at, title: commit.title }),
          ...(pull && { pull: pull.number }),
          url: commit?.url ?? pull?.url,
          files: shown.slice(0, mostFiles).map(({ filename, status, additions, deletions, patch }) => ({
            path: filename,
            status,
            additions,
            deletions,
            ...(hunks && patch !== undefined && { patch: patch.slice(0, 2_000) }),
          })),
          examined: [`${files.length} files of ${place.fullName}`],
        },
      };
    },
  });

async function readCommit(github: Github, place: RepositoryName, ref: string, signal: AbortSignal) {
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

async function readPull(github: Github, place: RepositoryName, pull_number: number, signal: AbortSignal) {
  const { owner, repo, fullName } = place;
  const data = await github.read(
    `pull request #${pull_number} of ${fullName}`,
    owner,
    signal,
    async (octokit, options) => {
      return (await octokit.rest.pulls.get({ owner, repo, pull_number, ...options })).data;
    },
  );
  const end = data.merged_at ? `merged ${data.merged_at}` : data.state;
  return {
    number: pull_number,
    merged: data.merged_at !== null && data.merge_commit_sha !== null,
    sha: data.merge_commit_sha ?? undefined,
    url: data.html_url,
    lines: [
      `pull request #${pull_number} of ${fullName}: ${data.title} (${data.user?.login ?? 'unknown'}, ${end})`,
      data.html_url,
      ...(data.body ?? '')
        .split('\n')
        .flatMap((line) => (line.trim() ? [`  ${line}`] : []))
        .slice(0, 40),
    ],
  };
}

function filesOf(
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
async function holderOf(github: Github, ref: string, signal: AbortSignal): Promise<RepositoryName> {
  if (!/^[0-9a-f]{7,40}$/.test(ref)) {
    throw new ToolError('invalid_arguments', `'${ref}' is no SHA of 7 digits or more`, { hint: 'add repository' });
  }
  const { repositories } = await listRepositories(github, signal);
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
    hint: `looked in ${searched.map(({ fullName }) => fullName).join(', ') || 'none'}`,
  });
}

function fileLines(files: ChangedFile[]): string[] {
  const added = files.reduce((sum, { additions }) => sum + additions, 0);
  const removed = files.reduce((sum, { deletions }) => sum + deletions, 0);
  const left = files.length - mostFiles;
  return [
    `${files.length} files, +${added} -${removed}`,
    ...files.slice(0, mostFiles).map((file) => `${file.status} ${file.filename} +${file.additions} -${file.deletions}`),
    ...(left > 0 ? [`${left} more files`] : []),
  ];
}

function hunkLines(files: ChangedFile[]): string[] {
  const lines = files.flatMap(({ filename, patch }) => [
    `--- ${filename}`,
    ...(patch?.split('\n') ?? ['no hunks: binary, too large, or only renamed']),
  ]);
  const left = lines.length - mostHunkLines;
  return left > 0 ? [...lines.slice(0, mostHunkLines), `${left} more lines of hunks; name one with path`] : lines;
}
