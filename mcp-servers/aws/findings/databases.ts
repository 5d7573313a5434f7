import { headline, quotes } from '../../runtime/quotes.ts';
import { stamp } from '../../runtime/window.ts';
import type { InstanceView } from '../look-at-databases.ts';
import { amount, curveLine, number } from '../metrics/render.ts';
import { departs, type Shape, shapeOf } from '../metrics/shape.ts';
import type { DatabaseEvent, Load } from '../read/databases.ts';
import type { Drawn, Seen } from './curves.ts';
import { type Draft, objectName } from './draft.ts';

/** An RDS instance with what is known of it. */
export interface Database {
  id: string;
  /** Of a read replica. */
  source?: string | undefined;
  status?: string | undefined;
  /** Bytes. */
  allocated?: number | undefined;
  events: DatabaseEvent[];
  load?: Load | undefined;
  /** By the metric's name. */
  curves: Map<string, Drawn>;
}

/** Seconds. Less is usual under load. */
const lagging = 60;
const busy = 80;
const writes = ['TransactionLogsGeneration', 'WriteIOPS', 'WriteThroughput'];
const writing = /^\s*(?:\/\*.*?\*\/\s*)?(?:insert|update|delete|merge|copy|replace|with|call|vacuum|create|alter)\b/i;
/** Of the load; less is one statement among others. */
const heavy = 0.4;
const mostRemarks = 4;
const mostEvents = 6;

/** The instances that were described or that metrics are about; where nothing says which replica is whose, names do. */
export function databasesIn(drawn: Drawn[], described: InstanceView[]): Database[] {
  const databases = new Map<string, Database>(
    described.map(({ instance, events, load }) => [
      instance.DBInstanceIdentifier ?? '',
      {
        id: instance.DBInstanceIdentifier ?? '',
        source: instance.ReadReplicaSourceDBInstanceIdentifier?.split(':').at(-1),
        status: instance.DBInstanceStatus,
        allocated: instance.AllocatedStorage && instance.AllocatedStorage * 2 ** 30,
        events,
        load,
        curves: new Map(),
      },
    ]),
  );
  for (const one of drawn.filter(({ series }) => series.namespace === 'AWS/RDS')) {
    const id = one.series.dimensions.find(({ name }) => name === 'DBInstanceIdentifier')?.value;
    if (id === undefined || one.series.dimensions.length !== 1) continue;
    const database = databases.get(id) ?? { id, events: [], curves: new Map() };
    database.curves.set(one.series.metric, one);
    databases.set(id, database);
  }
  const ids = [...databases.keys()];
  return [...databases.values()].map((database) => {
    if (database.source !== undefined || !database.curves.has('ReplicaLag')) return database;
    const [source] = ids.filter((id) => database.id.startsWith(`${id}-`)).sort((a, b) => b.length - a.length);
    return source === undefined ? database : { ...database, source };
  });
}

/** One root a database: lag with the writes behind it, storage, connections, CPU with the statement behind it. */
export function databaseFindings(databases: Database[]): Seen {
  const lags = databases.flatMap((replica) => lagFinding(replica, databases) ?? []);
  const drafts = [
    ...lags,
    ...databases.flatMap((database) => [
      ...(statusFinding(database) ?? []),
      ...(storageFinding(database) ?? []),
      ...(cpuFinding(database, lags) ?? []),
      ...(locksFinding(database) ?? []),
      ...(connectionsFinding(database) ?? []),
    ]),
  ];
  const slow = databases.flatMap((database) =>
    drafts.some(({ object }) => object === objectName('rds', database.id)) ? [] : (slowFinding(database) ?? []),
  );
  const found = [...drafts, ...slow].map((draft) => ({ ...draft, related: kinOf(draft.object, databases) }));
  const told = new Set(found.flatMap(({ evidence }) => evidence));
  const moved = databases
    .flatMap(({ curves }) => [...curves.values()])
    .filter(({ shape }) => departs(shape.now, shape, 'up') || departs(shape.now, shape, 'down'))
    .map((one) => `moved: ${line(one)}`);
  const events = databases.flatMap((database) => database.events.map((event) => eventLine(database, event)));
  return {
    drafts: found,
    recovered: databases.flatMap((database) => storageRecovered(database) ?? []),
    remarks: [
      ...events.slice(-mostEvents).filter((text) => !told.has(text)),
      ...moved.filter((text) => !told.has(text.slice('moved: '.length))).slice(0, mostRemarks),
    ],
  };
}

function lagFinding(replica: Database, all: Database[]): Draft | undefined {
  const lag = replica.curves.get('ReplicaLag');
  if (!lag || lag.shape.now < lagging || !departs(lag.shape.now, lag.shape, 'up')) return undefined;
  const source = all.find(({ id }) => id === replica.source);
  const load = source ? writes.flatMap((metric) => source.curves.get(metric) ?? []).filter(rose) : [];
  const behind = `Read replica ${replica.id} lags ${number(lag.shape.now)} s behind ${replica.source ?? 'its source'}`;
  const writer = source && heaviest(source, writing);
  const why =
    load.length === 0
      ? 'no rise of writes was seen on the source'
      : `write load on ${replica.source} rose, ${load.map(change).slice(0, 2).join(', ')}${writer ? `; mostly ${quoted(writer)}` : ''}`;
  const said = [...replica.events.map((event) => eventLine(replica, event)), ...(source ? eventsOf(source) : [])];
  return {
    category: 'replication-lag',
    // Where its writes are what the replica cannot follow, the source is at fault.
    object: objectName('rds', (load.length > 0 ? replica.source : undefined) ?? replica.id),
    severity: 'critical',
    title: headline(`${behind}: ${why}`),
    mechanism:
      'A replica replays its source’s transaction log (WAL, binary log); where the source writes more than the replica can replay, it falls behind.',
    evidence: quotes(
      [
        line(lag),
        ...load.slice(0, 2).map(line),
        writer && statementLine(source, writer),
        ...said.filter((text) => /replica/i.test(text)),
      ],
      5,
    ),
    ...sinceOf(load[0]?.shape ?? lag.shape),
    relevant: true,
    depth: 0,
    next: moreOf(replica.source ?? replica.id),
  };
}

/** What RDS calls an instance that serves nobody, and why. */
const outOfService: { status: RegExp; category: string; words: string }[] = [
  { status: /^storage-full$/, category: 'database-storage', words: 'its storage is full' },
  { status: /^inaccessible-encryption/, category: 'permission-denied', words: 'its encryption key cannot be used' },
  { status: /^(?:stopped|stopping)$/, category: 'scaled-to-zero', words: 'it was stopped' },
  {
    status: /^(?:failed|incompatible-.*|restore-error|insufficient-capacity|deleting)$/,
    category: 'dependency-outage',
    words: 'it is out of service',
  },
  { status: /^rebooting$/, category: 'dependency-outage', words: 'it restarts' },
];

function statusFinding(database: Database): Draft[] | undefined {
  const { id, status = '' } = database;
  const known = outOfService.find((one) => one.status.test(status));
  if (!known) return undefined;
  return [
    {
      category: known.category,
      object: objectName('rds', id),
      severity: 'critical',
      title: headline(`RDS ${id} is ${status}: ${known.words}`),
      mechanism: 'What needs the database fails while it serves nobody.',
      evidence: quotes([`RDS ${id} status ${status}`, ...eventsOf(database).slice(-2)]),
      ...(database.events[0] && { since: stamp(database.events[0].at) }),
      relevant: true,
      depth: 0,
      next: moreOf(id),
    },
  ];
}

function storageFinding(database: Database): Draft[] | undefined {
  const free = database.curves.get('FreeStorageSpace');
  if (!free || !isLow(free.shape.now, free.shape, database)) return undefined;
  return [
    {
      category: 'database-storage',
      object: objectName('rds', database.id),
      severity: 'critical',
      title: headline(`RDS ${database.id} runs out of storage: ${change(free)} free`),
      mechanism: 'A database without storage stops taking writes.',
      evidence: quotes([line(free), ...eventsOf(database).filter((text) => /storage/i.test(text))]),
      ...sinceOf(free.shape),
      relevant: true,
      depth: 0,
      next: moreOf(database.id),
    },
  ];
}

function storageRecovered(database: Database): string | undefined {
  const { id, curves } = database;
  const free = curves.get('FreeStorageSpace');
  if (!free || isLow(free.shape.now, free.shape, database)) return undefined;
  const { at, value } = free.shape.worst.low;
  if (!isLow(value, free.shape, database)) return undefined;
  const grown = database.events.findLast(({ message }) =>
    /storage.{0,60}(completed|increased)|autoscaling completed/i.test(message),
  );
  const why = grown
    ? `; ${grown.message} (${stamp(grown.at)})`
    : free.shape.now > free.shape.base
      ? '; it was enlarged, as storage autoscaling does'
      : '';
  return `recovered: RDS ${id} had ${amount(value, free.series)} storage left at ${stamp(new Date(at))}, now ${amount(free.shape.now, free.series)} (${amount(free.shape.base, free.series)} before)${why}`;
}

/** Under 2 GB, or under a tenth of what is allocated, was free before or is now. */
const isLow = (value: number, { base, now }: Shape, { allocated = 0 }: Database): boolean =>
  value < 2e9 || value < Math.max(base, now, allocated) / 10;

function cpuFinding(database: Database, lags: Draft[]): Draft[] | undefined {
  const cpu = database.curves.get('CPUUtilization');
  if (!cpu || (cpu.shape.now < busy && !(cpu.shape.now >= 70 && rose(cpu)))) return undefined;
  const object = objectName('rds', database.id);
  const explained = lags.some((lag) => lag.object === object);
  const reads = ['ReadIOPS', 'DatabaseConnections'].flatMap((metric) => database.curves.get(metric) ?? []).filter(rose);
  const query = heaviest(database);
  const before = cpu.shape.baseIs === 'before' ? 'before' : 'at first';
  const why = explained
    ? ', beside the write load'
    : query
      ? `; one query makes ${percent(query.share)} of its load: ${query.text}`
      : '';
  return [
    {
      category: 'database-cpu',
      object,
      severity: explained ? 'warning' : 'critical',
      title: headline(
        `RDS ${database.id}: CPU at ${number(cpu.shape.now)}% (${number(cpu.shape.base)}% ${before})${why}`,
      ),
      mechanism: 'A database out of CPU answers every query late; what makes most of its load is what to look at.',
      evidence: quotes([
        line(cpu),
        query && !explained ? statementLine(database, query) : undefined,
        ...reads.map(line),
      ]),
      ...sinceOf(cpu.shape),
      relevant: true,
      depth: explained ? 2 : 1,
      next: moreOf(database.id),
    },
  ];
}

function locksFinding(database: Database): Draft[] | undefined {
  const waits = (database.load?.waits ?? []).filter(({ name }) =>
    /^Lock:|deadlock|row_lock|innodb.*lock|LCK_M/i.test(name),
  );
  const share = waits.reduce((sum, wait) => sum + wait.share, 0);
  const blocked = heaviest(database);
  if (share < heavy / 2) return undefined;
  const words = waits.map((wait) => `${wait.name} ${percent(wait.share)}`).join(', ');
  return [
    {
      category: 'database-locks',
      object: objectName('rds', database.id),
      severity: 'critical',
      title: headline(
        `RDS ${database.id}: sessions wait for locks, ${percent(share)} of its load (${words})${blocked ? `; most of all ${blocked.text}` : ''}`,
      ),
      mechanism: 'Statements wait for locks that another transaction holds, and hold their connections meanwhile.',
      evidence: quotes([`waits of ${database.id}: ${words}`, blocked && statementLine(database, blocked)]),
      relevant: true,
      depth: 1,
      next: moreOf(database.id),
    },
  ];
}

/** One statement that makes most of a load that rose, where nothing else tells of the database's trouble. */
function slowFinding(database: Database): Draft[] | undefined {
  const query = heaviest(database);
  const points = database.load?.sessions ?? [];
  const shape = shapeOf(points, new Date(points[0]?.at ?? 0));
  if (!query || !shape || shape.now < 2 || !departs(shape.now, shape, 'up')) return undefined;
  return [
    {
      category: 'slow-query',
      object: objectName('rds', database.id),
      severity: 'warning',
      title: headline(
        `RDS ${database.id}: load rose from ${number(shape.base)} to ${number(shape.now)} active sessions; mostly ${quoted(query)}`,
      ),
      mechanism: 'One statement keeps the database busy, and all others wait.',
      evidence: quotes([statementLine(database, query)]),
      ...sinceOf(shape),
      relevant: true,
      depth: 1,
      next: moreOf(database.id),
    },
  ];
}

function connectionsFinding(database: Database): Draft[] | undefined {
  const connections = database.curves.get('DatabaseConnections');
  if (!connections || !rose(connections) || connections.shape.now < 20) return undefined;
  return [
    {
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
    },
  ];
}

/** Trouble of a source is one of its replicas, and the other way round. */
function kinOf(object: string, databases: Database[]): string[] {
  const own = databases.find(({ id }) => objectName('rds', id) === object);
  const kin = databases.filter(({ id, source }) => source === own?.id || id === own?.source);
  return kin.map(({ id }) => objectName('rds', id));
}

type Statement = Load['statements'][number];

/** The statement that makes more of the load than any other, if that is much. */
function heaviest({ load }: Database, kind: RegExp = /./): Statement | undefined {
  return (load?.statements ?? []).filter(({ text }) => kind.test(text)).find(({ share }) => share >= heavy);
}

const quoted = ({ text, share }: Statement): string => `${text} (${percent(share)} of the load)`;

export const statementLine = ({ id }: { id: string } = { id: '' }, { text, share, waits }: Statement): string =>
  `${percent(share)} of the load of ${id}${waits.length > 0 ? `, waiting for ${waits.join(', ')}` : ''}: ${text}`;

export const eventLine = ({ id }: { id: string }, { at, message }: DatabaseEvent): string =>
  `${stamp(at)} RDS ${id}: ${message}`;

const eventsOf = (database: Database): string[] => database.events.map((event) => eventLine(database, event));

const percent = (share: number): string => `${Math.round(share * 100)}%`;

const rose = ({ shape }: Drawn): boolean => departs(shape.now, shape, 'up');

const line = ({ series, shape }: Drawn): string => curveLine(series, shape);

const change = ({ series, shape }: Drawn): string =>
  `${series.metric} ${amount(shape.base, series)} -> ${amount(shape.now, series)}`;

const sinceOf = ({ step }: Shape): { since?: string } => (step ? { since: stamp(new Date(step.at)) } : {});

const moreOf = (id: string): Draft['next'] => ({
  tool: 'aws_get',
  args: { what: 'databases', service: id },
  why: 'its state, events, statements and waits',
});
