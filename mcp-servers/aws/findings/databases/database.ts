import type { InstanceView } from '../../look-at-databases.ts';
import type { DatabaseEvent, Load } from '../../read/databases.ts';
import type { Drawn } from '../curves.ts';
import type { EngineLine } from './engine-log.ts';

/** An RDS instance with what is known of it. */
export interface Database {
  id: string;
  /** Of a read replica, and of a reader of an Aurora cluster. */
  source?: string | undefined;
  /** Of a member of an Aurora cluster. */
  cluster?: string | undefined;
  status?: string | undefined;
  /** Bytes. */
  allocated?: number | undefined;
  /** `gp2`, `gp3`, `io1`, and what was bought of it: operations a second, MB/s. */
  storageType?: string | undefined;
  iops?: number | undefined;
  throughput?: number | undefined;
  events: DatabaseEvent[];
  load?: Load | undefined;
  /** By the metric's name. */
  curves: Map<string, Drawn>;
  /** What its own log tells, where something of it asks for that. */
  log: EngineLine[];
  /** By Performance Insights, where something of it asks for that: who keeps how many sessions busy, most first. */
  users?: { name: string; sessions: number }[] | undefined;
  /** Sessions that hold a transaction open and do nothing, the seconds of the longest, and the limit of connections. */
  idle?: { count: number; before: number; seconds?: number | undefined } | undefined;
  limit?: number | undefined;
  /** Performance Insights knows it by this; undefined where that is off. */
  resource?: string | undefined;
  engine?: string | undefined;
  instanceClass?: string | undefined;
}

/** The instances that were described or that metrics are about; where nothing says which replica is whose, names do. */
export function databasesIn(drawn: Drawn[], described: InstanceView[]): Database[] {
  const databases = new Map<string, Database>(
    described.map(({ instance, events, load }) => [
      instance.DBInstanceIdentifier ?? '',
      {
        id: instance.DBInstanceIdentifier ?? '',
        source: instance.ReadReplicaSourceDBInstanceIdentifier?.split(':').at(-1),
        cluster: instance.DBClusterIdentifier,
        status: instance.DBInstanceStatus,
        allocated: instance.AllocatedStorage && instance.AllocatedStorage * 2 ** 30,
        resource: instance.PerformanceInsightsEnabled ? instance.DbiResourceId : undefined,
        engine: instance.Engine,
        instanceClass: instance.DBInstanceClass,
        storageType: instance.StorageType,
        iops: instance.Iops,
        throughput: instance.StorageThroughput,
        events,
        load,
        curves: new Map(),
        log: [],
      },
    ]),
  );
  for (const one of drawn.filter(({ series }) => series.namespace === 'AWS/RDS')) {
    const id = one.series.dimensions.find(({ name }) => name === 'DBInstanceIdentifier')?.value;
    if (id === undefined || one.series.dimensions.length !== 1) continue;
    const database = databases.get(id) ?? { id, events: [], curves: new Map(), log: [] };
    database.curves.set(one.series.metric, one);
    databases.set(id, database);
  }
  const all = [...databases.values()];
  return all.map((database) => {
    const source = database.source ?? (lagOf(database) && sourceOf(database, all));
    return source === undefined ? database : { ...database, source };
  });
}

/** The one of its cluster that is behind nobody, else the one after which it is called. */
function sourceOf({ id, cluster }: Database, all: Database[]): string | undefined {
  const writer = all.find((one) => cluster !== undefined && one.cluster === cluster && !lagOf(one));
  const named = all.map((one) => one.id).filter((one) => id.startsWith(`${one}-`));
  return writer?.id ?? named.sort((a, b) => b.length - a.length)[0];
}

/** How far a replica is behind: seconds, and what is much; a reader of Aurora shares its writer's storage. */
export function lagOf({ curves }: Database): { curve: Drawn; seconds: number; isMuch: boolean } | undefined {
  const curve = curves.get('ReplicaLag') ?? curves.get('AuroraReplicaLag');
  if (!curve) return undefined;
  const isAurora = curve.series.metric === 'AuroraReplicaLag';
  const seconds = isAurora ? curve.shape.now / 1_000 : curve.shape.now;
  return { curve, seconds, isMuch: seconds >= (isAurora ? 1 : 60) };
}
