import { nearest } from '../runtime/nearest.ts';
import type { ToolAnswer, ToolContext } from '../runtime/tool.ts';
import { ToolError } from '../runtime/tool-error.ts';
import { placeName } from './config.ts';
import type { Connection } from './connection.ts';
import { clusterLines } from './findings/clusters/lines.ts';
import { lookAtCluster } from './look-at-cluster.ts';
import { isNamed } from './names.ts';
import { listClusters } from './read/eks.ts';
import type { Unread } from './read/unread.ts';

const inFull = 5;
const day = 24 * 3_600_000;

/** EKS clusters with node groups, add-ons, what EKS says is wrong with them, and the updates of a day. */
export async function clusters(
  connection: Connection,
  name: string | undefined,
  unread: Unread,
  { signal, now }: ToolContext,
): Promise<ToolAnswer> {
  const list = await unread.attempt('EKS clusters', () => listClusters(connection, signal));
  if (!list) return { lines: [] };
  const where = placeName(connection.place);
  const shown = list.items.filter((one) => name === undefined || isNamed(one, [name]));
  if (name !== undefined && shown.length === 0) {
    const close = nearest(name, list.items);
    throw new ToolError('not_found', `no EKS cluster is named '${name}' in ${where}, among ${list.items.length}`, {
      ...(close.length > 0 && { hint: `nearest: ${close.join(', ')}` }),
    });
  }
  if (shown.length > inFull) {
    unread.note(`EKS clusters past the first ${inFull}, name one: ${shown.slice(inFull).join(', ')}`);
  }
  const span = { since: new Date(now().getTime() - day), until: now() };
  const views = await Promise.all(
    shown.slice(0, inFull).map((one) => lookAtCluster(connection, one, span, unread, signal)),
  );
  return {
    lines: [`${shown.length} EKS clusters in ${where}`, ...views.flatMap((view) => (view ? clusterLines(view) : []))],
  };
}
