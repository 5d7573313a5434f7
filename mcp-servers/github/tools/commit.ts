import { z } from 'zod';
import { defineTool } from '../../runtime/tool.ts';
import { ToolError } from '../../runtime/tool-error.ts';
import type { Github } from '../github.ts';
import { type ChangedFile, filesOf, holderOf, readCommit, readPull } from '../read-commit.ts';
import { repositoryName } from '../repositories.ts';

const mostFiles = 100;
const mostHunkLines = 400;
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
