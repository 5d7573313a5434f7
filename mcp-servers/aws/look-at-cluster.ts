import type { Addon, Cluster, Nodegroup, Update } from '@aws-sdk/client-eks';
import type { Connection } from './connection.ts';
import { readAddons, readCluster, readNodegroups, readUpdates, type Updated } from './read/eks.ts';
import type { Span } from './read/log-events.ts';
import type { Unread } from './read/unread.ts';

/** An EKS cluster with its parts, each with the updates that concern the window. */
export interface ClusterView {
  cluster: Cluster;
  updates: Update[];
  nodegroups: { nodegroup: Nodegroup; updates: Update[] }[];
  addons: { addon: Addon; updates: Update[] }[];
}

/** An update tells that it failed only after it has tried for a while: node groups wait half an hour for their nodes. */
const lead = 3_600_000;

/** Node groups and add-ons that may not be read are noted, and the rest stands. Undefined where the cluster may not be read. */
export async function lookAtCluster(
  connection: Connection,
  name: string,
  window: Span,
  unread: Unread,
  signal: AbortSignal,
): Promise<ClusterView | undefined> {
  const updatesOf = async (of: Updated): Promise<Update[]> => {
    const read = await unread.attempt('EKS updates', () => readUpdates(connection, of, signal));
    const part = of.nodegroupName ?? of.addonName;
    if (read?.more) unread.note(`updates of EKS ${name}${part ? `/${part}` : ''} past the first ${read.items.length}`);
    return inWindow(read?.items ?? [], window);
  };
  const [cluster, updates, nodegroups, addons] = await Promise.all([
    unread.attempt(`EKS cluster ${name}`, () => readCluster(connection, name, signal)),
    updatesOf({ name }),
    unread.attempt('EKS node groups', () => readNodegroups(connection, name, signal)),
    unread.attempt('EKS add-ons', () => readAddons(connection, name, signal)),
  ]);
  if (!cluster) return undefined;
  return {
    cluster,
    updates,
    nodegroups: await Promise.all(
      (nodegroups ?? []).map(async (nodegroup) => ({
        nodegroup,
        updates: await updatesOf({ name, nodegroupName: nodegroup.nodegroupName ?? '' }),
      })),
    ),
    addons: await Promise.all(
      (addons ?? []).map(async (addon) => ({
        addon,
        updates: await updatesOf({ name, addonName: addon.addonName ?? '' }),
      })),
    ),
  };
}

/** In progress, or begun not long before the window or within it. */
function inWindow(updates: Update[], { since, until }: Span): Update[] {
  return updates.filter(
    ({ status, createdAt }) =>
      createdAt !== undefined && createdAt <= until && (status === 'InProgress' || +createdAt >= +since - lead),
  );
}
