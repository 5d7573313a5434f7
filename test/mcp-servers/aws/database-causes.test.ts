import { afterEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { finding } from '../../../mcp-servers/runtime/finding.ts';
import { now } from '../../estate/aws/aws-under-test.ts';
import { type ServerUnderTest, startServer } from './aws-server.ts';
import { csv, level } from './metric-series.ts';

let server: ServerUnderTest | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const ago = (minutes: number): number => Date.parse(now) - minutes * 60_000;

type Line = [minutesAgo: number, session: string, message: string];

/** PostgreSQL's log as RDS writes it: `host:user@database:[pid]:LEVEL`. */
const postgres = (...lines: Line[]) => ({
  'logs/aws/rds/instance/orders-db/postgresql/orders-db.0.jsonl': lines
    .toSorted(([a], [b]) => b - a)
    .map(([minutes, session, text]) => {
      const at = new Date(ago(minutes)).toISOString().replace('T', ' ').slice(0, 19);
      return JSON.stringify({ timestamp: ago(minutes), message: `${at} UTC:${session}:${text}` });
    })
    .join('\n'),
});

const instance = (fields: Record<string, unknown> = {}) => ({
  'responses/rds/DescribeDBInstances.json': [
    {
      when: {},
      response: {
        DBInstances: [
          {
            DBInstanceIdentifier: 'orders-db',
            Engine: 'postgres',
            DBInstanceStatus: 'available',
            AllocatedStorage: 100,
            ...fields,
          },
        ],
      },
    },
  ],
});

const events = (...messages: [minutesAgo: number, message: string][]) => ({
  'responses/rds/DescribeEvents.json': [
    {
      when: {},
      response: {
        Events: messages.map(([minutes, Message]) => ({
          SourceIdentifier: 'orders-db',
          SourceType: 'db-instance',
          Message,
          Date: new Date(ago(minutes)).toISOString(),
        })),
      },
    },
  ],
});

const curves = (series: Record<string, number[]>) => ({
  'metrics.csv': csv(
    Object.fromEntries(
      Object.entries(series).map(([name, values]) => [`AWS/RDS ${name} DBInstanceIdentifier=orders-db`, values]),
    ),
  ),
});

async function triage(...parts: Record<string, unknown>[]) {
  server = await startServer(Object.assign({}, instance(), events(), ...parts));
  const called = await server.call('aws_triage', { scope: { names: ['orders-db'] }, since: '1h' });
  const found = z.array(finding).parse(called.structured.findings);
  for (const { evidence } of found) for (const line of evidence) expect(called.text).toContain(line);
  return { found, recovered: z.array(z.string()).parse(called.structured.recovered) };
}

const ann = '10.0.0.5(4000):ann@shop:[71]';
const app = (pid: number): string => `10.0.0.9(5000):shop@shop:[${pid}]`;
const blocked = (pid: number, minutes: number): Line[] => [
  [
    minutes,
    app(pid),
    `LOG:  process ${pid} still waiting for RowShareLock on relation 16 of database 1 after 1000.1 ms`,
  ],
  [minutes, app(pid), `DETAIL:  Process holding the lock: 71. Wait queue: 80, ${pid}.`],
];
const queue: Line[] = [
  [80, ann, 'LOG:  connection authorized: user=ann database=shop application_name=psql SSL enabled (protocol=TLSv1.3)'],
  [75, ann, "LOG:  duration: 12.000 ms  statement: UPDATE orders SET state = 'held' WHERE id = 4"],
  [30, app(80), 'LOG:  process 80 still waiting for AccessExclusiveLock on relation 16 of database 1 after 1000.1 ms'],
  [30, app(80), 'DETAIL:  Process holding the lock: 71. Wait queue: 80.'],
  [30, app(80), 'STATEMENT:  ALTER TABLE orders ADD COLUMN note text'],
  ...blocked(81, 29),
  ...blocked(82, 28),
];
const acquired = (pid: number): Line => [
  20,
  app(pid),
  `LOG:  process ${pid} acquired RowShareLock on relation 16 of database 1 after 9000.1 ms`,
];
const many = { DatabaseConnections: level([90, 50], [30, 120]) };

describe('sessions that wait for locks', () => {
  it('are told with the session that holds what they wait for, and the first in the queue', async () => {
    const { found } = await triage(curves(many), postgres(...queue));
    const root = found.find(({ category }) => category === 'database-locks');
    expect(root).toMatchObject({ object: 'aws:rds/orders-db', severity: 'critical' });
    expect(root?.title).toMatch(/pid 71 \(ann, psql, from 10\.0\.0\.5\) holds a lock in an open transaction/);
    expect(root?.title).toMatch(/3 sessions wait, first pid 80 of shop: ALTER TABLE orders ADD COLUMN note text/);
  });

  it('are no trouble any more once they got their locks', async () => {
    const { found } = await triage(curves(many), postgres(...queue, acquired(80), acquired(81), acquired(82)));
    expect(found.map(({ category }) => category)).not.toContain('database-locks');
  });
});

const shrinking = Array.from({ length: 120 }, (_, n) => 60e9 - n * 0.45e9);

describe('storage that runs out', () => {
  it('names the replication slot that keeps the WAL, who read it until when, and the time that is left', async () => {
    const { found } = await triage(
      curves({
        FreeStorageSpace: shrinking,
        TransactionLogsDiskUsage: shrinking.map((free) => 62e9 - free),
        ReplicationSlotDiskUsage: shrinking.map((free) => 61e9 - free),
      }),
      postgres(
        [3_000, '10.0.0.8(4100):cdc@shop:[50]', 'LOG:  starting logical decoding for slot "lake"'],
        [2_000, '10.0.0.8(4100):cdc@shop:[50]', 'LOG:  unexpected EOF on standby connection'],
      ),
    );
    expect(found[0]).toMatchObject({ category: 'database-storage', severity: 'critical' });
    expect(found[0]?.title).toMatch(/WAL kept for the replication slot "lake", inactive since its reader cdc, from 10/);
    expect(found[0]?.title).toMatch(/27\.0 GB\/h less, none at about /);
  });

  it('names whose temporary files took it, and not the WAL that is as large as ever', async () => {
    const spilled = Array.from(
      { length: 40 },
      (_, n): Line => [
        50 - n,
        '10.0.0.7(4200):bi@shop:[60]',
        `LOG:  temporary file: path "base/pgsql_tmp/pgsql_tmp60.${n}", size 1073741824`,
      ],
    );
    const { found } = await triage(
      curves({ FreeStorageSpace: shrinking, TransactionLogsDiskUsage: level([120, 2e9]) }),
      postgres(...spilled),
    );
    expect(found[0]?.title).toMatch(/temporary files of bi took 4\d\.\d GB since/);
    expect(found[0]?.title).not.toContain('WAL');
  });

  it('names the setting that makes its own log grow, though it was changed days before', async () => {
    const { found } = await triage(
      curves({ FreeStorageSpace: shrinking }),
      postgres([7_000, '@:[1]', 'LOG:  parameter "log_statement" changed to "all"']),
    );
    expect(found[0]?.title).toContain('its own log grows since');
    expect(found[0]?.title).toContain('parameter log_statement was set to all');
  });
});

describe('a volume', () => {
  const slow = { ReadLatency: level([90, 0.001], [30, 0.06]) };

  it('without burst credits is held at its baseline', async () => {
    const { found } = await triage(
      instance({ StorageType: 'gp2' }),
      curves({ ...slow, BurstBalance: [...level([90, 80]), ...level([30, 0])] }),
    );
    expect(found[0]).toMatchObject({ category: 'database-storage', object: 'aws:rds/orders-db' });
    expect(found[0]?.title).toMatch(/burst credits are spent \(BurstBalance 0%.*baseline of 300 IOPS/);
  });

  it('does as many operations as were bought', async () => {
    const { found } = await triage(
      instance({ StorageType: 'gp3', Iops: 3_000 }),
      curves({ ...slow, ReadIOPS: level([90, 700], [30, 2_950]) }),
    );
    expect(found[0]?.title).toMatch(/its gp3 volume is at its limit of 3000 IOPS/);
  });

  it('that answers late for another reason is not said to be at its limit, nor one that answers in time', async () => {
    const far = await triage(
      instance({ StorageType: 'gp3', Iops: 12_000 }),
      curves({ ...slow, ReadIOPS: level([120, 700]) }),
    );
    expect(far.found.map(({ category }) => category)).not.toContain('database-storage');
    await server?.close();
    const quick = await triage(instance({ StorageType: 'gp2' }), curves({ BurstBalance: level([90, 80], [30, 0.5]) }));
    expect(quick.found.map(({ category }) => category)).not.toContain('database-storage');
  });
});

it('CPU credits that are spent explain a processor that does little', async () => {
  const { found } = await triage(
    instance({ DBInstanceClass: 'db.t3.medium' }),
    curves({ CPUCreditBalance: [...level([90, 140]), ...level([30, 0])], CPUUtilization: level([90, 80], [30, 20]) }),
  );
  expect(found[0]).toMatchObject({ category: 'database-cpu' });
  expect(found[0]?.title).toContain('the CPU credits of db.t3.medium are spent (143 -> 0)');
});

describe('a failover', () => {
  const failover = events(
    [40, 'Multi-AZ instance failover started.'],
    [38, 'Multi-AZ instance failover completed'],
    [37, 'The primary host of the RDS Multi-AZ instance is unhealthy.'],
  );

  it('is over when the clients are back', async () => {
    const { found, recovered } = await triage(
      failover,
      curves({ DatabaseConnections: level([80, 150], [4, 20], [36, 150]) }),
    );
    expect(found).toEqual([]);
    expect(recovered[0]).toMatch(/over: RDS orders-db failed over to its standby .* is available again.*is unhealthy/);
  });

  it('is not while they stay away', async () => {
    const { found, recovered } = await triage(failover, curves({ DatabaseConnections: level([80, 150], [40, 12]) }));
    expect(found[0]).toMatchObject({ category: 'dependency-outage', severity: 'critical' });
    expect(found[0]?.title).toContain('its clients have not come back');
    expect(recovered).toEqual([]);
  });
});

describe('a replica that falls behind', () => {
  const replica = instance({ ReadReplicaSourceDBInstanceIdentifier: 'orders-main' });
  const lag = curves({ ReplicaLag: level([90, 1], [30, 900]) });
  const startup = '@:[9]';
  const waits: Line[] = [
    [
      50,
      ann,
      'LOG:  connection authorized: user=ann database=shop application_name=psql SSL enabled (protocol=TLSv1.3)',
    ],
    [30, startup, 'LOG:  recovery still waiting after 1000.1 ms: recovery conflict on snapshot'],
    [30, startup, 'DETAIL:  Conflicting process: 71.'],
  ];

  it('is told with whose read its replay waits for', async () => {
    const { found } = await triage(replica, lag, postgres(...waits));
    expect(found[0]).toMatchObject({ category: 'replication-lag', object: 'aws:rds/orders-db', severity: 'critical' });
    expect(found[0]?.title).toContain(
      'its replay waits for a long-running read of ann, psql, from 10.0.0.5 (process 71)',
    );
    expect(found[0]?.since).toBe(new Date(ago(30)).toISOString());
  });

  it.each<[string, Line[]]>([
    ['no conflict is logged', []],
    [
      'the replay has gone on since',
      [...waits, [20, startup, 'LOG:  recovery finished waiting after 600000.1 ms: recovery conflict on snapshot']],
    ],
  ])('is not explained where %s', async (_, lines) => {
    const { found } = await triage(replica, lag, postgres(...lines));
    expect(found[0]).toMatchObject({ category: 'replication-lag', severity: 'warning' });
    expect(found[0]?.title).toContain('no rise of writes was seen on the source');
  });
});

describe('without Performance Insights, the log of slow statements', () => {
  const busy = curves({ CPUUtilization: level([90, 20], [30, 95]) });
  const took = (minutes: number, ms: number, statement: string): Line => [
    minutes,
    app(90),
    `LOG:  duration: ${ms}.000 ms  execute <unnamed>: ${statement}`,
  ];

  it('of PostgreSQL names the statement that takes most of the time, whatever its values', async () => {
    const { found } = await triage(
      busy,
      postgres(
        took(25, 9_000, "SELECT sum(price) FROM lines WHERE sku = 'a1' AND shop IN (1, 2)"),
        took(20, 8_000, "SELECT sum(price) FROM lines WHERE sku = 'b2' AND shop IN (3, 4, 5)"),
        took(10, 1_000, 'UPDATE orders SET state = 4 WHERE id = 9'),
      ),
    );
    expect(found[0]).toMatchObject({ category: 'database-cpu', severity: 'critical' });
    expect(found[0]?.title).toContain(
      'one query makes 94% of the time of slow statements in its log: SELECT sum(price) FROM lines WHERE sku = ? AND shop IN (?)',
    );
  });

  it('of MySQL is read from its slow log', async () => {
    const entry = [
      '# Time: 2026-05-01T09:50:00.000000Z',
      '# User@Host: shop[shop] @  [10.0.0.9]  Id:  4711',
      '# Query_time: 12.500000  Lock_time: 0.000010 Rows_sent: 1  Rows_examined: 9000000',
      'use shop;',
      'SET timestamp=1777629000;',
      "SELECT * FROM lines WHERE note LIKE '%x%';",
    ];
    const { found } = await triage(busy, {
      'logs/aws/rds/instance/orders-db/slowquery/orders-db.jsonl': JSON.stringify({
        timestamp: ago(10),
        message: entry.join('\n'),
      }),
    });
    expect(found[0]?.title).toContain('100% of the time of slow statements in its log: SELECT * FROM lines WHERE note');
  });
});

it('MySQL that refuses connections says so in its error log', async () => {
  const { found } = await triage(curves({ DatabaseConnections: level([90, 50], [30, 600]) }), {
    'logs/aws/rds/instance/orders-db/error/orders-db.jsonl': JSON.stringify({
      timestamp: ago(10),
      message: '2026-05-01T09:50:00.000000Z 0 [Warning] [MY-010000] [Server] Too many connections',
    }),
  });
  expect(found[0]).toMatchObject({ category: 'database-connections', severity: 'critical' });
  expect(found[0]?.title).toContain('1 refused');
});

describe('an Aurora cluster', () => {
  const member = (id: string) => ({
    DBInstanceIdentifier: id,
    DBClusterIdentifier: 'orders',
    Engine: 'aurora-postgresql',
    DBInstanceStatus: 'available',
  });
  const members = {
    'responses/rds/DescribeDBInstances.json': [
      { when: {}, response: { DBInstances: [member('orders-db'), member('orders-reader')] } },
    ],
  };

  it('has a reader that lags by milliseconds, behind the member that lags behind nobody', async () => {
    const { found } = await triage(members, {
      'metrics.csv': csv({
        'AWS/RDS AuroraReplicaLag DBInstanceIdentifier=orders-reader': level([90, 20], [30, 9_000]),
        'AWS/RDS WriteIOPS DBInstanceIdentifier=orders-db': level([90, 300], [30, 4_000]),
      }),
    });
    expect(found[0]).toMatchObject({ category: 'replication-lag', object: 'aws:rds/orders-db' });
    expect(found[0]?.title).toMatch(/orders-reader lags 9(?:\.\d+)? s behind orders-db: write load on orders-db rose/);
  });

  it('keeps a lag of twenty milliseconds to itself', async () => {
    const { found } = await triage(members, {
      'metrics.csv': csv({ 'AWS/RDS AuroraReplicaLag DBInstanceIdentifier=orders-reader': level([90, 5], [30, 20]) }),
    });
    expect(found).toEqual([]);
  });

  it('logs to groups of its own, each member to a stream', async () => {
    const lines = postgres(...queue);
    const [text = ''] = Object.values(lines);
    const { found } = await triage(members, curves(many), {
      'logs/aws/rds/cluster/orders/postgresql/orders-db.0.jsonl': text,
    });
    expect(found.find(({ category }) => category === 'database-locks')?.title).toContain('pid 71 (ann, psql');
  });

  it('tells of a failover in events of the cluster', async () => {
    const failover = [
      { SourceIdentifier: 'orders', Message: 'Started cross AZ failover to DB instance: orders-db', Date: ago(40) },
      { SourceIdentifier: 'orders', Message: 'Completed failover to DB instance: orders-db', Date: ago(39) },
    ].map((event) => ({ ...event, SourceType: 'db-cluster', Date: new Date(event.Date).toISOString() }));
    const { recovered } = await triage(members, {
      'responses/rds/DescribeEvents.json': [
        { when: { SourceType: 'db-cluster' }, response: { Events: failover } },
        { when: {}, response: { Events: [] } },
      ],
    });
    expect(recovered[0]).toContain('RDS orders-db failed over to its standby');
  });
});
