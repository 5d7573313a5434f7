import type { ToolAnswer, ToolContext } from '../runtime/tool.ts';
import type { Clusters } from './clusters.ts';
import { inventoryItem } from './inventory.ts';
import { readEverywhere } from './read-lists.ts';
import { resources } from './resources.ts';
import { rowOf } from './rows.ts';
import { emptySnapshot } from './snapshot.ts';

const kinds = [resources.deployments, resources.statefulSets, resources.daemonSets, resources.cronJobs];

interface Asked {
  context?: string | undefined;
  namespace?: string | undefined;
  selector?: string | undefined;
}

/** Everything that runs, in every allowed cluster, under every name that people could use for it. */
export async function listWorkloads(
  clusters: Clusters,
  asked: Asked,
  { signal, now }: ToolContext,
): Promise<ToolAnswer> {
  const places = asked.context === undefined ? clusters.all : [clusters.pick(asked.context)];
  const namespaces = asked.namespace ? [asked.namespace] : clusters.allowedNamespaces;
  const listed = await Promise.all(
    places.flatMap((cluster) =>
      kinds.map(async (resource) => {
        // Of its own for each kind, so that what was not read stands in the order of the kinds.
        const snapshot = emptySnapshot(cluster.context, now(), { since: now(), until: now() });
        const reading = { cluster, namespaces, signal };
        const objects = await readEverywhere(reading, snapshot, resource, { labelSelector: asked.selector });
        return {
          found: objects.map((object) => ({ object, item: inventoryItem(object, cluster.context) })),
          notChecked: snapshot.unread.map(({ words }) => (places.length > 1 ? `${cluster.context}: ${words}` : words)),
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
