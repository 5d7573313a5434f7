import { type Exchange, notFound } from './exchange.ts';
import { presentDeployment, presentJob, presentRelease, presentRun } from './present.ts';
import type { Deployment, Run } from './read-repositories.ts';
import type { Repository } from './repository.ts';
import { type Route, repositoryRoute } from './route.ts';
import { within } from './search-query.ts';
import { signedLogUrl } from './signed-logs.ts';

/** Releases and tags, deployments, and workflow runs: how commits reach people. */
export const deliveryRoutes: Route[] = [
  repositoryRoute('/releases', (x, repository) => {
    x.list(newestFirst(repository.data.releases), (release) => presentRelease(release, repository, x.base));
  }),
  repositoryRoute('/releases/latest', (x, repository) => {
    const [latest] = newestFirst(repository.data.releases).filter(({ draft, prerelease }) => !draft && !prerelease);
    if (!latest) throw notFound();
    x.json(presentRelease(latest, repository, x.base));
  }),
  repositoryRoute('/releases/tags/:tag', (x, repository, { tag }) => {
    const release = repository.data.releases.find(({ tag_name }) => tag_name === tag);
    if (!release) throw notFound();
    x.json(presentRelease(release, repository, x.base));
  }),
  repositoryRoute('/tags', (x, repository) => {
    x.list(repository.tags, ({ name, commit: { sha } }) => ({
      name,
      commit: { sha, url: `${x.base}/repos/${repository.fullName}/commits/${sha}` },
    }));
  }),
  repositoryRoute('/branches', (x, repository) => {
    x.list(repository.branches, (name) => presentBranch(repository, name));
  }),
  repositoryRoute('/branches/:branch', (x, repository, { branch = '' }) => {
    if (!repository.branches.includes(branch)) throw notFound();
    x.json(presentBranch(repository, branch));
  }),

  repositoryRoute('/deployments', (x, repository) => {
    const [sha, ref, task, environment] = ['sha', 'ref', 'task', 'environment'].map((name) => x.query(name));
    const chosen = repository.data.deployments.filter(
      (deployment) =>
        (sha === undefined || deployment.sha === sha) &&
        (ref === undefined || deployment.ref === ref) &&
        (task === undefined || task === 'deploy') &&
        (environment === undefined || deployment.environment === environment),
    );
    x.list(newestFirst(chosen), (deployment) => presentDeployment(deployment, repository, x.base));
  }),
  repositoryRoute('/deployments/:id', (x, repository, { id }) => {
    x.json(presentDeployment(deploymentOf(repository, id), repository, x.base));
  }),
  repositoryRoute('/deployments/:id/statuses', (x, repository, { id }) => {
    const { state, created_at, environment, creator } = deploymentOf(repository, id);
    x.list([state], (one) => ({
      id: Number(id),
      state: one,
      environment,
      creator: { login: creator },
      description: '',
      created_at,
      updated_at: created_at,
    }));
  }),

  repositoryRoute('/actions/runs', (x, repository) => {
    const runs = newestFirst(repository.data.runs).filter(runFilter(x));
    x.list(
      runs,
      (run) => presentRun(run, repository, x.base),
      (workflow_runs, total_count) => ({ total_count, workflow_runs }),
    );
  }),
  repositoryRoute('/actions/runs/:id', (x, repository, { id }) => {
    x.json(presentRun(runOf(repository, id), repository, x.base));
  }),
  repositoryRoute('/actions/runs/:id/jobs', (x, repository, { id }) => {
    const run = runOf(repository, id);
    x.choice('filter', ['latest', 'all'] as const, 'latest');
    x.list(
      run.jobs,
      (job) => presentJob(job, run, repository, x.base),
      (jobs, total_count) => ({ total_count, jobs }),
    );
  }),
  repositoryRoute('/actions/jobs/:id', (x, repository, { id }) => {
    const { run, job } = jobOf(repository, id);
    x.json(presentJob(job, run, repository, x.base));
  }),
  repositoryRoute('/actions/jobs/:id/logs', (x, repository, { id }) => {
    const { job } = jobOf(repository, id);
    if (job.log === undefined) throw notFound();
    x.send(302, '', { location: signedLogUrl(x.asked, repository, job.id) });
  }),
];

function runFilter(x: Exchange): (run: Run) => boolean {
  const [branch, event, status, sha, created] = ['branch', 'event', 'status', 'head_sha', 'created'].map((name) =>
    x.query(name),
  );
  return (run) =>
    (branch === undefined || run.head_branch === branch) &&
    (event === undefined || run.event === event) &&
    (status === undefined || run.status === status || run.conclusion === status) &&
    (sha === undefined || run.head_sha === sha) &&
    (created === undefined || within(created, run.created_at));
}

const presentBranch = (repository: Repository, name: string) => ({
  name,
  commit: { sha: repository.resolve(name)?.sha ?? null },
  protected: name === repository.defaultBranch,
});

function newestFirst<T extends { created_at: string }>(items: T[]): T[] {
  return [...items].sort((a, b) => Date.parse(b.created_at) - Date.parse(a.created_at));
}

function deploymentOf({ data }: Repository, id: string | undefined): Deployment {
  const found = data.deployments.find((deployment) => String(deployment.id) === id);
  if (!found) throw notFound();
  return found;
}

function runOf({ data }: Repository, id: string | undefined): Run {
  const found = data.runs.find((run) => String(run.id) === id);
  if (!found) throw notFound();
  return found;
}

function jobOf({ data }: Repository, id: string | undefined) {
  for (const run of data.runs) {
    const job = run.jobs.find((one) => String(one.id) === id);
    if (job) return { run, job };
  }
  throw notFound();
}
