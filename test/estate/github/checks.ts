import { createHash } from 'node:crypto';
import { GithubError } from './exchange.ts';
import { presentRepository } from './present.ts';
import type { CheckRun, Commit } from './read-repositories.ts';
import type { Repository } from './repository.ts';
import { type Route, repositoryRoute } from './route.ts';

/** What was found of a commit: check runs, which the jobs of Actions are too, and the older commit statuses. */
export const checkRoutes: Route[] = [
  repositoryRoute('/commits/:ref/check-runs', (x, repository, { ref = '' }) => {
    const commit = wanted(repository, ref);
    x.choice('filter', ['latest', 'all'] as const, 'latest');
    const name = x.query('check_name');
    const status = x.query('status');
    const runs = checkRunsOf(repository, commit, x.base).filter(
      (run) => (name === undefined || run.name === name) && (status === undefined || run.status === status),
    );
    x.list(
      runs,
      (run) => run,
      (check_runs, total_count) => ({ total_count, check_runs }),
    );
  }),
  repositoryRoute('/commits/:ref/check-suites', (x, repository, { ref = '' }) => {
    const commit = wanted(repository, ref);
    const runs = checkRunsOf(repository, commit, x.base);
    x.list(
      [...Map.groupBy(runs, ({ app }) => app.slug)],
      ([slug, of]) => ({
        id: idOf(`${commit.sha} ${slug}`),
        node_id: `CS_${idOf(`${commit.sha} ${slug}`)}`,
        head_branch: commit.branch ?? repository.defaultBranch,
        head_sha: commit.sha,
        status: of.every((run) => run.status === 'completed') ? 'completed' : 'in_progress',
        conclusion: of.some(({ conclusion }) => conclusion === 'failure') ? 'failure' : (of[0]?.conclusion ?? null),
        url: `${x.base}/repos/${repository.fullName}/check-suites/${idOf(`${commit.sha} ${slug}`)}`,
        before: commit.parents[0] ?? null,
        after: commit.sha,
        pull_requests: [],
        app: of[0]?.app ?? null,
        repository: presentRepository(repository, x.base),
        created_at: commit.date,
        updated_at: commit.date,
        head_commit: { id: commit.sha, message: commit.message, timestamp: commit.date },
        latest_check_runs_count: of.length,
        check_runs_url: `${x.base}/repos/${repository.fullName}/check-suites/${idOf(`${commit.sha} ${slug}`)}/check-runs`,
      }),
      (check_suites, total_count) => ({ total_count, check_suites }),
    );
  }),
  repositoryRoute('/commits/:ref/status', (x, repository, { ref = '' }) => {
    const commit = wanted(repository, ref);
    const states = commit.statuses.map(({ state }) => state);
    const state = states.some((one) => one === 'failure' || one === 'error')
      ? 'failure'
      : states.length === 0 || states.includes('pending')
        ? 'pending'
        : 'success';
    x.list(
      statusesOf(repository, commit, x.base),
      (status) => status,
      (statuses, total_count) => ({
        state,
        statuses,
        sha: commit.sha,
        total_count,
        repository: presentRepository(repository, x.base),
        commit_url: `${x.base}/repos/${repository.fullName}/commits/${commit.sha}`,
        url: `${x.base}/repos/${repository.fullName}/commits/${commit.sha}/status`,
      }),
    );
  }),
  repositoryRoute('/commits/:ref/statuses', (x, repository, { ref = '' }) => {
    x.list(statusesOf(repository, wanted(repository, ref), x.base), (status) => ({ ...status, creator: null }));
  }),
];

function wanted(repository: Repository, ref: string): Commit {
  const commit = repository.resolve(ref);
  if (!commit) throw new GithubError(422, `No commit found for SHA: ${ref}`);
  return commit;
}

const idOf = (text: string): number => Number.parseInt(createHash('sha256').update(text).digest('hex').slice(0, 9), 16);

function checkRunsOf(repository: Repository, commit: Commit, base: string) {
  const jobs = repository.data.runs
    .filter(({ head_sha }) => head_sha === commit.sha)
    .flatMap((run) =>
      run.jobs.map((job) => ({
        ...presentCheck({ app: 'github-actions', ...job, conclusion: job.conclusion ?? null }, job.id),
        details_url: `https://github.com/${repository.fullName}/actions/runs/${run.id}/job/${job.id}`,
      })),
    );
  return [...jobs, ...commit.check_runs.map((run) => presentCheck(run, idOf(`${commit.sha} ${run.name}`)))];

  function presentCheck({ name, status, conclusion, app = 'ci', title, details_url }: CheckRun, id: number) {
    const url = `${base}/repos/${repository.fullName}/check-runs/${id}`;
    return {
      id,
      node_id: `CR_${id}`,
      external_id: '',
      head_sha: commit.sha,
      name,
      url,
      html_url: `https://github.com/${repository.fullName}/runs/${id}`,
      details_url: details_url ?? null,
      status,
      conclusion,
      started_at: commit.date,
      completed_at: status === 'completed' ? commit.date : null,
      output: {
        title: title ?? null,
        summary: null,
        text: null,
        annotations_count: 0,
        annotations_url: `${url}/annotations`,
      },
      check_suite: { id: idOf(`${commit.sha} ${app}`) },
      app: { id: idOf(app), slug: app, name: app },
      pull_requests: [],
    };
  }
}

function statusesOf(repository: Repository, commit: Commit, base: string) {
  return commit.statuses.map(({ context, state, description, target_url, created_at = commit.date }) => ({
    url: `${base}/repos/${repository.fullName}/statuses/${commit.sha}`,
    avatar_url: null,
    id: idOf(`${commit.sha} ${context}`),
    node_id: `SC_${idOf(`${commit.sha} ${context}`)}`,
    state,
    description: description ?? null,
    target_url: target_url ?? null,
    context,
    created_at,
    updated_at: created_at,
  }));
}
