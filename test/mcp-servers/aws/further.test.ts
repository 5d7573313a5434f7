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
const jsonl = (lines: [minutesAgo: number, message: string][]): string =>
  lines
    .toSorted(([a], [b]) => b - a)
    .map(([minutes, message]) => JSON.stringify({ timestamp: ago(minutes), message }))
    .join('\n');
const often = (from: number, message: string): [number, string][] =>
  Array.from({ length: from }, (_, n) => [from - n, message]);

const instance = {
  DBInstanceIdentifier: 'ledger',
  DBInstanceArn: 'arn:aws:rds:us-east-1:123456789012:db:ledger',
  Engine: 'postgres',
  DBInstanceStatus: 'available',
  AllocatedStorage: 2_000,
};
const alarm = {
  AlarmName: 'ledger-connections',
  AlarmDescription: 'Connections of ledger',
  StateValue: 'ALARM',
  StateReason: 'Threshold Crossed',
  StateUpdatedTimestamp: new Date(ago(25)).toISOString(),
  StateTransitionedTimestamp: new Date(ago(25)).toISOString(),
  MetricName: 'DatabaseConnections',
  Namespace: 'AWS/RDS',
  Dimensions: [{ Name: 'DBInstanceIdentifier', Value: 'ledger' }],
};
const scaled = JSON.stringify({
  eventTime: new Date(ago(32)).toISOString(),
  eventSource: 'ecs.amazonaws.com',
  eventName: 'UpdateService',
  userIdentity: { type: 'IAMUser', userName: 'dana' },
  requestParameters: { cluster: 'prod', service: 'reports', desiredCount: 60 },
});
const authorized = (user: string, pid: number): string =>
  `2026-05-12 09:30:00 UTC:10.0.0.7(40${pid}):${user}@ledger:[${pid}]:LOG:  connection authorized: user=${user} database=ledger application_name=${user} SSL enabled`;

const world = ({ errors = true, rises = true, storage = 900e9 } = {}) => ({
  'logs/ecs/checkout/app.jsonl': jsonl([
    ...often(60, 'INFO served /cart'),
    ...(errors ? often(28, 'ERROR FATAL: remaining connection slots are reserved for superusers') : []),
  ]),
  'logs/aws/rds/instance/ledger/postgresql/ledger.0.jsonl': jsonl(
    Array.from({ length: 30 }, (_, n): [number, string] => [30 - n, authorized('reports', 100 + n)]),
  ),
  'metrics.csv': csv({
    'AWS/RDS DatabaseConnections DBInstanceIdentifier=ledger': level([90, 100], [30, rises ? 400 : 100]),
    'AWS/RDS FreeStorageSpace DBInstanceIdentifier=ledger': level([120, storage]),
  }),
  'cloudtrail.jsonl': scaled,
  'responses/rds/DescribeDBInstances.json': [{ when: {}, response: { DBInstances: [instance] } }],
  'responses/rds/DescribeEvents.json': [{ when: {}, response: { Events: [] } }],
  'responses/cloudwatch/DescribeAlarms.json': [
    { when: { StateValue: 'ALARM' }, response: { MetricAlarms: [alarm], CompositeAlarms: [] } },
    { when: {}, response: { MetricAlarms: [], CompositeAlarms: [] } },
  ],
});

async function triage(content: Parameters<typeof startServer>[0], names: string[]) {
  server = await startServer(content);
  const { structured } = await server.call('aws_triage', { scope: { names }, since: '1h' });
  return z.array(finding).parse(structured.findings);
}

describe('a database that nobody named', () => {
  it('is the root of its clients refusals, with who takes its connections and what was done to that one', async () => {
    const found = await triage(world(), ['checkout']);
    const root = found.find(({ object }) => object === 'aws:rds/ledger');
    expect(root).toMatchObject({ category: 'database-connections', severity: 'critical' });
    expect(root?.title).toContain('reports takes its connections, 30 of 30 new ones');
    expect(root?.title).toContain('dana ecs:UpdateService');
    expect(root?.related).toContain('aws:ecs/reports');
    const symptom = found.find(({ object }) => object === 'aws:logs/ecs/checkout');
    expect(symptom?.causedBy).toBe(root?.id);
  });

  it('is left alone while nothing that was asked about speaks of a database', async () => {
    const found = await triage(world({ errors: false }), ['checkout']);
    expect(found.filter(({ severity }) => severity !== 'info')).toEqual([]);
  });

  it('is no cause where its connections did not rise, nor where its large volume is as full as it always was', async () => {
    const found = await triage(world({ rises: false, storage: 120e9 }), ['checkout']);
    expect(found.find(({ object }) => object === 'aws:logs/ecs/checkout')?.causedBy).toBeUndefined();
    expect(found.map(({ category }) => category)).not.toContain('database-storage');
  });
});

describe('a table above its capacity', () => {
  const throttles = (count: number) => ({
    'metrics.csv': csv({
      'AWS/DynamoDB ThrottledRequests Operation=GetItem;TableName=prices': level([20, count]),
      'AWS/DynamoDB ConsumedReadCapacityUnits TableName=prices': level([120, 500]),
    }),
  });

  it('is told though AWS has no values of the time without throttles', async () => {
    const [first] = await triage(throttles(9_000), []);
    expect(first).toMatchObject({ category: 'throttled', object: 'aws:dynamodb/prices', severity: 'critical' });
  });

  it('is none where a request in a while is throttled', async () => {
    expect(await triage(throttles(0.4), [])).toEqual([]);
  });
});
