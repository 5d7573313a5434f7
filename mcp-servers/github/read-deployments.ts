import type { Change } from './change.ts';
import { webAddress } from './config.ts';
import { serviceOf } from './deployed.ts';
import { inParallel } from './in-parallel.ts';
import { pageSize, pagesBackTo } from './pages-back.ts';
import type { Place } from './places.ts';
import { inside, type RepositoryReading } from './reading.ts';
import { namesOf } from './relevance.ts';
import { sameService } from './same-service.ts';

/** The states of so many deployments are asked for, one request each; of the service in question first. */
const mostStates = 12;

/** Deployments in the window, each with what ran in the same place before it. */
export async function readDeployments(
  place: Place,
  { github, window, signal, leftOut }: RepositoryReading,
): Promise<Change[]> {
  const { owner, repo, fullName } = place;
  const what = `deployments of ${fullName}`;
  const { items: data, since } = await pagesBackTo(
    window.since,
    (page) =>
      github.read(page === 1 ? what : `${what}, page ${page}`, owner, signal, async (octokit, options) => {
        return (await octokit.rest.repos.listDeployments({ owner, repo, per_page: pageSize, page, ...options })).data;
      }),
    ({ created_at }) => created_at,
  );
  if (since !== undefined) leftOut(`${what} before ${since}`);
  const deployments = data.map((deployment) => ({ ...deployment, service: serviceOf(deployment) }));
  const within = deployments.filter(({ created_at }) => inside(window, created_at));
  const inQuestion = ({ service = '' }: { service?: string | undefined }): boolean =>
    namesOf(place).some((name) => sameService(name, service));
  const inOrder = [...within.filter(inQuestion), ...within.filter((one) => !inQuestion(one))];
  const asked = new Set(inOrder.slice(0, mostStates).map(({ id }) => id));
  return inParallel(within, 4, async (deployment) => {
    const { id, sha, ref, environment, service, created_at, creator } = deployment;
    const before = deployments
      .slice(deployments.indexOf(deployment) + 1)
      .find((one) => one.environment === environment && one.service === service);
    const state = asked.has(id) ? await stateOf(id) : undefined;
    return {
      at: created_at,
      kind: 'deployment',
      repository: fullName,
      sha,
      title: ref,
      author: creator?.login ?? '',
      url: `${webAddress(github.config)}/${fullName}/deployments`,
      paths: [],
      environment,
      relevant: false,
      ...(service && { service }),
      ...(state && { state }),
      ...(before && { previousSha: before.sha }),
    };
  });

  async function stateOf(deployment_id: number): Promise<string | undefined> {
    try {
      const statuses = await github.read(
        `state of deployment ${deployment_id} of ${fullName}`,
        owner,
        signal,
        async (octokit, options) => {
          return (
            await octokit.rest.repos.listDeploymentStatuses({ owner, repo, deployment_id, per_page: 1, ...options })
          ).data;
        },
      );
      return statuses[0]?.state;
    } catch {
      signal.throwIfAborted();
      return undefined;
    }
  }
}
