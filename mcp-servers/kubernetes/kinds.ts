import { z } from 'zod';
import { nearest } from '../runtime/nearest.ts';
import { ToolError } from '../runtime/tool-error.ts';
import type { Cluster, Resource } from './read.ts';
import { resources } from './resources.ts';

const shortNames: Record<string, Resource> = {
  po: resources.pods,
  ev: resources.events,
  svc: resources.services,
  cm: resources.configMaps,
  pvc: resources.claims,
  quota: resources.quotas,
  limits: resources.limitRanges,
  sa: resources.serviceAccounts,
  pdb: resources.disruptionBudgets,
  deploy: resources.deployments,
  rs: resources.replicaSets,
  sts: resources.statefulSets,
  ds: resources.daemonSets,
  cj: resources.cronJobs,
  ing: resources.ingresses,
  netpol: resources.networkPolicies,
  hpa: resources.autoscalers,
  no: resources.nodes,
  ns: resources.namespaces,
  sc: resources.storageClasses,
};

const apiResources = z.object({
  groupVersion: z.string(),
  resources: z.array(
    z.object({
      name: z.string(),
      singularName: z.string().optional(),
      kind: z.string(),
      namespaced: z.boolean(),
      shortNames: z.array(z.string()).optional(),
      verbs: z.array(z.string()).optional(),
    }),
  ),
});
const apiGroups = z.object({
  groups: z.array(z.object({ name: z.string(), preferredVersion: z.object({ groupVersion: z.string() }) })),
});

interface Known extends Resource {
  names: string[];
}

/**
 * `pods`, `Pod`, `po`, `certificates.cert-manager.io`: any kind that the cluster serves, in any case. Throws not_found with
 * the nearest names.
 */
export async function resolveKind(cluster: Cluster, asked: string, signal: AbortSignal): Promise<Resource> {
  const wanted = asked.trim().toLowerCase();
  const quick = shortNames[wanted] ?? Object.values(resources).find((r) => namesOf(r).includes(wanted));
  if (quick) return quick;
  const served = await discover(cluster, signal);
  const found = served.find(({ names }) => names.includes(wanted));
  if (found) return found;
  const close = nearest(
    wanted,
    served.flatMap(({ plural, kind }) => [plural, kind.toLowerCase()]),
  );
  throw new ToolError('not_found', `no kind '${asked}' in context ${cluster.context}`, {
    hint: close.length > 0 ? `nearest: ${close.join(', ')}` : 'kinds are named as kubectl api-resources does',
  });
}

/** What the cluster serves, custom resources included, by the preferred version of each group. */
async function discover(cluster: Cluster, signal: AbortSignal): Promise<Known[]> {
  const { groups } = apiGroups.parse(await cluster.document('/apis', signal));
  const paths = ['/api/v1', ...groups.map((group) => `/apis/${group.preferredVersion.groupVersion}`)];
  const documents = await Promise.all(
    paths.map((path) =>
      cluster.document(path, signal).catch((error: unknown) => {
        // An aggregated API that is down hides its own kinds and no others.
        if (error instanceof ToolError) return undefined;
        throw error;
      }),
    ),
  );
  return documents.flatMap((document) => {
    const parsed = apiResources.safeParse(document);
    if (!parsed.success) return [];
    const { groupVersion } = parsed.data;
    const group = groupVersion.includes('/') ? groupVersion.split('/')[0] : '';
    return parsed.data.resources
      .filter(({ name, verbs }) => !name.includes('/') && (verbs ?? ['list']).includes('list'))
      .map(({ name, kind, namespaced, singularName, shortNames: short }) => {
        const own = [name, kind.toLowerCase(), singularName ?? '', ...(short ?? [])].filter((n) => n !== '');
        const names = [...own, ...(group ? own.map((n) => `${n}.${group}`) : [])];
        return { apiVersion: groupVersion, plural: name, kind, namespaced, names };
      });
  });
}

const namesOf = ({ plural, kind }: Resource): string[] => [plural, kind.toLowerCase()];
