import { afterEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { finding } from '../../../mcp-servers/runtime/finding.ts';
import type { Denied } from '../../estate/case.ts';
import type { Called } from '../connect.ts';
import { type ServerUnderTest, startServer } from './aws-server.ts';
import { csv, level } from './metric-series.ts';

let server: ServerUnderTest | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const findingsOf = ({ structured }: Called) => z.array(finding).parse(structured.findings);

const instance = (id: string, fields: Record<string, unknown> = {}) => ({
  DBInstanceIdentifier: id,
  DBInstanceArn: `arn:aws:rds:us-east-1:123456789012:db:${id}`,
  DBInstanceClass: 'db.r6g.large',
  Engine: 'postgres',
  EngineVersion: '16.4',
  DBInstanceStatus: 'available',
  AllocatedStorage: 100,
  PerformanceInsightsEnabled: true,
  DbiResourceId: `db-${id.toUpperCase()}`,
  ...fields,
});

/** Shares of the load by statement and by wait, as Performance Insights gives them. */
function insights(statements: Record<string, number>, waits: Record<string, number>, sessions: number[] = [1, 1, 1]) {
  const names = Object.keys(waits);
  const sql = Object.entries(statements).map(([text, Total]) => ({
    Dimensions: { 'db.sql.statement': text },
    Total,
    Partitions: names.map((_, index) => (index === 0 ? Total : 0)),
  }));
  const waited = Object.entries(waits).map(([name, Total]) => ({ Dimensions: { 'db.wait_event.name': name }, Total }));
  const at = (index: number) => Date.parse('2026-05-12T09:00:00Z') / 1_000 + index * 60;
  return {
    'responses/pi/DescribeDimensionKeys.json': [
      {
        when: { GroupBy: { Group: 'db.sql' } },
        response: { Keys: sql, PartitionKeys: waited.map(({ Dimensions }) => ({ Dimensions })) },
      },
      { when: { GroupBy: { Group: 'db.wait_event' } }, response: { Keys: waited } },
      { when: {}, response: { Keys: [] } },
    ],
    'responses/pi/GetResourceMetrics.json': [
      {
        when: {},
        response: {
          MetricList: [
            {
              Key: { Metric: 'db.load.avg' },
              DataPoints: sessions.map((Value, index) => ({ Timestamp: at(index), Value })),
            },
          ],
        },
      },
    ],
  };
}

const instances = (...all: ReturnType<typeof instance>[]) => ({
  'responses/rds/DescribeDBInstances.json': [{ when: {}, response: { DBInstances: all } }],
});

const events = (id: string, ...messages: [at: string, message: string][]) => ({
  'responses/rds/DescribeEvents.json': [
    {
      when: { SourceIdentifier: id },
      response: {
        Events: messages.map(([at, Message]) => ({
          SourceIdentifier: id,
          SourceType: 'db-instance',
          Message,
          Date: `2026-05-12T${at}Z`,
        })),
      },
    },
    { when: {}, response: { Events: [] } },
  ],
});

const series = (id: string, curves: Record<string, number[]>) => ({
  'metrics.csv': csv(
    Object.fromEntries(
      Object.entries(curves).map(([name, values]) => [`AWS/RDS ${name} DBInstanceIdentifier=${id}`, values]),
    ),
  ),
});

async function triage(content: Record<string, unknown>, service = 'orders-db', denied: Denied[] = []): Promise<Called> {
  server = await startServer(content, { denied });
  const called = await server.call('aws_triage', { scope: { service } });
  expect(server.aws.journal.notServed).toEqual([]);
  for (const { evidence } of findingsOf(called)) for (const line of evidence) expect(called.text).toContain(line);
  return called;
}

describe('databases in aws_triage', () => {
  it('names the query behind a busy CPU', async () => {
    const called = await triage({
      ...instances(instance('orders-db')),
      ...insights({ 'SELECT * FROM orders WHERE note LIKE $1': 9, 'SELECT 1': 1 }, { CPU: 9, 'IO:DataFileRead': 1 }),
      ...series('orders-db', { CPUUtilization: level([100, 20], [20, 95]) }),
    });
    const [root] = findingsOf(called);
    expect(root).toMatchObject({ category: 'database-cpu', object: 'aws:rds/orders-db', severity: 'critical' });
    expect(root?.title).toContain('one query makes 90% of the load: SELECT * FROM orders WHERE note LIKE $1');
    expect(called.text).toContain('90% of the load of orders-db, waiting for CPU: SELECT * FROM orders');
  });

  it('finds the source of a replica that is called otherwise, and the statement that writes most', async () => {
    const called = await triage(
      {
        ...instances(
          instance('ledger', { ReadReplicaDBInstanceIdentifiers: ['reporting'] }),
          instance('reporting', { ReadReplicaSourceDBInstanceIdentifier: 'ledger', PerformanceInsightsEnabled: false }),
        ),
        ...insights({ 'UPDATE entries SET seen = true': 8, 'SELECT 1': 2 }, { 'IO:WALWrite': 10 }),
        ...events('reporting'),
        'metrics.csv': csv({
          'AWS/RDS ReplicaLag DBInstanceIdentifier=reporting': level([100, 1], [20, 700]),
          'AWS/RDS WriteIOPS DBInstanceIdentifier=ledger': level([100, 300], [20, 9_000]),
        }),
      },
      'reporting',
    );
    const [root] = findingsOf(called);
    expect(root).toMatchObject({
      category: 'replication-lag',
      object: 'aws:rds/ledger',
      related: ['aws:rds/reporting'],
    });
    expect(root?.title).toMatch(
      /reporting lags 7\d\d s behind ledger.*mostly UPDATE entries SET seen = true \(80% of the load\)/,
    );
  });

  it('tells waiting for locks from work', async () => {
    const called = await triage({
      ...instances(instance('orders-db')),
      ...insights({ 'UPDATE stock SET left = left - 1 WHERE id = $1': 9 }, { 'Lock:transactionid': 8, CPU: 2 }),
    });
    expect(findingsOf(called)[0]).toMatchObject({ category: 'database-locks', severity: 'critical' });
    expect(findingsOf(called)[0]?.title).toContain('Lock:transactionid 80%');
  });

  it('finds a slow query where load rose and nothing else tells', async () => {
    const content = (sessions: number[]) => ({
      ...instances(instance('orders-db')),
      ...insights({ 'SELECT pg_sleep(1)': 9 }, { 'IO:DataFileRead': 9 }, sessions),
    });
    const called = await triage(content([...level([20, 1]), ...level([20, 12])]));
    expect(findingsOf(called)[0]).toMatchObject({ category: 'slow-query', since: '2026-05-12T09:20:00Z' });
    await server?.close();
    expect(findingsOf(await triage(content(level([40, 5]))))).toEqual([]);
  });

  it('says of a full database that it is full, and of one that was enlarged that it recovered', async () => {
    const full = await triage({ ...instances(instance('orders-db', { DBInstanceStatus: 'storage-full' })) });
    expect(findingsOf(full)[0]).toMatchObject({ category: 'database-storage', severity: 'critical' });
    await server?.close();
    const enlarged = await triage({
      ...instances(instance('orders-db', { AllocatedStorage: 200 })),
      ...events('orders-db', ['09:15:00', 'Storage autoscaling completed for DB instance orders-db.']),
      ...series('orders-db', { FreeStorageSpace: level([90, 30e9], [5, 4e9], [25, 110e9]) }),
    });
    expect(findingsOf(enlarged)).toEqual([]);
    expect(enlarged.structured.recovered).toEqual([
      expect.stringMatching(/orders-db had 4\.0 GB storage left .*Storage autoscaling completed/),
    ]);
    expect(enlarged.structured.examined).toContain('1 databases named so, 1 available in us-east-1');
  });

  it('says what may not be read and keeps the rest', async () => {
    const called = await triage(
      {
        ...instances(instance('orders-db')),
        ...series('orders-db', { CPUUtilization: level([100, 20], [20, 95]) }),
      },
      'orders-db',
      [
        { aws: 'pi:DescribeDimensionKeys', error: 'AccessDeniedException' },
        { aws: 'pi:GetResourceMetrics', error: 'AccessDeniedException' },
      ],
    );
    expect(findingsOf(called)[0]).toMatchObject({ category: 'database-cpu' });
    expect(called.structured.notChecked).toEqual([expect.stringContaining('the IAM action pi:')]);
  });

  it('asks for the load only where Performance Insights is on', async () => {
    await triage({ ...instances(instance('orders-db', { PerformanceInsightsEnabled: false })) });
    const asked = server?.aws.journal.requests.map(({ operation }) => operation) ?? [];
    expect(asked).toContain('DescribeEvents');
    expect(asked).not.toContain('DescribeDimensionKeys');
  });
});

describe('aws_get databases', () => {
  it('describes an instance with its events, waits and statements', async () => {
    server = await startServer({
      ...instances(instance('orders-db', { ReadReplicaDBInstanceIdentifiers: ['orders-db-2'] }), instance('other')),
      ...insights({ 'SELECT 1': 9 }, { CPU: 9 }),
      ...events('orders-db', ['09:15:00', 'DB instance restarted']),
    });
    const { text } = await server.call('aws_get', { what: 'databases', service: 'orders-db' });
    expect(text.split('\n')).toEqual([
      '1 databases in us-east-1',
      'orders-db: available, postgres 16.4, db.r6g.large, 100 GB, replicas: orders-db-2',
      '  waits: CPU 100%',
      '  100% of the load of orders-db, waiting for CPU: SELECT 1',
      '  2026-05-12T09:15:00Z RDS orders-db: DB instance restarted',
    ]);
  });

  it('names the nearest where none is named so', async () => {
    server = await startServer(instances(instance('orders-db')));
    const { text, isError } = await server.call('aws_get', { what: 'databases', service: 'order-db' });
    expect(isError).toBe(true);
    expect(text).toContain('nearest: orders-db');
  });

  it('lists databases where a scope is looked for, with the names that tags give them', async () => {
    server = await startServer(
      instances(
        instance('orders-db', {
          TagList: [{ Key: 'service', Value: 'orders' }],
          DBClusterIdentifier: 'orders-cluster',
        }),
      ),
    );
    const { structured } = await server.call('aws_get', { what: 'inventory' });
    expect(structured.inventory).toEqual([
      {
        name: 'orders-db',
        object: 'aws:rds/orders-db',
        aliases: ['orders-cluster', 'orders'],
        region: 'us-east-1',
        account: '123456789012',
      },
    ]);
  });
});
