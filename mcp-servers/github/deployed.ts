import { z } from 'zod';
import type { Github } from './github.ts';
import type { RepositoryName } from './repositories.ts';
import { sameService } from './same-service.ts';

/** A payload is whatever the deployer sent; these are the fields by which deployers name what they deployed. */
const payloadSchema = z.preprocess(
  (payload) => (typeof payload === 'string' && payload.startsWith('{') ? safeJson(payload) : payload),
  z.object({ service: z.string().optional(), app: z.string().optional(), name: z.string().optional() }).catch({}),
);

/** What a deployment is of, by its deployer's words. */
export function serviceOf({
  payload,
  description,
}: {
  payload: unknown;
  description: string | null;
}): string | undefined {
  const { service, app, name } = payloadSchema.parse(payload);
  return service ?? app ?? name ?? (description && /^[\w.-]+$/.test(description) ? description : undefined);
}

export interface Deployed {
  id: number;
  sha: string;
  environment: string;
  service?: string | undefined;
  at: string;
}

export interface DeployedQuery {
  place: RepositoryName;
  environment?: string | undefined;
  /** Folder of the service, whose last part is taken for its name where deployments name services. */
  path?: string | undefined;
  signal: AbortSignal;
}

/** The states of so many deployments are asked for, one after the other. */
const mostStates = 10;

/**
 * Deployments of one service to one environment that succeeded, newest first and each with another commit than the next:
 * the first one runs, the second ran before. At most as many as are asked for.
 */
export async function deployedCommits(github: Github, query: DeployedQuery, most: number): Promise<Deployed[]> {
  const { place, signal } = query;
  const { owner, repo, fullName } = place;
  const filter = { per_page: 100, ...(query.environment && { environment: query.environment }) };
  const what = `deployments of ${fullName}${query.environment ? ` to ${query.environment}` : ''}`;
  const data = await github.read(what, owner, signal, async (octokit, options) => {
    return (await octokit.rest.repos.listDeployments({ owner, repo, ...filter, ...options })).data;
  });
  const all = data.map((one) => ({ ...one, service: serviceOf(one) }));
  const part = query.path?.split('/').filter(Boolean).at(-1);
  const named = part === undefined ? [] : all.filter(({ service }) => sameService(part, service ?? ''));
  const candidates = named.length > 0 ? named : all;
  const found: Deployed[] = [];
  let asked = 0;
  for (const { id, sha, environment, service, created_at } of candidates) {
    const [first] = found;
    const alike = first === undefined || (first.environment === environment && first.service === service);
    if (!alike || found.at(-1)?.sha === sha) continue;
    if (found.length >= most || asked >= mostStates) break;
    asked += 1;
    if (await succeeded(id)) found.push({ id, sha, environment, service, at: created_at });
  }
  return found;

  /** `inactive` is what became of a success when another followed. */
  async function succeeded(deployment_id: number): Promise<boolean> {
    const statuses = await github.read(
      `statuses of deployment ${deployment_id} of ${fullName}`,
      owner,
      signal,
      async (octokit, options) => {
        return (
          await octokit.rest.repos.listDeploymentStatuses({ owner, repo, deployment_id, per_page: 5, ...options })
        ).data;
      },
    );
    return statuses.some(({ state }) => state === 'success' || state === 'inactive');
  }
}

/** `deployment of checkout to production at 2026-05-12T09:00:00Z` */
export const deployedLine = ({ service, environment, at }: Deployed): string =>
  `deployment${service ? ` of ${service}` : ''} to ${environment} at ${at}`;

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
