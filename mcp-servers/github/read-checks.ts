import { ToolError } from '../runtime/tool-error.ts';
import { short } from './change.ts';
import type { Github } from './github.ts';
import { inParallel } from './in-parallel.ts';
import type { RepositoryName } from './repositories.ts';

export interface Check {
  name: string;
  /** `failure`, `success`, ...; or `queued` and the like while it runs. */
  outcome: string;
  detail?: string | undefined;
  url?: string | undefined;
}

export interface Checks {
  lines: string[];
  notChecked: string[];
  /** Whether anything at all was found. */
  found: boolean;
}

const fine = new Set(['success', 'neutral', 'skipped']);
/** Runs of one commit whose jobs are read where checks may not be. */
const mostRuns = 5;

/**
 * Whether a commit was green: check runs, which are also the jobs of Actions, and commit statuses. Who may not read checks, as
 * no fine-grained token can, gets the jobs of Actions in their stead, and is told so.
 */
export async function readChecks(
  github: Github,
  place: RepositoryName,
  sha: string,
  signal: AbortSignal,
): Promise<Checks> {
  const { owner, repo, fullName } = place;
  const notChecked: string[] = [];
  const attempt = async (read: () => Promise<Check[]>, otherwise?: (error: ToolError) => Promise<Check[]>) => {
    try {
      return await read();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof ToolError)) throw error;
      if (otherwise && (error.code === 'forbidden' || error.code === 'not_found')) return otherwise(error);
      notChecked.push(error.message);
      return [];
    }
  };
  const jobs = (error: ToolError) => {
    notChecked.push(
      `check runs of ${short(sha)}: ${error.message}; jobs of Actions and commit statuses are shown instead, checks of other Apps are not`,
    );
    return attempt(() => jobsOf(github, place, sha, signal));
  };
  const [runs, statuses] = await Promise.all([
    attempt(() => checkRuns(github, place, sha, signal), jobs),
    attempt(async () => {
      const { statuses } = await github.read(
        `statuses of ${sha} of ${fullName}`,
        owner,
        signal,
        async (octokit, options) => {
          return (
            await octokit.rest.repos.getCombinedStatusForRef({ owner, repo, ref: sha, per_page: 100, ...options })
          ).data;
        },
      );
      return statuses.map(({ context, state, description, target_url }) => ({
        name: context,
        outcome: state,
        detail: description ?? undefined,
        url: target_url ?? undefined,
      }));
    }),
  ]);
  const all = [...runs, ...statuses];
  const passed = all.filter(({ outcome }) => fine.has(outcome)).length;
  const others = all.filter(({ outcome }) => !fine.has(outcome));
  return {
    found: all.length > 0,
    notChecked,
    lines:
      all.length === 0
        ? []
        : [
            `checks of ${short(sha)}: ${passed} of ${all.length} passed`,
            ...others.map(
              ({ name, outcome, detail, url }) =>
                `check ${name}: ${outcome}${detail ? `, "${detail}"` : ''}${url ? ` ${url}` : ''}`,
            ),
          ],
  };
}

async function checkRuns(github: Github, { owner, repo, fullName }: RepositoryName, ref: string, signal: AbortSignal) {
  const { check_runs } = await github.read(
    `check runs of ${ref} of ${fullName}`,
    owner,
    signal,
    async (octokit, options) => {
      return (await octokit.rest.checks.listForRef({ owner, repo, ref, per_page: 100, ...options })).data;
    },
  );
  return check_runs.map(
    ({ name, status, conclusion, output, details_url }): Check => ({
      name,
      outcome: conclusion ?? status,
      detail: output.title ?? undefined,
      url: details_url ?? undefined,
    }),
  );
}

async function jobsOf(
  github: Github,
  { owner, repo, fullName }: RepositoryName,
  head_sha: string,
  signal: AbortSignal,
) {
  const { workflow_runs } = await github.read(
    `runs of ${head_sha} of ${fullName}`,
    owner,
    signal,
    async (octokit, options) => {
      return (await octokit.rest.actions.listWorkflowRunsForRepo({ owner, repo, head_sha, per_page: 20, ...options }))
        .data;
    },
  );
  const jobs = await inParallel(workflow_runs.slice(0, mostRuns), 3, async ({ id, name }) => {
    const data = await github.read(`jobs of run ${id} of ${fullName}`, owner, signal, async (octokit, options) => {
      return (await octokit.rest.actions.listJobsForWorkflowRun({ owner, repo, run_id: id, per_page: 100, ...options }))
        .data;
    });
    return data.jobs.map(
      (job): Check => ({
        name: name ? `${name} / ${job.name}` : job.name,
        outcome: job.conclusion ?? job.status,
        url: job.html_url ?? undefined,
      }),
    );
  });
  return jobs.flat();
}
