import {
  type Addon,
  type Cluster,
  DescribeAddonCommand,
  DescribeClusterCommand,
  DescribeNodegroupCommand,
  DescribeUpdateCommand,
  ListAddonsCommand,
  ListClustersCommand,
  ListNodegroupsCommand,
  ListUpdatesCommand,
  type Nodegroup,
  type Update,
} from '@aws-sdk/client-eks';
import type { Connection } from '../connection.ts';
import { paged } from './paged.ts';

const mostClusters = 200;
const mostParts = 50;
/** A request each. EKS does not say in which order it lists them, and keeps them for long. */
const mostUpdates = 30;

export async function listClusters(
  connection: Connection,
  signal: AbortSignal,
): Promise<{ items: string[]; more: boolean }> {
  return paged(mostClusters, async (nextToken) => {
    const input = { ...(nextToken !== undefined && { nextToken }) };
    const page = await connection.read('eks:ListClusters', input, signal, ({ eks }, options) =>
      eks.send(new ListClustersCommand(input), options),
    );
    return { items: page.clusters, next: page.nextToken };
  });
}

export async function readCluster(connection: Connection, name: string, signal: AbortSignal): Promise<Cluster> {
  const { cluster } = await connection.read('eks:DescribeCluster', { name }, signal, ({ eks }, options) =>
    eks.send(new DescribeClusterCommand({ name }), options),
  );
  return cluster ?? { name };
}

/** The managed node groups of a cluster; nodes of Karpenter and the like are in none. */
export async function readNodegroups(
  connection: Connection,
  clusterName: string,
  signal: AbortSignal,
): Promise<Nodegroup[]> {
  const { items } = await paged(mostParts, async (nextToken) => {
    const input = { clusterName, ...(nextToken !== undefined && { nextToken }) };
    const page = await connection.read('eks:ListNodegroups', input, signal, ({ eks }, options) =>
      eks.send(new ListNodegroupsCommand(input), options),
    );
    return { items: page.nodegroups, next: page.nextToken };
  });
  return Promise.all(
    items.map(async (nodegroupName) => {
      const input = { clusterName, nodegroupName };
      const { nodegroup } = await connection.read('eks:DescribeNodegroup', input, signal, ({ eks }, options) =>
        eks.send(new DescribeNodegroupCommand(input), options),
      );
      return nodegroup ?? { nodegroupName };
    }),
  );
}

export async function readAddons(connection: Connection, clusterName: string, signal: AbortSignal): Promise<Addon[]> {
  const { items } = await paged(mostParts, async (nextToken) => {
    const input = { clusterName, ...(nextToken !== undefined && { nextToken }) };
    const page = await connection.read('eks:ListAddons', input, signal, ({ eks }, options) =>
      eks.send(new ListAddonsCommand(input), options),
    );
    return { items: page.addons, next: page.nextToken };
  });
  return Promise.all(
    items.map(async (addonName) => {
      const input = { clusterName, addonName };
      const { addon } = await connection.read('eks:DescribeAddon', input, signal, ({ eks }, options) =>
        eks.send(new DescribeAddonCommand(input), options),
      );
      return addon ?? { addonName };
    }),
  );
}

/** What has updates of its own: the cluster, or one part of it. */
export interface Updated {
  name: string;
  nodegroupName?: string;
  addonName?: string;
}

/** Oldest first. */
export async function readUpdates(
  connection: Connection,
  of: Updated,
  signal: AbortSignal,
): Promise<{ items: Update[]; more: boolean }> {
  const ids = await paged(mostUpdates, async (nextToken) => {
    const input = { ...of, ...(nextToken !== undefined && { nextToken }) };
    const page = await connection.read('eks:ListUpdates', input, signal, ({ eks }, options) =>
      eks.send(new ListUpdatesCommand(input), options),
    );
    return { items: page.updateIds, next: page.nextToken };
  });
  const items = await Promise.all(
    ids.items.map(async (updateId) => {
      const input = { ...of, updateId };
      const { update } = await connection.read('eks:DescribeUpdate', input, signal, ({ eks }, options) =>
        eks.send(new DescribeUpdateCommand(input), options),
      );
      return update ?? {};
    }),
  );
  return { items: items.sort((a, b) => +(a.createdAt ?? 0) - +(b.createdAt ?? 0)), more: ids.more };
}
