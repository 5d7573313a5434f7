import type { DBInstance } from '@aws-sdk/client-rds';
import type { Connection } from './connection.ts';
import { isNamed } from './names.ts';
import { type DatabaseEvent, type Load, readEvents, readInstances, readLoad } from './read/databases.ts';
import type { Span } from './read/log-events.ts';
import type { Unread } from './read/unread.ts';

/** An instance with what explains it. */
export interface InstanceView {
  instance: DBInstance;
  events: DatabaseEvent[];
  load: Load | undefined;
}

/** Each takes up to four requests. */
const mostViews = 8;

/** The databases that were asked about, with their sources, replicas and clusters; all of a few where nothing was named. */
export async function lookAtDatabases(
  connection: Connection,
  names: string[],
  window: Span,
  unread: Unread,
  signal: AbortSignal,
): Promise<InstanceView[]> {
  const list = await unread.attempt('databases', () => readInstances(connection, signal));
  const chosen = chooseInstances(list?.items ?? [], names);
  if (chosen.length > mostViews && names.length > 0)
    unread.note(`${chosen.length - mostViews} databases past the first`);
  const views = chosen.length > mostViews && names.length === 0 ? [] : chosen.slice(0, mostViews);
  return Promise.all(views.map((instance) => viewInstance(connection, instance, window, unread, signal)));
}

export async function viewInstance(
  connection: Connection,
  instance: DBInstance,
  window: Span,
  unread: Unread,
  signal: AbortSignal,
): Promise<InstanceView> {
  const { DBInstanceIdentifier: id = '', DbiResourceId: resource, PerformanceInsightsEnabled: watched } = instance;
  const cluster = instance.DBClusterIdentifier;
  const [own, ofCluster, load] = await Promise.all([
    unread.attempt(`events of database ${id}`, () => readEvents(connection, id, 'db-instance', window, signal)),
    cluster &&
      unread.attempt(`events of database cluster ${cluster}`, () =>
        readEvents(connection, cluster, 'db-cluster', window, signal),
      ),
    watched && resource
      ? unread.attempt(`Performance Insights of ${id}`, () => readLoad(connection, resource, window, signal))
      : undefined,
  ]);
  const events = [...(own ?? []), ...(ofCluster || [])].sort((a, b) => a.at.getTime() - b.at.getTime());
  return { instance, events, load };
}

function chooseInstances(all: DBInstance[], names: string[]): DBInstance[] {
  if (names.length === 0) return all;
  const byName = all.filter(({ DBInstanceIdentifier = '', DBClusterIdentifier = '' }) =>
    isNamed(`${DBInstanceIdentifier} ${DBClusterIdentifier}`, names),
  );
  // `rds` or `postgres` beside a database's own name says what it is, and asks for no other.
  const named = byName.length > 0 ? byName : all.filter(({ Engine = '' }) => isNamed(`${Engine} rds`, names));
  const near = new Set(
    named.flatMap((one) => [
      one.DBInstanceIdentifier,
      one.ReadReplicaSourceDBInstanceIdentifier,
      ...(one.ReadReplicaDBInstanceIdentifiers ?? []),
    ]),
  );
  const clusters = new Set(named.flatMap(({ DBClusterIdentifier: cluster }) => cluster ?? []));
  const isKin = ({ DBInstanceIdentifier: id, DBClusterIdentifier: cluster = '' }: DBInstance): boolean =>
    near.has(id) || clusters.has(cluster);
  return [...named, ...all.filter((one) => isKin(one) && !named.includes(one))];
}
