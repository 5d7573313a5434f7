import { nearest } from '../runtime/nearest.ts';
import type { ToolAnswer, ToolContext } from '../runtime/tool.ts';
import { ToolError } from '../runtime/tool-error.ts';
import { placeName } from './config.ts';
import type { Connection } from './connection.ts';
import { functionLine } from './findings/functions.ts';
import { targetLines } from './findings/targets.ts';
import { isNamed } from './names.ts';
import { listFunctions } from './read/functions.ts';
import { listTargetGroups, readTargets } from './read/load-balancers.ts';
import type { Unread } from './read/unread.ts';

const inFull = 20;

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

/** Target groups with their health check, load balancer and the targets that are not healthy. */
export async function loadBalancers(
  connection: Connection,
  name: string | undefined,
  unread: Unread,
  { signal }: ToolContext,
): Promise<ToolAnswer> {
  const list = await unread.attempt('target groups', () => listTargetGroups(connection, signal));
  if (!list) return { lines: [] };
  const words = ({ TargetGroupName = '', LoadBalancerArns = [] }: (typeof list.items)[number]): string =>
    [TargetGroupName, ...LoadBalancerArns.map((arn) => arn.split('/').at(-2))].join(' ');
  const shown = choose(list.items, words, name, 'target group', connection);
  if (shown.length > inFull) unread.note(`targets of ${shown.length - inFull} target groups past the first ${inFull}`);
  const views = await Promise.all(
    shown
      .slice(0, inFull)
      .map((group) =>
        unread.attempt(`targets of ${group.TargetGroupName}`, () => readTargets(connection, group, signal)),
      ),
  );
  const lines = views.flatMap((view) => (view ? targetLines(view) : []));
  return { lines: [`${shown.length} target groups in ${placeName(connection.place)}`, ...lines] };
}

function choose<Item>(
  all: Item[],
  nameOf: (item: Item) => string,
  name: string | undefined,
  what: string,
  { place }: Connection,
): Item[] {
  if (name === undefined) return all;
  const shown = all.filter((item) => isNamed(nameOf(item), [name]));
  if (shown.length > 0) return shown;
  const close = nearest(name, all.map(nameOf));
  throw new ToolError('not_found', `no ${what} is named '${name}' in ${placeName(place)}, among ${all.length}`, {
    ...(close.length > 0 && { hint: `nearest: ${close.join(', ')}` }),
  });
}
