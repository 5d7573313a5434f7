import type { Change } from './change.ts';
import { serviceOf } from './deployed.ts';
import { inParallel } from './in-parallel.ts';
import type { Place } from './places.ts';
import { inside, type Reading } from './reading.ts';

/** The states of so many deployments are asked for, one request each. */
const mostStates = 12;

/** Deployments in the window, each with what ran in the same place before it. */
export async function readDeployments(place: Place, { github, window, signal }: Reading): Promise<Change[]> {
  const { owner, repo, fullName } = place;
  const data = await github.read(`deployments of ${fullName}`, owner, signal, async (octokit, options) => {
    return (await octokit.rest.repos.listDeployments({ owner, repo, per_page: 100, ...options })).data;
  });
  const deployments = data.map((deployment) => ({ ...deployment, service: serviceOf(deployment) }));
  const within = deployments.filter(({ created_at }) => inside(window, created_at));
  return inParallel(within, 4, async (deployment) => {
    const { id, sha, ref, environment, service, created_at, creator } = deployment;
    const before = deployments
      .slice(deployments.indexOf(deployment) + 1)
      .find((one) => one.environment === environment && one.service === service);
    const state = within.indexOf(deployment) < mostStates ? await stateOf(id) : undefined;
    return {
      at: created_at,
      kind: 'deployment',
      repository: fullName,
      sha,
      title: ref,
      author: creator?.login ?? '',
      url: `https://github.com/${fullName}/deployments`,
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
