import type { ToolAnswer, ToolContext } from '../runtime/tool.ts';
import { ToolError } from '../runtime/tool-error.ts';
import { type Clusters, namespaceNames } from './clusters.ts';
import { inventoryItem } from './inventory.ts';
import type { AnyObject } from './objects.ts';
import type { Cluster, Resource } from './read.ts';
import { resources } from './resources.ts';
import { rowOf } from './rows.ts';

const kinds = [resources.deployments, resources.statefulSets, resources.daemonSets, resources.cronJobs];

/** Where the cluster may not be listed as a whole, so many namespaces are read one by one. */
const mostNamespaces = 40;

interface Asked {
  context?: string | undefined;
  namespace?: string | undefined;
  selector?: string | undefined;
}

interface Listed {
  objects: AnyObject[];
  notChecked: string[];
}

/** Everything that runs, in every allowed cluster, under every name that people could use for it. */
export async function listWorkloads(
  clusters: Clusters,
  asked: Asked,
  { signal, now }: ToolContext,
): Promise<ToolAnswer> {
  const places = asked.context === undefined ? clusters.all : [clusters.pick(asked.context)];
  const listed = await Promise.all(
    places.flatMap((cluster) =>
      kinds.map(async (resource) => {
        const { objects, notChecked } = await everywhere(clusters, cluster, resource, asked, signal);
        const found = objects.map((object) => ({ object, item: inventoryItem(object, cluster.context) }));
        return {
          found,
          notChecked: notChecked.map((words) => (places.length > 1 ? `${cluster.context}: ${words}` : words)),
        };
      }),
    ),
  );
  const workloads = listed.flatMap(({ found }) => found);
  const notChecked = listed.flatMap((list) => list.notChecked);
  return {
    lines: [
      `${workloads.length} workloads`,
      ...workloads.map(({ object, item: { commit, aliases } }) => {
        const names = aliases.length > 0 ? `, also ${aliases.join(', ')}` : '';
        return `${rowOf(object, now()).text}${commit ? `, commit ${commit}` : ''}${names}`;
      }),
      ...notChecked.map((words) => `not checked: ${words}`),
    ],
    structured: { inventory: workloads.map(({ item }) => item), notChecked },
  };
}

/** One kind of one cluster; namespace by namespace where the whole is forbidden, as one that may not be read makes it. */
async function everywhere(
  clusters: Clusters,
  cluster: Cluster,
  resource: Resource,
  { namespace, selector }: Asked,
  signal: AbortSignal,
): Promise<Listed> {
  const list = (space?: string) => listedIn(cluster, resource, { namespace: space, labelSelector: selector }, signal);
  const each = async (spaces: string[]): Promise<Listed> => {
    const parts = await Promise.all(spaces.map(list));
    const fine = parts.filter((part): part is AnyObject[] => Array.isArray(part));
    const refused = parts.filter((part) => part instanceof ToolError);
    return { objects: fine.flat(), notChecked: refused.map((error) => error.message) };
  };
  if (namespace) return each([namespace]);
  if (clusters.allowedNamespaces.length > 0) return each(clusters.allowedNamespaces);
  const whole = await list();
  if (!(whole instanceof ToolError)) return { objects: whole, notChecked: [] };
  const spaces = whole.code === 'forbidden' ? ((await namespaceNames(cluster, signal)) ?? []) : [];
  const parts = await each(spaces.slice(0, mostNamespaces));
  // Refused everywhere is refused as a whole, and said once.
  return parts.notChecked.length === spaces.length ? { ...parts, notChecked: [whole.message] } : parts;
}

async function listedIn(
  cluster: Cluster,
  resource: Resource,
  options: Parameters<Cluster['list']>[1],
  signal: AbortSignal,
): Promise<AnyObject[] | ToolError> {
  try {
    return (await cluster.list(resource, options, signal)).items;
  } catch (error) {
    if (error instanceof ToolError) return error;
    throw error;
  }
}
