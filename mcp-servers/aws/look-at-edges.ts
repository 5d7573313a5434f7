import type { Connection } from './connection.ts';
import { functionFinding } from './findings/functions.ts';
import { targetFinding } from './findings/targets.ts';
import { nothing, type Part } from './look-part.ts';
import { isNamed } from './names.ts';
import { listFunctions } from './read/functions.ts';
import { listTargetGroups, readTargets } from './read/load-balancers.ts';
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

/** Target groups by what their health checks say. */
export async function lookAtTargets(
  connection: Connection,
  names: string[],
  unread: Unread,
  signal: AbortSignal,
): Promise<Part> {
  const list = await unread.attempt('target groups', () => listTargetGroups(connection, signal));
  const named = (list?.items ?? []).filter(
    ({ TargetGroupName = '', LoadBalancerArns = [] }) =>
      names.length === 0 ||
      isNamed([TargetGroupName, ...LoadBalancerArns.map((arn) => arn.split('/').at(-2))].join(' '), names),
  );
  if (named.length === 0) return nothing;
  if (named.length > mostGroups) unread.note(`${named.length - mostGroups} target groups past the first ${mostGroups}`);
  const views = await Promise.all(
    named
      .slice(0, mostGroups)
      .map((group) =>
        unread.attempt(`targets of ${group.TargetGroupName}`, () => readTargets(connection, group, signal)),
      ),
  );
  const read = views.filter((view) => view !== undefined);
  const drafts = read.flatMap((view) => targetFinding(view) ?? []);
  const so = names.length > 0 ? ' named so' : '';
  return {
    ...nothing,
    drafts,
    examined: [`${read.length} target groups${so}, ${read.length - drafts.length} with healthy targets only`],
  };
}
