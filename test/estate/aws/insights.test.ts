import {
  CloudWatchLogsClient,
  GetQueryResultsCommand,
  StartQueryCommand,
  StopQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AwsUnderTest, logStream, now, startAws } from './aws-under-test.ts';

let aws: AwsUnderTest;
let logs: CloudWatchLogsClient;

beforeAll(async () => {
  aws = await startAws({
    'logs/api/s.jsonl': logStream(
      [600, '{"level":"info","path":"/a","ms":10}'],
      [500, '{"level":"error","path":"/a","ms":900,"err":{"code":"E1"}}'],
      [400, '{"level":"error","path":"/b","ms":700,"err":{"code":"E2"}}'],
      [300, 'plain took=42 user=ann'],
      [290, 'plain took=7 user=bob'],
    ),
  });
  logs = new CloudWatchLogsClient(aws.client);
});
afterAll(async () => {
  logs.destroy();
  await aws.close();
});

const start = async (queryString: string): Promise<string | undefined> => {
  const endTime = Date.parse(now) / 1_000;
  const input = { logGroupNames: ['/api'], startTime: endTime - 3_600, endTime, queryString };
  return (await logs.send(new StartQueryCommand(input))).queryId;
};

async function rows(queryString: string): Promise<Record<string, string>[]> {
  const queryId = await start(queryString);
  await logs.send(new GetQueryResultsCommand({ queryId }));
  const { results = [] } = await logs.send(new GetQueryResultsCommand({ queryId }));
  return results.map((row) =>
    Object.fromEntries(
      row.filter(({ field }) => field !== '@ptr').map(({ field, value }) => [field ?? '', value ?? '']),
    ),
  );
}

describe('Logs Insights', () => {
  it('runs first, then is complete with what it scanned', async () => {
    const queryId = await start('filter level = "error"');
    const first = await logs.send(new GetQueryResultsCommand({ queryId }));
    const second = await logs.send(new GetQueryResultsCommand({ queryId }));
    expect([first.status, first.results]).toEqual(['Running', []]);
    expect(second.status).toBe('Complete');
    expect(second.statistics).toMatchObject({ recordsMatched: 2, recordsScanned: 5 });
  });

  it('shows time and message, newest first, unless told otherwise', async () => {
    expect((await rows('limit 1'))[0]).toEqual({
      '@timestamp': '2026-05-12 09:35:10.000',
      '@message': 'plain took=7 user=bob',
    });
  });

  it.each([
    ['filter err.code = "E1" | fields path', [{ path: '/a' }]],
    ['filter ms > 500 and not path in ["/b"] | display ms', [{ ms: '900' }]],
    [
      'filter @message like /(?i)PLAIN/ | parse "took=* user=*" as took, user | display user | sort took asc',
      [{ user: 'bob' }, { user: 'ann' }],
    ],
    ['parse @message /took=(?<took>\\d+)/ | filter ispresent(took) | stats max(took) as worst', [{ worst: '42' }]],
    [
      'filter ispresent(path) | stats count(*) as n, avg(ms) by path | filter n > 1',
      [{ path: '/a', n: '2', 'avg(ms)': '455' }],
    ],
    [
      'filter ispresent(ms) | stats pct(ms, 50) as p50, count_distinct(path) as paths by bin(1h)',
      [{ 'bin(1h)': '2026-05-12 09:00:00.000', p50: '700', paths: '2' }],
    ],
    [
      'filter level != "info" and level like "err" # a remark\n| stats count(*) by path | sort path desc | limit 1',
      [{ path: '/b', 'count(*)': '1' }],
    ],
  ])('%s', async (query, expected) => {
    expect(await rows(query)).toEqual(expected);
  });

  it.each(['filter level = ', 'fetch everything', 'filter (level = "x"', 'stats avg() by path'])(
    'refuses %s as AWS does',
    async (query) => {
      await expect(start(query)).rejects.toMatchObject({ name: 'MalformedQueryException' });
    },
  );

  it.each(['pattern @message', 'fields ms * 2', 'stats stddev(ms)'])('does not serve %s', async (query) => {
    await expect(start(query)).rejects.toMatchObject({ $metadata: { httpStatusCode: 501 } });
  });

  it('stops a running query once', async () => {
    const queryId = await start('limit 1');
    expect((await logs.send(new StopQueryCommand({ queryId }))).success).toBe(true);
    expect((await logs.send(new GetQueryResultsCommand({ queryId }))).status).toBe('Cancelled');
    await expect(logs.send(new StopQueryCommand({ queryId }))).rejects.toThrow('is not running');
  });
});
