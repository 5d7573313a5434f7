import { afterEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { finding } from '../../../mcp-servers/runtime/finding.ts';
import { logStream } from '../../estate/aws/aws-under-test.ts';
import type { Called } from '../connect.ts';
import { type ServerUnderTest, startServer } from './aws-server.ts';
import { csv, level } from './metric-series.ts';

let server: ServerUnderTest | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const findingsOf = ({ structured }: Called) => z.array(finding).parse(structured.findings);

async function call(series: Record<string, number[]>, tool: string, args: Record<string, unknown>): Promise<Called> {
  server = await startServer({ 'metrics.csv': csv(series) });
  const called = await server.call(tool, args);
  expect(server.aws.journal.notServed).toEqual([]);
  return called;
}

describe('aws_metrics', () => {
  const series = {
    'Shop latency_p99_ms Service=checkout': level([90, 100], [30, 900]),
    'Shop baskets Service=checkout': level([120, 5]),
    'Shop latency_p99_ms Service=search': level([120, 50]),
  };

  it('reads all that a name chooses, what moved most first, with the step and the ratio to the time before', async () => {
    const { text } = await call(series, 'aws_metrics', { names: ['checkout'] });
    const [header, first, second, ...none] = text.split('\n');
    expect(header).toContain('2 series');
    expect(first).toMatch(/^Shop latency_p99_ms Service=checkout: last 918, before 101 \(9\.09x\); min 100/);
    expect(first).toContain('at 2026-05-12T09:10:00Z');
    expect(second).toContain('Shop baskets');
    expect(none).toEqual([]);
  });

  it('lists without reading', async () => {
    const { text } = await call(series, 'aws_metrics', { metric: 'latency_p99_ms', list: true });
    expect(text).toContain('Shop latency_p99_ms Service=search');
    expect(server?.aws.journal.requests.some(({ path }) => path.includes('GetMetricData'))).toBe(false);
  });

  it('names the nearest where nothing is named so', async () => {
    const { text, isError } = await call(series, 'aws_metrics', { names: ['chekout'] });
    expect(isError).toBe(true);
    expect(text).toContain('nearest: checkout');
  });

  it('reads hundreds of series in few requests', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 150 }, (_, i) => [`Shop m${i} Service=checkout`, level([70, i])]),
    );
    await call(many, 'aws_metrics', { names: ['checkout'] });
    expect(server?.aws.journal.requests.length).toBeLessThanOrEqual(2);
  });

  it('says which permission is missing', async () => {
    server = await startServer(
      { 'metrics.csv': csv(series) },
      { denied: [{ aws: 'cloudwatch:ListMetrics', error: 'AccessDeniedException' }] },
    );
    const { text, isError } = await server.call('aws_metrics', { names: ['checkout'] });
    expect(isError).toBe(true);
    expect(text).toContain('cloudwatch:ListMetrics');
  });
});

describe('metrics in aws_triage', () => {
  it('finds nothing in a service whose metrics stay where they were', async () => {
    const called = await call({ 'Shop latency_p99_ms Service=checkout': level([120, 100]) }, 'aws_triage', {
      scope: { service: 'checkout' },
    });
    expect(findingsOf(called)).toEqual([]);
    expect(called.structured.examined).toEqual([expect.stringContaining('1 metrics named so')]);
  });

  it('makes nothing of a single error, nor of a single slow minute', async () => {
    const called = await call(
      {
        'AWS/Lambda Errors FunctionName=checkout': [...level([118, 0]), 1, 0],
        'Shop latency_p99_ms Service=checkout': [...level([119, 100]), 900],
      },
      'aws_triage',
      { scope: { service: 'checkout' } },
    );
    expect(findingsOf(called)).toEqual([]);
  });

  it('puts a surge of traffic before the latency and errors that follow from it', async () => {
    const called = await call(
      {
        'Shop http_5xx_ratio Service=checkout': level([100, 0.001], [20, 0.2]),
        'Shop requests_per_sec Service=checkout': level([100, 500], [20, 4_000]),
      },
      'aws_triage',
      { scope: { service: 'checkout' } },
    );
    const [root, errors] = findingsOf(called);
    expect(root).toMatchObject({ category: 'traffic-surge', severity: 'critical', since: '2026-05-12T09:20:00Z' });
    expect(root?.title).toContain('requests_per_sec rose from 505 to');
    expect(errors).toMatchObject({ category: 'unknown', causedBy: root?.id });
    for (const line of root?.evidence ?? []) expect(called.text).toContain(line);
  });

  it('says what was bad and is well again, and makes no finding of it', async () => {
    const called = await call(
      { 'Shop http_5xx_ratio Service=checkout': level([80, 0.001], [10, 0.4], [30, 0.001]) },
      'aws_triage',
      { scope: { service: 'checkout' } },
    );
    expect(findingsOf(called)).toEqual([]);
    expect(called.structured.recovered).toEqual([
      expect.stringContaining('recovered: checkout http_5xx_ratio was 0.4'),
    ]);
  });
});

describe('databases in aws_triage', () => {
  const scope = { service: 'orders-db' };
  const db = 'DBInstanceIdentifier=orders-db';

  it('ties a replica’s lag to the writes of its source', async () => {
    const called = await call(
      {
        [`AWS/RDS ReplicaLag ${db}-replica-1`]: level([100, 1], [20, 900]),
        [`AWS/RDS TransactionLogsGeneration ${db}`]: level([100, 8e6], [20, 2.4e8]),
        [`AWS/RDS CPUUtilization ${db}`]: level([100, 30], [20, 78]),
      },
      'aws_triage',
      { scope },
    );
    const [lag, cpu] = findingsOf(called);
    expect(lag).toMatchObject({ category: 'replication-lag', object: 'aws:rds/orders-db', severity: 'critical' });
    expect(lag?.title).toMatch(/orders-db-replica-1 lags 9\d\d s behind orders-db: write load on orders-db rose/);
    expect(cpu).toMatchObject({ category: 'database-cpu', causedBy: lag?.id });
  });

  it('sees in a long window what was recorded for a few minutes of it only', async () => {
    server = await startServer({
      'metrics.csv': csv({
        [`AWS/RDS ReplicaLag ${db}-replica-1`]: [1, 1, 1, ...level([12, 900])],
        [`AWS/RDS WriteIOPS ${db}`]: [300, 300, ...level([13, 9_000])],
      }),
    });
    const called = await server.call('aws_triage', { scope, since: '2h' });
    expect(findingsOf(called)[0]).toMatchObject({ category: 'replication-lag', object: 'aws:rds/orders-db' });
  });

  it('blames the replica itself where its source writes as always', async () => {
    const called = await call(
      {
        [`AWS/RDS ReplicaLag ${db}-replica-1`]: level([100, 1], [20, 900]),
        [`AWS/RDS WriteIOPS ${db}`]: level([120, 800]),
      },
      'aws_triage',
      { scope },
    );
    expect(findingsOf(called)[0]).toMatchObject({ object: 'aws:rds/orders-db-replica-1' });
  });

  it('tells storage that runs out from storage that was enlarged', async () => {
    const low = await call({ [`AWS/RDS FreeStorageSpace ${db}`]: level([100, 50e9], [20, 1e9]) }, 'aws_triage', {
      scope,
    });
    expect(findingsOf(low)[0]).toMatchObject({ category: 'database-storage', severity: 'critical' });
    await server?.close();
    const enlarged = await call(
      { [`AWS/RDS FreeStorageSpace ${db}`]: level([80, 30e9], [10, 1e9], [30, 200e9]) },
      'aws_triage',
      { scope },
    );
    expect(findingsOf(enlarged)).toEqual([]);
    expect(enlarged.text).toContain('recovered: RDS orders-db had 1.0 GB storage left');
    expect(enlarged.text).toContain('autoscaling');
  });
});

it('puts what a program says itself before the curve that shows the same', async () => {
  const full: [number, string][] = [300, 200, 100].map((ago) => [ago, 'ERROR write /data/x: no space left on device']);
  server = await startServer({
    'metrics.csv': csv({ 'Shop disk_used_pct Service=checkout': level([100, 0.4], [20, 0.98]) }),
    'logs/app/checkout/a.jsonl': logStream(...full),
  });
  const [said, curve] = findingsOf(await server.call('aws_triage', { scope: { service: 'checkout' } }));
  expect(said).toMatchObject({ category: 'disk-full', object: 'aws:logs/app/checkout' });
  expect(curve).toMatchObject({ category: 'disk-full', object: 'aws:cloudwatch/checkout', causedBy: said?.id });
});
