import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AwsUnderTest, logStream, startAws } from './aws-under-test.ts';
import { installAwsCli } from './install-aws-cli.ts';

const run = promisify(execFile);
const command = await installAwsCli().catch((error: unknown) => {
  console.warn(`the aws command is skipped, since it cannot be installed: ${String(error).slice(0, 300)}`);
  return undefined;
});

(command === undefined ? describe.skip : describe)('the aws command', () => {
  let estate: AwsUnderTest;

  beforeAll(async () => {
    estate = await startAws({
      'logs/api/s.jsonl': logStream([60, 'ERROR refused'], [30, 'INFO fine']),
      'metrics.csv': 'namespace,metric,dimensions,timestamp,value,unit\nApp,errors,,2026-05-12T09:00:00Z,1.5,Count\n',
      'responses/cloudwatch/DescribeAlarms.json': [
        {
          when: {},
          response: {
            MetricAlarms: [{ AlarmName: 'errors', StateValue: 'ALARM', StateUpdatedTimestamp: '2026-05-12T09:30:00Z' }],
          },
        },
      ],
      'responses/rds/DescribeDBInstances.json': [
        {
          when: {},
          response: { DBInstances: [{ DBInstanceIdentifier: 'db-1', ReadReplicaDBInstanceIdentifiers: ['db-2'] }] },
        },
      ],
      'responses/xray/GetTraceSummaries.json': [
        { when: {}, response: { TraceSummaries: [{ Id: '1-a', StartTime: 1.5, Duration: 5.5 }] } },
      ],
    });
  });
  afterAll(() => estate.close());

  const aws = async (...args: string[]): Promise<unknown> => {
    const env = { PATH: process.env.PATH, HOME: process.env.HOME, AWS_CONFIG_FILE: '/dev/null', ...estate.env };
    const { stdout } = await run(command ?? 'aws', [...args, '--endpoint-url', estate.url, '--output', 'json'], {
      env,
    });
    return JSON.parse(stdout);
  };

  it('is told who it is (query protocol)', async () => {
    expect(await aws('sts', 'get-caller-identity')).toMatchObject({ Account: '123456789012' });
  });

  it('filters log events (JSON 1.1)', async () => {
    const found = await aws('logs', 'filter-log-events', '--log-group-name', '/api', '--filter-pattern', 'ERROR');
    expect(found).toMatchObject({ events: [{ message: 'ERROR refused' }] });
  });

  it('reads alarms and statistics (RPC v2 with CBOR)', async () => {
    expect(await aws('cloudwatch', 'describe-alarms')).toMatchObject({ MetricAlarms: [{ AlarmName: 'errors' }] });
    const window = ['--start-time', '2026-05-12T09:00:00Z', '--end-time', '2026-05-12T09:10:00Z', '--period', '60'];
    const metric = ['--namespace', 'App', '--metric-name', 'errors', '--statistics', 'Sum'];
    expect(await aws('cloudwatch', 'get-metric-statistics', ...metric, ...window)).toMatchObject({
      Datapoints: [{ Sum: 1.5 }],
    });
  });

  it('lists databases (query protocol with named list elements) and traces (REST)', async () => {
    expect(await aws('rds', 'describe-db-instances')).toMatchObject({
      DBInstances: [{ DBInstanceIdentifier: 'db-1', ReadReplicaDBInstanceIdentifiers: ['db-2'] }],
    });
    const traces = await aws('xray', 'get-trace-summaries', '--start-time', '1', '--end-time', '2');
    expect(traces).toMatchObject({ TraceSummaries: [{ Id: '1-a', Duration: 5.5 }] });
  });

  it('sees an unknown log group as an error', async () => {
    await expect(aws('logs', 'filter-log-events', '--log-group-name', '/nope')).rejects.toThrow(
      'ResourceNotFoundException',
    );
  });
});
