import { duration, type ResolvedWindow, stamp } from '../runtime/window.ts';
import { short } from './change.ts';
import type { Github } from './github.ts';
import { inParallel } from './in-parallel.ts';
import { firstLine } from './reading.ts';
import type { RepositoryName } from './repositories.ts';

/** How a run ends badly, as far as GitHub lists runs by it; it takes one a request. */
export const badOutcomes = ['failure', 'timed_out'] as const;
const failedOutcomes = new Set<string>([...badOutcomes, 'startup_failure', 'cancelled', 'action_required']);
const runsOfEach = 30;
const mostWithJobs = 15;

export interface Job {
  id: number;
  name: string;
  failed: boolean;
  line: string;
}

export interface Run {
  id: number;
  at: string;
  sha: string;
  conclusion: string;
  url: string;
  title: string;
  jobs: Job[];
  line: string;
}

export interface RunsQuery {
  place: RepositoryName;
  window: ResolvedWindow | undefined;
  branch?: string | undefined;
  sha?: string | undefined;
  signal: AbortSignal;
}

/** Runs that ended badly, newest first and with their jobs that failed, and how many there were of all. */
export async function failedRuns(github: Github, query: RunsQuery): Promise<{ runs: Run[]; total: number }> {
  const { place, window, branch, sha, signal } = query;
  const { owner, repo, fullName } = place;
  const created = window && `${stamp(window.since)}..${stamp(window.until)}`;
  const filter = { ...(created && { created }), ...(branch && { branch }), ...(sha && { head_sha: sha }) };
  const list = (more: { status?: (typeof badOutcomes)[number]; per_page: number }) =>
    github.read(
      `runs of ${fullName} ${JSON.stringify({ ...filter, ...more })}`,
      owner,
      signal,
      async (octokit, options) => {
        return (await octokit.rest.actions.listWorkflowRunsForRepo({ owner, repo, ...filter, ...more, ...options }))
          .data;
      },
    );
  const [all, ...lists] = await Promise.all([
    list({ per_page: 1 }),
    ...badOutcomes.map((status) => list({ status, per_page: runsOfEach })),
  ]);
  const found = lists
    .flatMap(({ workflow_runs }) => workflow_runs)
    .sort((a, b) => Date.parse(b.created_at) - Date.parse(a.created_at));
  const runs = await inParallel(found, 4, async (run) =>
    runOf(run, found.indexOf(run) < mostWithJobs ? await jobsOf(github, place, run.id, signal) : []),
  );
  return { runs, total: all.total_count };
}

/** One run, however it ended. */
export async function oneRun(github: Github, place: RepositoryName, run_id: number, signal: AbortSignal): Promise<Run> {
  const { owner, repo, fullName } = place;
  const [run, jobs] = await Promise.all([
    github.read(`run ${run_id} of ${fullName}`, owner, signal, async (octokit, options) => {
      return (await octokit.rest.actions.getWorkflowRun({ owner, repo, run_id, ...options })).data;
    }),
    jobsOf(github, place, run_id, signal),
  ]);
  return runOf(run, jobs);
}

export async function oneJob(
  github: Github,
  { owner, repo, fullName }: RepositoryName,
  job_id: number,
  signal: AbortSignal,
) {
  const data = await github.read(`job ${job_id} of ${fullName}`, owner, signal, async (octokit, options) => {
    return (await octokit.rest.actions.getJobForWorkflowRun({ owner, repo, job_id, ...options })).data;
  });
  return { runId: Number(data.run_id), job: jobOf(data) };
}

async function jobsOf(github: Github, { owner, repo, fullName }: RepositoryName, run_id: number, signal: AbortSignal) {
  const { jobs } = await github.read(
    `jobs of run ${run_id} of ${fullName}`,
    owner,
    signal,
    async (octokit, options) => {
      return (await octokit.rest.actions.listJobsForWorkflowRun({ owner, repo, run_id, per_page: 100, ...options }))
        .data;
    },
  );
  return jobs.map(jobOf);
}

interface GithubJob {
  id: number | bigint;
  name: string;
  status: string;
  conclusion: string | null;
  started_at: string;
  completed_at: string | null;
  steps?: { name: string; number: number; conclusion: string | null }[];
}

function jobOf({ id, name, status, conclusion, started_at, completed_at, steps = [] }: GithubJob): Job {
  const failed = failedOutcomes.has(conclusion ?? '');
  const at = steps.filter((step) => failedOutcomes.has(step.conclusion ?? ''));
  const took = completed_at ? duration(Date.parse(completed_at) - Date.parse(started_at)) : '';
  const where = at.map((step) => `"${step.name}" (${step.number})`).join(', ');
  return {
    id: Number(id),
    name,
    failed,
    line: `  job ${id} ${name}: ${conclusion ?? status}${where ? ` at step ${where}` : ''}${took ? `, after ${took}` : ''}`,
  };
}

interface GithubRun {
  id: number;
  name?: string | null | undefined;
  head_branch: string | null;
  head_sha: string;
  run_number: number;
  run_attempt?: number | undefined;
  event: string;
  status: string | null;
  conclusion: string | null;
  created_at: string;
  html_url: string;
  display_title?: string;
  actor?: { login: string } | null | undefined;
}

function runOf(run: GithubRun, jobs: Job[]): Run {
  const { id, name, head_branch, head_sha, run_number, run_attempt = 1, event, status, created_at, html_url } = run;
  const conclusion = run.conclusion ?? status ?? 'unknown';
  const attempt = run_attempt > 1 ? `, attempt ${run_attempt}` : '';
  const title = run.display_title ? ` "${firstLine(run.display_title)}"` : '';
  const by = run.actor ? `, ${run.actor.login}` : '';
  return {
    id,
    at: created_at,
    sha: head_sha,
    conclusion,
    url: html_url,
    title: `${name ?? 'workflow'} #${run_number}`,
    jobs,
    line: `${created_at} run ${id} ${name ?? 'workflow'} #${run_number} on ${head_branch ?? 'a branch'} ${short(head_sha)}${title}: ${conclusion} (${event}${by}${attempt}) ${html_url}`,
  };
}
