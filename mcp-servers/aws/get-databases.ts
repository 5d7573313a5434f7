import type { DBInstance } from '@aws-sdk/client-rds';
import { nearest } from '../runtime/nearest.ts';
import type { ToolAnswer, ToolContext } from '../runtime/tool.ts';
import { ToolError } from '../runtime/tool-error.ts';
import { placeName } from './config.ts';
import type { Connection } from './connection.ts';
import { eventLine, statementLine, statementsOf } from './findings/databases/lines.ts';
import { type InstanceView, viewInstance } from './look-at-databases.ts';
import { isNamed } from './names.ts';
import { readInstances } from './read/databases.ts';
import type { Unread } from './read/unread.ts';

/** Described in full; of more, one line each. */
const inFull = 5;
const day = 24 * 3_600_000;

/** RDS instances: state, class, replicas; of few or named ones the events and load of a day. */
export async function databases(
  connection: Connection,
  name: string | undefined,
  unread: Unread,
  { signal, now }: ToolContext,
): Promise<ToolAnswer> {
  const list = await unread.attempt('databases', () => readInstances(connection, signal));
  if (!list) return { lines: [] };
  const where = placeName(connection.place);
  if (list.more) unread.note(`databases past the first ${list.items.length}`);
  const known = list.items.map(({ DBInstanceIdentifier = '' }) => DBInstanceIdentifier);
  const shown = list.items.filter(
    ({ DBInstanceIdentifier: id = '', DBClusterIdentifier: cluster = '' }) =>
      name === undefined || isNamed(`${id} ${cluster}`, [name]),
  );
  if (name !== undefined && shown.length === 0) {
    const close = nearest(name, known);
    throw new ToolError('not_found', `no database is named '${name}' in ${where}, among ${known.length}`, {
      ...(close.length > 0 && { hint: `nearest: ${close.join(', ')}` }),
    });
  }
  const header = `${shown.length} databases in ${where}`;
  if (shown.length > inFull) return { lines: [header, ...shown.map(instanceLine)] };
  const [until, since] = [now(), new Date(now().getTime() - day)];
  const views = await Promise.all(
    shown.map((instance) => viewInstance(connection, instance, { since, until }, unread, signal)),
  );
  return { lines: [header, ...views.flatMap((view) => instanceLines(view))] };
}

function instanceLine(instance: DBInstance): string {
  const { DBInstanceIdentifier: id, DBInstanceStatus: status, DBInstanceClass: size, Engine, EngineVersion } = instance;
  const storage = instance.AllocatedStorage
    ? `, ${instance.AllocatedStorage} GB${instance.MaxAllocatedStorage ? ` (grows to ${instance.MaxAllocatedStorage} GB)` : ''}`
    : '';
  const source = instance.ReadReplicaSourceDBInstanceIdentifier;
  const replicas = instance.ReadReplicaDBInstanceIdentifiers ?? [];
  const kin = source ? `, replica of ${source}` : replicas.length > 0 ? `, replicas: ${replicas.join(', ')}` : '';
  const zones = instance.MultiAZ ? ', multi-AZ' : '';
  const groups = (instance.VpcSecurityGroups ?? []).flatMap(({ VpcSecurityGroupId: group }) => group ?? []);
  const guarded = groups.length > 0 ? `, security groups: ${groups.join(', ')}` : '';
  return `${id}: ${status}, ${Engine} ${EngineVersion}, ${size}${storage}${zones}${kin}${guarded}`;
}

function instanceLines({ instance, events, load }: InstanceView): string[] {
  const id = instance.DBInstanceIdentifier ?? '';
  const waits = (load?.waits ?? []).slice(0, 5).map(({ name, share }) => `${name} ${Math.round(share * 100)}%`);
  return [
    instanceLine(instance),
    ...(instance.PerformanceInsightsEnabled
      ? []
      : ['  Performance Insights is off: nothing tells its statements and waits']),
    ...(waits.length > 0 ? [`  waits: ${waits.join(', ')}`] : []),
    ...statementsOf({ load })
      .slice(0, 5)
      .map((statement) => `  ${statementLine({ id }, statement)}`.slice(0, 400)),
    ...events.slice(-10).map((event) => `  ${eventLine({ id }, event)}`),
  ];
}
