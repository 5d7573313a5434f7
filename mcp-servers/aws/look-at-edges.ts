import type { LoadBalancer } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Connection } from './connection.ts';
import { functionFinding } from './findings/functions.ts';
import { emptyGroupFinding, loadBalancerFinding } from './findings/load-balancers.ts';
import { targetFinding } from './findings/targets.ts';
import { nothing, type Part } from './look-part.ts';
import { isNamed } from './names.ts';
import { listFunctions } from './read/functions.ts';
import { listLoadBalancers, readListeners } from './read/listeners.ts';
import { listTargetGroups, readTargets, type TargetGroupView } from './read/load-balancers.ts';
import type { Unread } from './read/unread.ts';

/** Asked for their targets: a request each. */
const mostGroups = 15;

/** Functions by their state; how often they fail is in the metrics. */
export async function lookAtFunctions(
  connection: Connection,
  names: string[],
  unread: Unread,
  signal: AbortSignal,
): Promise<Part> {
  const list = await unread.attempt('functions', () => listFunctions(connection, signal));
  const named = (list?.items ?? []).filter(
    ({ FunctionName = '' }) => names.length === 0 || isNamed(FunctionName, names),
  );
  if (named.length === 0) return nothing;
  const drafts = named.flatMap((one) => functionFinding(one) ?? []);
  const so = names.length > 0 ? ' named so' : '';
  return { ...nothing, drafts, examined: [`${named.length} functions${so}, ${named.length - drafts.length} in order`] };
}

export interface EdgePart extends Part {
  /** As metrics name them, `app/edge/50dc6c495c0c9188`: those that were asked about or serve what was. */
  loadBalancers: string[];
}

/** Load balancers by their state, and target groups by what their health checks say. */
export async function lookAtTargets(
  connection: Connection,
  names: string[],
  unread: Unread,
  signal: AbortSignal,
): Promise<EdgePart> {
  const [groups, balancers] = await Promise.all([
    unread.attempt('target groups', () => listTargetGroups(connection, signal)),
    unread.attempt('load balancers', () => listLoadBalancers(connection, signal)),
  ]);
  const named = (groups?.items ?? []).filter(
    ({ TargetGroupName = '', LoadBalancerArns = [] }) =>
      names.length === 0 ||
      isNamed([TargetGroupName, ...LoadBalancerArns.map((arn) => arn.split('/').at(-2))].join(' '), names),
  );
  const serving = new Set(named.flatMap(({ LoadBalancerArns = [] }) => LoadBalancerArns));
  const edges = (balancers?.items ?? []).filter(
    ({ LoadBalancerArn = '', LoadBalancerName = '' }) =>
      names.length === 0 || serving.has(LoadBalancerArn) || isNamed(LoadBalancerName, names),
  );
  if (named.length === 0 && edges.length === 0) return { ...nothing, loadBalancers: [] };
  if (named.length > mostGroups) unread.note(`${named.length - mostGroups} target groups past the first ${mostGroups}`);
  const views = await Promise.all(
    named
      .slice(0, mostGroups)
      .map((group) =>
        unread.attempt(`targets of ${group.TargetGroupName}`, () => readTargets(connection, group, signal)),
      ),
  );
  const read = views.filter((view) => view !== undefined);
  const sick = read.flatMap((view) => targetFinding(view) ?? []);
  const listeners = await listenersOf(connection, edges, read, unread, signal);
  const empty = read.flatMap((view) => emptyGroupFinding(view, listeners) ?? []);
  const failing = edges.flatMap((edge) => loadBalancerFinding(edge) ?? []);
  const so = names.length > 0 ? ' named so' : '';
  const well = read.length - sick.length - empty.length;
  return {
    ...nothing,
    drafts: [...failing, ...sick, ...empty],
    examined: [
      ...(edges.length > 0 ? [`${edges.length} load balancers${so}, ${edges.length - failing.length} active`] : []),
      ...(read.length > 0 ? [`${read.length} target groups${so}, ${well} with healthy targets only`] : []),
    ],
    loadBalancers: edges.flatMap(({ LoadBalancerArn }) => LoadBalancerArn?.split(':loadbalancer/')[1] ?? []),
  };
}

/** Who sends to a group without targets; a second group that waits for the next deployment is as it should be. */
async function listenersOf(
  connection: Connection,
  edges: LoadBalancer[],
  read: TargetGroupView[],
  unread: Unread,
  signal: AbortSignal,
) {
  const serving = new Set(
    read.filter(({ targets }) => targets.length === 0).flatMap(({ group }) => group.LoadBalancerArns ?? []),
  );
  const views = await Promise.all(
    edges
      .filter(({ LoadBalancerArn = '' }) => serving.has(LoadBalancerArn))
      .map((edge) =>
        unread.attempt(`listeners of ${edge.LoadBalancerName}`, () => readListeners(connection, edge, signal)),
      ),
  );
  return views.flatMap((view) => view ?? []);
}
