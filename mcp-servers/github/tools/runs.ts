import { z } from 'zod';
import { expression } from '../../runtime/expression.ts';
import { renderPatterns, summarise } from '../../runtime/patterns.ts';
import { defineTool, type ToolAnswer } from '../../runtime/tool.ts';
import { ToolError } from '../../runtime/tool-error.ts';
import { resolveWindow, windowArguments } from '../../runtime/window.ts';
import type { Github } from '../github.ts';
import { failureLines, matchingLines, readJobLog } from '../job-log.ts';
import { readCommit } from '../read-commit.ts';
import { readLog } from '../read-job-log.ts';
import { failedRuns, type Job, oneJob, oneRun, type Run } from '../read-runs.ts';
import { type RepositoryName, repositoryName } from '../repositories.ts';

const dayMs = 24 * 60 * 60_000;
/** Jobs of one run mostly fail for one reason. */
const mostLogs = 3;
const patternChars = 4_000;

export const runsTool = (github: Github) =>
  defineTool({
    name: 'github_runs',
    title: 'Workflow runs that failed',
    description:
      'Failed runs of a window (default 1d), branch or SHA, with failing jobs and steps; with run, logs around the error, by grep (regular expression) or patterns.',
    input: z.strictObject({
      repository: z.string(),
      ref: z.string().optional(),
      ...windowArguments,
      run: z.string().optional().describe('run or job: id or URL'),
      grep: z.string().optional(),
      mode: z.enum(['failure', 'patterns']).default('failure'),
    }),
    async run(args, { signal, now, progress }) {
      const place = repositoryName(github, args.repository);
      if (args.run === undefined) {
        if (args.grep !== undefined) {
          throw new ToolError('invalid_arguments', 'grep needs the run whose logs it looks through', {
            hint: 'add run: the id of a run or job, as this tool lists them without it',
          });
        }
        const sha = /^[0-9a-f]{7,40}$/.test(args.ref ?? '')
          ? await fullSha(github, place, args.ref ?? '', signal)
          : undefined;
        const windowed = sha === undefined || args.since !== undefined || args.until !== undefined;
        const window = windowed ? resolveWindow(args, now, dayMs) : undefined;
        const branch = sha === undefined ? args.ref : undefined;
        const { runs, total } = await failedRuns(github, { place, window, branch, sha, signal });
        return listed(place, runs, total, [window?.text, args.ref && `of ${args.ref}`].filter(Boolean).join(' '));
      }
      const { run, jobs } = await meant(github, place, args.run, signal);
      const lines: string[] = [run.line, ...run.jobs.map(({ line }) => line)];
      const notChecked: string[] = [];
      for (const job of jobs.slice(0, mostLogs)) {
        progress(`reading the log of job ${job.id}`);
        try {
          const { text, cut } = await readLog(github, place, job.id, signal);
          lines.push(`log of job ${job.id} ${job.name}:`, ...shape(text, args));
          if (cut) notChecked.push(`the log of job ${job.id} after its first 24 MB`);
        } catch (error) {
          signal.throwIfAborted();
          if (!(error instanceof ToolError) || error.retryable) throw error;
          notChecked.push(error.message);
        }
      }
      if (jobs.length === 0) lines.push('no job failed; name a job to read its log');
      if (jobs.length > mostLogs) notChecked.push(`the logs of ${jobs.length - mostLogs} more jobs: name one`);
      return {
        lines: [...lines, ...notChecked.map((one) => `not checked: ${one}`)],
        structured: { runs: [asData(run)], examined: [`${jobs.length} jobs of run ${run.id}`], notChecked },
      };
    },
  });

/** The run, and of its jobs those whose logs are wanted: the one that was named, else those that failed. */
async function meant(
  github: Github,
  place: RepositoryName,
  given: string,
  signal: AbortSignal,
): Promise<{ run: Run; jobs: Job[] }> {
  const [, runId, , jobId] = /(?:\/runs\/|^)(\d+)(\/jobs?\/(\d+))?(?:[/?#].*)?$/.exec(given.trim()) ?? [];
  if (!runId) {
    throw new ToolError('invalid_arguments', `'${given}' is neither the id nor the address of a run or job`, {
      hint: 'this tool lists both without run',
    });
  }
  if (jobId) return ofJob(github, place, Number(jobId), signal);
  try {
    const run = await oneRun(github, place, Number(runId), signal);
    return { run, jobs: run.jobs.filter(({ failed }) => failed) };
  } catch (error) {
    if (!(error instanceof ToolError && error.code === 'not_found')) throw error;
    return ofJob(github, place, Number(runId), signal).catch(() => {
      throw error;
    });
  }
}

async function ofJob(github: Github, place: RepositoryName, id: number, signal: AbortSignal) {
  const { runId, job } = await oneJob(github, place, id, signal);
  return { run: { ...(await oneRun(github, place, runId, signal)), jobs: [job] }, jobs: [job] };
}

/** GitHub lists the runs of a full SHA only. */
async function fullSha(github: Github, place: RepositoryName, ref: string, signal: AbortSignal): Promise<string> {
  return ref.length === 40 ? ref : (await readCommit(github, place, ref, signal)).sha;
}

function shape(log: string, { grep, mode }: { grep?: string | undefined; mode: 'failure' | 'patterns' }): string[] {
  const lines = readJobLog(log);
  const wanted = grep === undefined ? undefined : expression(grep);
  if (mode === 'patterns') return renderPatterns(summarise(lines, { grep: wanted }), patternChars);
  return wanted ? matchingLines(lines, wanted) : failureLines(lines);
}

function listed({ fullName }: RepositoryName, runs: Run[], total: number, range: string): ToolAnswer {
  return {
    lines: [
      `${fullName}: ${runs.length} of ${total} workflow runs failed, ${range}`,
      ...runs.flatMap(({ line, jobs }) => [line, ...jobs.filter(({ failed }) => failed).map((job) => job.line)]),
      ...(runs.length > 0 ? ['run: an id from above shows the lines around its error'] : []),
    ],
    structured: { runs: runs.map(asData), examined: [`${total} workflow runs of ${fullName}`] },
  };
}

const asData = ({ id, at, sha, title, conclusion, url, jobs }: Run): object => ({
  ...{ id, at, sha, title, conclusion, url },
  failedJobs: jobs.filter(({ failed }) => failed).map(({ id, name }) => ({ id, name })),
});
