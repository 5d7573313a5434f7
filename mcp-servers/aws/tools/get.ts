import { z } from 'zod';
import { nearest } from '../../runtime/nearest.ts';
import { defineTool, type ToolAnswer, type ToolContext } from '../../runtime/tool.ts';
import { ToolError } from '../../runtime/tool-error.ts';
import { duration } from '../../runtime/window.ts';
import { historyLines } from '../alarm-history.ts';
import { placeArguments } from '../arguments.ts';
import { placeName } from '../config.ts';
import type { Connection } from '../connection.ts';
import { alarmLine } from '../findings/alarms.ts';
import { clusters } from '../get-clusters.ts';
import { databases } from '../get-databases.ts';
import { functions, loadBalancers } from '../get-edges.ts';
import { inventory } from '../inventory.ts';
import { lookAtService } from '../look-at-service.ts';
import { isNamed } from '../names.ts';
import { choose } from '../places.ts';
import { readTransitions } from '../read/alarm-history.ts';
import { readAlarms } from '../read/alarms.ts';
import { listServices, readServices } from '../read/ecs.ts';
import { listGroups } from '../read/log-groups.ts';
import { shortName } from '../read/paged.ts';
import { Unread } from '../read/unread.ts';
import { serviceLines } from '../render-service.ts';

const input = z.strictObject({
  what: z.enum(['services', 'eks', 'databases', 'functions', 'load_balancers', 'alarms', 'log_groups', 'inventory']),
  service: z.string().optional().describe('name or part'),
  ...placeArguments,
});

/** Described in full; of more, one line each. */
const inFull = 5;
const mostHistories = 8;
const day = 24 * 3_600_000;

export const getTool = (connections: Connection[]) =>
  defineTool({
    name: 'aws_get',
    title: 'Get',
    description:
      'services: ECS deployments, events, stopped tasks, task-definition change. eks: node groups, add-ons, updates. databases: RDS events, top SQL, waits. load_balancers: state, routes, targets. alarms: firing or named, history. inventory: all names.',
    input,
    inventory: { what: 'inventory' },
    async run({ what, service, account, region }, context) {
      const chosen = choose(connections, account || region ? [{ account, region }] : []);
      const unread = new Unread();
      const kinds = {
        services,
        eks: clusters,
        databases,
        functions,
        load_balancers: loadBalancers,
        alarms,
        log_groups: logGroups,
        inventory,
      };
      const parts = await Promise.all(chosen.map((connection) => kinds[what](connection, service, unread, context)));
      if (unread.onlyFailure) throw unread.onlyFailure;
      const notChecked = unread.reasons;
      return {
        lines: [...parts.flatMap(({ lines }) => lines), ...notChecked.map((reason) => `not checked: ${reason}`)],
        structured: {
          ...(what === 'inventory' && { inventory: parts.flatMap(({ structured }) => structured?.inventory ?? []) }),
          notChecked,
        },
      };
    },
  });

async function services(
  connection: Connection,
  name: string | undefined,
  unread: Unread,
  { signal, now }: ToolContext,
): Promise<ToolAnswer> {
  const where = placeName(connection.place);
  const list = await unread.attempt('ECS services', () => listServices(connection, signal));
  if (!list) return { lines: [] };
  const names = name === undefined ? [] : [name];
  const known = list.all.map(({ arn }) => shortName(arn));
  if (name !== undefined && !known.some((one) => isNamed(one, names))) {
    const close = nearest(name, known);
    throw new ToolError(
      'not_found',
      `no ECS service is named '${name}' in ${where}, among ${known.length} of ${list.clusters} clusters`,
      {
        hint: close.length > 0 ? `nearest: ${close.join(', ')}` : 'aws_get with what=inventory lists what there is',
      },
    );
  }
  const read = await unread.attempt('ECS services', () => readServices(connection, list, names, signal));
  if (!read) return { lines: [] };
  if (read.left > 0) unread.note(`${read.left} ECS services past the first ${read.services.length}: name the service`);
  const full = read.services.length <= inFull ? read.services : [];
  const views = await Promise.all(full.map((one) => lookAtService(connection, one, unread, signal)));
  const rows = read.services
    .filter((one) => !full.includes(one))
    .map((one) => serviceLines({ service: one, stopped: [], current: undefined, before: undefined }, now())[0] ?? '');
  return {
    lines: [
      `${read.services.length} ECS services in ${where}`,
      ...rows,
      ...views.flatMap((view) => serviceLines(view, now())),
    ],
  };
}

async function alarms(
  connection: Connection,
  name: string | undefined,
  unread: Unread,
  { signal, now }: ToolContext,
): Promise<ToolAnswer> {
  const read = await unread.attempt('alarms', () =>
    Promise.all((['ALARM', 'OK', 'INSUFFICIENT_DATA'] as const).map((state) => readAlarms(connection, state, signal))),
  );
  if (!read) return { lines: [] };
  const [firing = { items: [], more: false }, ok = firing, without = firing] = read;
  const all = read.flatMap(({ items }) => items);
  const shown =
    name === undefined
      ? firing.items
      : all.filter((alarm) =>
          isNamed([alarm.name, alarm.description, ...alarm.dimensions.map(({ value }) => value)].join(' '), [name]),
        );
  const plus = ({ more }: { more: boolean }): string => (more ? '+' : '');
  const header = `${placeName(connection.place)}: ${firing.items.length}${plus(firing)} alarms firing, ${ok.items.length}${plus(ok)} OK, ${without.items.length}${plus(without)} without data`;
  const span = { since: new Date(now().getTime() - day), until: now() };
  const histories = await Promise.all(
    shown.slice(0, mostHistories).map(async (alarm) => {
      const transitions = await unread.attempt('alarm history', () =>
        readTransitions(connection, alarm.name, span, signal),
      );
      return transitions ? historyLines(transitions, now()) : [];
    }),
  );
  return { lines: [header, ...shown.flatMap((alarm, index) => [alarmLine(alarm), ...(histories[index] ?? [])])] };
}

async function logGroups(
  connection: Connection,
  name: string | undefined,
  unread: Unread,
  { signal, now }: ToolContext,
): Promise<ToolAnswer> {
  const read = await unread.attempt('log groups', () => listGroups(connection, {}, 1_000, signal));
  if (!read) return { lines: [] };
  const shown = read.items.filter(
    (group) => name === undefined || isNamed(group.name, [name]) || group.name.includes(name),
  );
  const header = `${placeName(connection.place)}: ${shown.length} of ${read.items.length}${read.more ? '+' : ''} log groups`;
  return {
    lines: [
      header,
      ...shown.map(
        (group) =>
          `${group.name} ${(group.storedBytes / 1e6).toFixed(1)} MB, created ${duration(now().getTime() - group.createdAt)} ago, kept ${group.retentionDays ? `${group.retentionDays}d` : 'for ever'}`,
      ),
    ],
  };
}
