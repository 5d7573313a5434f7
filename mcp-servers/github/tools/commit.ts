import { z } from 'zod';
import { defineTool } from '../../runtime/tool.ts';
import { ToolError } from '../../runtime/tool-error.ts';
import { fileLines, filesAsData } from '../changed-files.ts';
import { readRef } from '../commit-ref.ts';
import type { Github } from '../github.ts';
import { readChecks } from '../read-checks.ts';
import { filesOf, holderOf, pullOf, readCommit, readPull } from '../read-commit.ts';
import { readReviews } from '../read-reviews.ts';
import { repositoryName } from '../repositories.ts';

/** GitHub's own limit for a commit that is read in one request. */
const mostFiles = 300;

export const commitTool = (github: Github) =>
  defineTool({
    name: 'github_commit',
    title: 'One commit or pull request',
    description: 'Message, reviews, checks, files and, on request, hunks (below path) of a commit or pull request.',
    input: z.strictObject({
      repository: z.string().optional(),
      ref: z.string().min(1).describe('SHA (looked for everywhere), branch, tag, #number, URL'),
      hunks: z.boolean().default(false),
      path: z.string().optional(),
    }),
    async run(args, { signal }) {
      const { hunks, path } = args;
      const { repository, ref, pull: number } = readRef(args.ref, args.repository);
      const place = repository ? repositoryName(github, repository) : await holderOf(github, ref, signal);
      const named = number === undefined ? undefined : await readPull(github, place, number, signal);
      const commit = named && !named.merged ? undefined : await readCommit(github, place, named?.sha ?? ref, signal);
      const notChecked: string[] = [];
      /** What stands beside the commit is worth having, and its absence no reason to answer nothing. */
      const beside = async <T>(read: Promise<T>, otherwise: T): Promise<T> => {
        try {
          return await read;
        } catch (error) {
          signal.throwIfAborted();
          if (!(error instanceof ToolError)) throw error;
          notChecked.push(error.message);
          return otherwise;
        }
      };
      const pull = named ?? (commit && (await beside(pullThatBrought(commit.sha), undefined)));
      const [files, reviews, checks] = await Promise.all([
        commit?.files ?? (pull ? filesOf(github, place, pull.number, signal) : []),
        pull ? beside(readReviews(github, place, pull, path, signal), []) : [],
        checksOf([commit?.sha, pull?.headSha]),
      ]);
      if (files.length >= mostFiles) notChecked.push(`files after the first ${mostFiles}, which GitHub does not list`);
      return {
        lines: [
          ...(named?.lines ?? []),
          ...(commit?.lines ?? []),
          ...(named ? [] : (pull?.lines.slice(0, 2) ?? [])),
          ...reviews,
          ...checks.lines,
          ...notChecked.map((one) => `not checked: ${one}`),
          ...fileLines(files, { path, hunks }),
        ],
        structured: {
          repository: place.fullName,
          ...(commit && { sha: commit.sha, at: commit.at, title: commit.title }),
          ...(pull && { pull: pull.number }),
          url: commit?.url ?? pull?.url,
          files: filesAsData(files, { path, hunks }),
          examined: [`${files.length} files of ${place.fullName}`],
          notChecked,
        },
      };

      async function pullThatBrought(sha: string) {
        const found = await pullOf(github, place, sha, signal);
        return found === undefined ? undefined : readPull(github, place, found, signal);
      }

      /** Of the commit itself, else of what was merged as it: many check pull requests only. */
      async function checksOf(shas: (string | undefined)[]): Promise<{ lines: string[] }> {
        const different = [...new Set(shas)].filter((sha): sha is string => sha !== undefined && sha !== '');
        for (const sha of different) {
          const checks = await readChecks(github, place, sha, signal);
          notChecked.push(...checks.notChecked);
          if (checks.found || checks.notChecked.length > 0) return checks;
        }
        return { lines: different.length > 0 && notChecked.length === 0 ? ['no checks or statuses'] : [] };
      }
    },
  });
