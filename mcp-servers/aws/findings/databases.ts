import { headline, quotes } from '../../runtime/quotes.ts';
import { stamp } from '../../runtime/window.ts';
import { amount, curveLine, number } from '../metrics/render.ts';
import { departs, type Shape } from '../metrics/shape.ts';
import type { Drawn, Seen } from './curves.ts';
import { type Draft, objectName } from './draft.ts';

/** An RDS instance with what is known of it. */
export interface Database {
  id: string;
  /** Of a read replica. */
  source?: string | undefined;
  /** By the metric's name. */
  curves: Map<string, Drawn>;
}

/** Seconds. Less is usual under load. */
const lagging = 60;
const busy = 80;
const writes = ['TransactionLogsGeneration', 'WriteIOPS', 'WriteThroughput'];
const mostRemarks = 4;

/** The instances that metrics are about; where nothing says which replica is whose, names do. */
export function databasesIn(drawn: Drawn[]): Database[] {
  const databases = new Map<string, Database>();
  for (const one of drawn.filter(({ series }) => series.namespace === 'AWS/RDS')) {
    const id = one.series.dimensions.find(({ name }) => name === 'DBInstanceIdentifier')?.value;
    if (id === undefined || one.series.dimensions.length !== 1) continue;
    const database = databases.get(id) ?? { id, curves: new Map() };
    database.curves.set(one.series.metric, one);
    databases.set(id, database);
  }
  const ids = [...databases.keys()];
  return [...databases.values()].map((database) => {
    const source = database.curves.has('ReplicaLag')
      ? ids.filter((id) => database.id.startsWith(`${id}-`)).sort((a, b) => b.length - a.length)[0]
      : undefined;
    return source === undefined ? database : { ...database, source };
  });
}

/** One root a database: lag with the writes behind it, storage, connections, CPU. */
export function databaseFindings(databases: Database[]): Seen {
  const lags = databases.flatMap((replica) => lagFinding(replica, databases) ?? []);
  const drafts = [
    ...lags,
    ...databases.flatMap((database) => storageFinding(database) ?? []),
    ...databases.flatMap((database) => cpuFinding(database, lags) ?? []),
    ...databases.flatMap((database) => connectionsFinding(database) ?? []),
  ];
  const told = drafts.flatMap(({ evidence }) => evidence);
  const moved = databases
    .flatMap(({ curves }) => [...curves.values()])
    .filter(({ shape }) => departs(shape.now, shape, 'up') || departs(shape.now, shape, 'down'))
    .map(line)
    .filter((text) => !told.includes(text));
  return {
    drafts,
    recovered: databases.flatMap((database) => storageRecovered(database) ?? []),
    remarks: moved.slice(0, mostRemarks).map((text) => `moved: ${text}`),
  };
}

function lagFinding(replica: Database, all: Database[]): Draft | undefined {
  const lag = replica.curves.get('ReplicaLag');
  if (!lag || lag.shape.now < lagging || !departs(lag.shape.now, lag.shape, 'up')) return undefined;
  const source = all.find(({ id }) => id === replica.source);
  const load = source ? writes.flatMap((metric) => source.curves.get(metric) ?? []).filter(rose) : [];
  const behind = `Read replica ${replica.id} lags ${number(lag.shape.now)} s behind ${replica.source ?? 'its source'}`;
  const why =
    load.length === 0
      ? 'no rise of writes was seen on the source'
      : `write load on ${replica.source} rose, ${load.map(change).join(', ')}`;
  return {
    category: 'replication-lag',
    // Where its writes are what the replica cannot follow, the source is at fault.
    object: objectName('rds', (load.length > 0 ? replica.source : undefined) ?? replica.id),
    severity: 'critical',
    title: headline(`${behind}: ${why}`),
    mechanism:
      'A replica replays its source’s transaction log (WAL, binary log); where the source writes more than the replica can replay, it falls behind.',
    evidence: quotes([line(lag), ...load.map(line)], 4),
    ...sinceOf(load[0]?.shape ?? lag.shape),
    relevant: true,
    depth: 0,
    related: [objectName('rds', replica.id)],
    next: moreOf(replica.source ?? replica.id),
  };
}

function storageFinding(database: Database): Draft | undefined {
  const free = database.curves.get('FreeStorageSpace');
  if (!free || !isLow(free.shape.now, free.shape)) return undefined;
  return {
    category: 'database-storage',
    object: objectName('rds', database.id),
    severity: 'critical',
    title: headline(`RDS ${database.id} runs out of storage: ${change(free)} free`),
    mechanism: 'A database without storage stops taking writes.',
    evidence: quotes([line(free)]),
    ...sinceOf(free.shape),
    relevant: true,
    depth: 0,
    next: moreOf(database.id),
  };
}

function storageRecovered({ id, curves }: Database): string | undefined {
  const free = curves.get('FreeStorageSpace');
  if (!free || isLow(free.shape.now, free.shape) || !isLow(free.shape.worst.low.value, free.shape)) return undefined;
  const { at, value } = free.shape.worst.low;
  const grown = free.shape.now > free.shape.base ? '; it was enlarged, as storage autoscaling does' : '';
  return `recovered: RDS ${id} had ${amount(value, free.series)} storage left at ${stamp(new Date(at))}, now ${amount(free.shape.now, free.series)} (${amount(free.shape.base, free.series)} before)${grown}`;
}

/** Under 2 GB, or under a tenth of what there was before or is now. */
const isLow = (value: number, { base, now }: Shape): boolean => value < 2e9 || value < Math.max(base, now) / 10;

function cpuFinding(database: Database, lags: Draft[]): Draft | undefined {
  const cpu = database.curves.get('CPUUtilization');
  if (!cpu || (cpu.shape.now < busy && !(cpu.shape.now >= 70 && rose(cpu)))) return undefined;
  const object = objectName('rds', database.id);
  const explained = lags.some((lag) => lag.object === object);
  const reads = ['ReadIOPS', 'DatabaseConnections'].flatMap((metric) => database.curves.get(metric) ?? []).filter(rose);
  return {
    category: 'database-cpu',
    object,
    severity: explained ? 'warning' : 'critical',
    title: headline(
      `RDS ${database.id}: CPU at ${number(cpu.shape.now)}% (${number(cpu.shape.base)}% ${cpu.shape.baseIs === 'before' ? 'before' : 'at first'})${explained ? ', beside the write load' : ''}`,
    ),
    mechanism: 'A database out of CPU answers every query late.',
    evidence: quotes([line(cpu), ...reads.map(line)]),
    ...sinceOf(cpu.shape),
    relevant: true,
    depth: explained ? 2 : 1,
    next: moreOf(database.id),
  };
}

function connectionsFinding(database: Database): Draft | undefined {
  const connections = database.curves.get('DatabaseConnections');
  if (!connections || !rose(connections) || connections.shape.now < 20) return undefined;
  return {
    category: 'database-connections',
    object: objectName('rds', database.id),
    severity: 'warning',
    title: headline(`RDS ${database.id}: connections rose, ${change(connections)}`),
    mechanism: 'A database takes a limited number of connections; each costs memory.',
    evidence: quotes([line(connections)]),
    ...sinceOf(connections.shape),
    relevant: true,
    depth: 2,
    next: moreOf(database.id),
  };
}

const rose = ({ shape }: Drawn): boolean => departs(shape.now, shape, 'up');

const line = ({ series, shape }: Drawn): string => curveLine(series, shape);

const change = ({ series, shape }: Drawn): string =>
  `${series.metric} ${amount(shape.base, series)} -> ${amount(shape.now, series)}`;

const sinceOf = ({ step }: Shape): { since?: string } => (step ? { since: stamp(new Date(step.at)) } : {});

const moreOf = (id: string): Draft['next'] => ({
  tool: 'aws_metrics',
  args: { names: [id] },
  why: 'which other metrics of it moved, and which first',
});
