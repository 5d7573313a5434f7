import { DescribeLogGroupsCommand, type LogGroup } from '@aws-sdk/client-cloudwatch-logs';
import { nearest } from '../../runtime/nearest.ts';
import { ToolError } from '../../runtime/tool-error.ts';
import type { Connection } from '../connection.ts';
import { isNamed, stemOf } from '../names.ts';
import { paged } from './paged.ts';

export interface Group {
  name: string;
  /** As AWS counts it, compressed. */
  storedBytes: number;
  createdAt: number;
  retentionDays: number | undefined;
  /** The account, where the ARN says it. */
  account: string | undefined;
}

export async function listGroups(
  connection: Connection,
  by: { logGroupNamePrefix?: string; logGroupNamePattern?: string },
  most: number,
  signal: AbortSignal,
): Promise<{ items: Group[]; more: boolean }> {
  return paged(most, async (nextToken) => {
    const input = { ...by, limit: 50, ...(nextToken !== undefined && { nextToken }) };
    const page = await connection.read('logs:DescribeLogGroups', input, signal, ({ logs }, options) =>
      logs.send(new DescribeLogGroupsCommand(input), options),
    );
    return { items: page.logGroups?.map(toGroup), next: page.nextToken };
  });
}

function toGroup(group: LogGroup): Group {
  return {
    name: group.logGroupName ?? '',
    storedBytes: group.storedBytes ?? 0,
    createdAt: group.creationTime ?? 0,
    retentionDays: group.retentionInDays,
    account: group.arn?.split(':')[4],
  };
}

/** Groups that a scope means, and why there are no more. Never all of an account's blindly. */
export async function groupsOf(
  connection: Connection,
  { names, given, most }: { names: string[]; given: string[]; most: number },
  signal: AbortSignal,
): Promise<{ groups: Group[]; left: string[]; more: boolean; how: 'given' | 'named' | 'few' | 'none' }> {
  const wanted = new Set(given);
  const found = new Map<string, Group>();
  for (const name of given.slice(0, most)) {
    const { items } = await listGroups(connection, { logGroupNamePrefix: name }, 50, signal);
    for (const group of items) if (group.name === name) found.set(name, group);
  }
  const missing = [...wanted].filter((name) => !found.has(name)).map((name) => `log group ${name} does not exist here`);
  if (found.size > 0) return { groups: [...found.values()], left: missing, more: false, how: 'given' };

  const patterns = [...new Set(names.flatMap((name) => [name, stemOf(name)]))]
    .filter((p) => /^[\w./#-]{3,512}$/.test(p))
    .slice(0, 8);
  const byName = await Promise.all(
    patterns.map((logGroupNamePattern) => listGroups(connection, { logGroupNamePattern }, 100, signal)),
  );
  const named = [...new Map(byName.flatMap(({ items }) => items).map((group) => [group.name, group])).values()]
    .filter((group) => isNamed(group.name, names))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  if (named.length > 0) {
    const left = named.slice(most).map(({ name }) => name);
    return {
      groups: named.slice(0, most),
      left: [...missing, ...left.map((name) => `log group ${name}: past the first ${most}`)],
      more: false,
      how: 'named',
    };
  }
  const { items, more } = await listGroups(connection, {}, 50, signal);
  if (!more && items.length <= most) return { groups: items, left: missing, more, how: 'few' };
  return { groups: [], left: missing, more, how: 'none' };
}

/** A group by its exact name; `not_found` lists the nearest ones. */
export async function requireGroup(connection: Connection, name: string, signal: AbortSignal): Promise<Group> {
  const { items } = await listGroups(connection, { logGroupNamePrefix: name }, 50, signal);
  const exact = items.find((group) => group.name === name);
  if (exact) return exact;
  const all = await listGroups(connection, {}, 1_000, signal);
  const close = nearest(
    name,
    all.items.map((group) => group.name),
  );
  throw new ToolError('not_found', `there is no log group '${name}' in ${connection.place.region}`, {
    hint:
      close.length > 0
        ? `nearest: ${close.join(', ')}`
        : `aws_get with what=log_groups lists the ${all.items.length}${all.more ? '+' : ''} there are`,
  });
}
