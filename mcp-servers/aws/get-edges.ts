import type { LoadBalancer, TargetGroup } from '@aws-sdk/client-elastic-load-balancing-v2';
import { nearest } from '../runtime/nearest.ts';
import type { ToolAnswer, ToolContext } from '../runtime/tool.ts';
import { ToolError } from '../runtime/tool-error.ts';
import { placeName } from './config.ts';
import type { Connection } from './connection.ts';
import { functionLine } from './findings/functions.ts';
import { balancerLine, listenerLines } from './findings/load-balancers.ts';
import { targetLines } from './findings/targets.ts';
import { meaningOf } from './metrics/meaning.ts';
import { curveLine } from './metrics/render.ts';
import { shapeOf } from './metrics/shape.ts';
import { isNamed } from './names.ts';
import { listFunctions } from './read/functions.ts';
import { listLoadBalancers, readListeners } from './read/listeners.ts';
import { listTargetGroups, readTargets } from './read/load-balancers.ts';
import { baselineStart, listSeries, readCurves } from './read/metrics.ts';
import type { Unread } from './read/unread.ts';

const inFull = 20;
/** Described with listeners and metrics. */
const edgesInFull = 5;
const mostSeries = 2_000;
const hour = 3_600_000;

/** Lambda functions with state, runtime, limits and last change; environments are left out. */
export async function functions(
  connection: Connection,
  name: string | undefined,
  unread: Unread,
  { signal }: ToolContext,
): Promise<ToolAnswer> {
  const list = await unread.attempt('functions', () => listFunctions(connection, signal));
  if (!list) return { lines: [] };
  const shown = choose(list.items, ({ FunctionName = '' }) => FunctionName, name, 'function', connection);
  return { lines: [`${shown.length} functions in ${placeName(connection.place)}`, ...shown.map(functionLine)] };
}

/** Load balancers with state, listeners, rules and the metrics of an hour, then target groups with their health. */
export async function loadBalancers(
  connection: Connection,
  name: string | undefined,
  unread: Unread,
  { signal, now }: ToolContext,
): Promise<ToolAnswer> {
  const [balancers, groups] = await Promise.all([
    unread.attempt('load balancers', () => listLoadBalancers(connection, signal)),
    unread.attempt('target groups', () => listTargetGroups(connection, signal)),
  ]);
  if (!balancers && !groups) return { lines: [] };
  const { edges, shown } = chooseEdges(balancers?.items ?? [], groups?.items ?? [], name, connection);
  if (shown.length > inFull) unread.note(`targets of ${shown.length - inFull} target groups past the first ${inFull}`);
  const [ofEdges, views] = await Promise.all([
    Promise.all(edges.map((edge, index) => edgeLines(connection, edge, index < edgesInFull, unread, { signal, now }))),
    Promise.all(
      shown
        .slice(0, inFull)
        .map((group) =>
          unread.attempt(`targets of ${group.TargetGroupName}`, () => readTargets(connection, group, signal)),
        ),
    ),
  ]);
  return {
    lines: [
      `${edges.length} load balancers and ${shown.length} target groups in ${placeName(connection.place)}`,
      ...ofEdges.flat(),
      ...views.flatMap((view) => (view ? targetLines(view) : [])),
    ],
  };
}

/** A group is meant with the load balancer before it, and a load balancer with its groups. */
function chooseEdges(
  balancers: LoadBalancer[],
  groups: TargetGroup[],
  name: string | undefined,
  connection: Connection,
) {
  if (name === undefined) return { edges: balancers, shown: groups };
  const called = balancers.filter(({ LoadBalancerName = '' }) => isNamed(LoadBalancerName, [name]));
  const arns = new Set(called.flatMap(({ LoadBalancerArn }) => LoadBalancerArn ?? []));
  const shown = groups.filter(
    ({ TargetGroupName = '', LoadBalancerArns = [] }) =>
      isNamed([TargetGroupName, ...LoadBalancerArns.map((arn) => arn.split('/').at(-2))].join(' '), [name]) ||
      LoadBalancerArns.some((arn) => arns.has(arn)),
  );
  const serving = new Set(shown.flatMap(({ LoadBalancerArns = [] }) => LoadBalancerArns));
  const edges = balancers.filter((one) => called.includes(one) || serving.has(one.LoadBalancerArn ?? ''));
  if (edges.length === 0 && shown.length === 0) {
    const all = [
      ...balancers.map(({ LoadBalancerName = '' }) => LoadBalancerName),
      ...groups.map(({ TargetGroupName = '' }) => TargetGroupName),
    ];
    throw unknown('load balancer or target group', name, all, connection);
  }
  return { edges, shown };
}

async function edgeLines(
  connection: Connection,
  edge: LoadBalancer,
  whole: boolean,
  unread: Unread,
  { signal, now }: Pick<ToolContext, 'signal' | 'now'>,
): Promise<string[]> {
  if (!whole) return [balancerLine(edge)];
  const [listeners, curves] = await Promise.all([
    unread.attempt(`listeners of ${edge.LoadBalancerName}`, () => readListeners(connection, edge, signal)),
    unread.attempt(`metrics of ${edge.LoadBalancerName}`, () => edgeCurves(connection, edge, now(), signal)),
  ]);
  const routes = listeners?.length === 0 ? ['no listeners: it takes no connection'] : listeners?.flatMap(listenerLines);
  return [balancerLine(edge), ...(routes ?? []), ...(curves ?? [])];
}

/** Of the whole load balancer, errors, latency and what it turned away, of an hour against the time before. */
async function edgeCurves(
  connection: Connection,
  { LoadBalancerArn = '', Type = 'application' }: LoadBalancer,
  now: Date,
  signal: AbortSignal,
): Promise<string[]> {
  const namespace = `AWS/${Type.charAt(0).toUpperCase()}${Type.slice(1)}ELB`;
  const value = LoadBalancerArn.split(':loadbalancer/')[1];
  const { items } = await listSeries(connection, { namespace, dimension: 'LoadBalancer' }, mostSeries, signal);
  const own = items.filter(
    (one) => one.dimensions.length === 1 && one.dimensions[0]?.value === value && meaningOf(one) !== undefined,
  );
  if (own.length === 0) return [];
  const window = { since: new Date(now.getTime() - hour), until: now };
  const curves = await readCurves(connection, own, { ...window, since: baselineStart(window) }, now, signal);
  return curves.flatMap(({ series, points }) => {
    const shape = shapeOf(points, window.since);
    return shape ? [curveLine(series, shape)] : [];
  });
}

function choose<Item>(
  all: Item[],
  nameOf: (item: Item) => string,
  name: string | undefined,
  what: string,
  connection: Connection,
): Item[] {
  if (name === undefined) return all;
  const shown = all.filter((item) => isNamed(nameOf(item), [name]));
  if (shown.length > 0) return shown;
  throw unknown(what, name, all.map(nameOf), connection);
}

function unknown(what: string, name: string, known: string[], { place }: Connection): ToolError {
  const close = nearest(name, known);
  return new ToolError('not_found', `no ${what} is named '${name}' in ${placeName(place)}, among ${known.length}`, {
    ...(close.length > 0 && { hint: `nearest: ${close.join(', ')}` }),
  });
}
