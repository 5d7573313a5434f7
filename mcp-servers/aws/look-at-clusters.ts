import { z } from 'zod';
import type { Scope } from './arguments.ts';
import type { Connection } from './connection.ts';
import { clusterFindings } from './findings/clusters/findings.ts';
import { lookAtCluster } from './look-at-cluster.ts';
import { nothing, type Part } from './look-part.ts';
import { isNamed } from './names.ts';
import { listClusters } from './read/eks.ts';
import type { Span } from './read/log-events.ts';
import type { Unread } from './read/unread.ts';

/** Each takes several requests, and more for each of its node groups and add-ons. */
const mostViews = 5;

const contexts = z.array(z.looseObject({ context: z.string() })).catch([]);

/** The EKS clusters that were asked about, by a name or by a Kubernetes context; all of a few where nothing was. */
export async function lookAtClusters(
  connection: Connection,
  scope: Scope | undefined,
  names: string[],
  window: Span,
  unread: Unread,
  signal: AbortSignal,
): Promise<Part> {
  const list = await unread.attempt('EKS clusters', () => listClusters(connection, signal));
  const asked = contexts.parse(scope?.clusters).map(({ context }) => context);
  const chosen = (list?.items ?? []).filter(
    (name) =>
      (names.length === 0 && asked.length === 0) ||
      isNamed(name, names) ||
      asked.some((context) => isOf(context, name)),
  );
  if (chosen.length === 0) return nothing;
  if (chosen.length > mostViews) unread.note(`${chosen.length - mostViews} EKS clusters past the first ${mostViews}`);
  const views = await Promise.all(
    chosen.slice(0, mostViews).map((name) => lookAtCluster(connection, name, window, unread, signal)),
  );
  const read = views.filter((view) => view !== undefined);
  const found = read.map(clusterFindings);
  const well = found.filter(({ drafts }) => drafts.length === 0).length;
  const so = chosen.length < (list?.items.length ?? 0) ? ' named so' : '';
  return {
    ...nothing,
    drafts: found.flatMap(({ drafts }) => drafts),
    recovered: found.flatMap(({ recovered }) => recovered),
    remarks: found.flatMap(({ remarks }) => remarks),
    examined: read.length > 0 ? [`${read.length} EKS clusters${so}, ${well} in order`] : [],
  };
}

/** `arn:aws:eks:eu-west-1:112233445566:cluster/shop`, `eu-west-1/shop`, `me@shop.eu-west-1.eksctl.io`, `shop` */
const isOf = (context: string, cluster: string): boolean => context.split(/[/@.:]/).includes(cluster);
