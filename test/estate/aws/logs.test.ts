import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AwsUnderTest, logStream, now, startAws } from './aws-under-test.ts';

let aws: AwsUnderTest;
let logs: CloudWatchLogsClient;
const group = '/prod/shop';

beforeAll(async () => {
  const numbered = Array.from({ length: 60 }, (_, i): [string, string] => [`logs/many/g${10 + i}/s.jsonl`, '']);
  aws = await startAws({
    'logs/prod/shop/web%2Fa1.jsonl': logStream(
      [300, 'INFO started'],
      [200, 'ERROR pool exhausted: no connection'],
      [100, '{"level":"error","status":503,"user":{"id":"u-7"},"gone":null}'],
    ),
    'logs/prod/shop/web%2Fb2.jsonl': logStream([250, 'WARN slow'], [50, 'ERRORS seen: 3']),
    ...Object.fromEntries(numbered),
  });
  logs = new CloudWatchLogsClient(aws.client);
});
afterAll(async () => {
  logs.destroy();
  await aws.close();
});

const messages = async (filterPattern: string): Promise<(string | undefined)[]> => {
  const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName: group, filterPattern }));
  return events.map((event) => event.message);
};

describe('log groups and streams', () => {
  it('pages groups, at most fifty at a time', async () => {
    const first = await logs.send(new DescribeLogGroupsCommand({}));
    const second = await logs.send(new DescribeLogGroupsCommand({ nextToken: first.nextToken }));
    expect([first.logGroups?.length, second.logGroups?.length, second.nextToken]).toEqual([50, 11, undefined]);
  });

  it('refuses a token of another query', async () => {
    const { nextToken } = await logs.send(new DescribeLogGroupsCommand({ limit: 5 }));
    const other = logs.send(new DescribeLogGroupsCommand({ limit: 5, nextToken, logGroupNamePrefix: '/many' }));
    await expect(other).rejects.toThrow('nextToken is invalid');
  });

  it('finds a part of a name, and says what is stored', async () => {
    const { logGroups } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePattern: 'shop' }));
    expect(logGroups).toMatchObject([{ logGroupName: group, storedBytes: 132 }]);
  });

  it('names streams as they were, newest last event first on request', async () => {
    const { logStreams } = await logs.send(
      new DescribeLogStreamsCommand({ logGroupName: group, orderBy: 'LastEventTime', descending: true }),
    );
    expect(logStreams?.map((stream) => stream.logStreamName)).toEqual(['web/b2', 'web/a1']);
  });

  it('knows no other group', async () => {
    const unknown = logs.send(new FilterLogEventsCommand({ logGroupName: '/nope' }));
    await expect(unknown).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});

describe('filter patterns', () => {
  it.each([
    ['ERROR', ['ERROR pool exhausted: no connection']],
    ['"no connection"', ['ERROR pool exhausted: no connection']],
    ['?WARN ?INFO', ['INFO started', 'WARN slow']],
    ['-ERROR -level', ['INFO started', 'WARN slow', 'ERRORS seen: 3']],
    ['%ERRORS?\\s%', ['ERROR pool exhausted: no connection', 'ERRORS seen: 3']],
  ])('%s', async (pattern, expected) => {
    expect(await messages(pattern)).toEqual(expected);
  });

  it.each([
    '{ $.status >= 500 && $.level = "err*" }',
    '{ ($.user.id = "u-7") || ($.status = 1) }',
    '{ $.gone IS NULL && $.other NOT EXISTS }',
  ])('%s finds the JSON event', async (pattern) => {
    expect(await messages(pattern)).toEqual([expect.stringContaining('"status":503')]);
  });

  it.each(['%(ERROR|WARN)%', '%pool exhausted%', '%slow!%', '%[%'])(
    'refuses %s, as CloudWatch does',
    async (pattern) => {
      await expect(messages(pattern)).rejects.toMatchObject({ name: 'InvalidParameterException' });
    },
  );

  it('refuses a malformed one, and does not serve the one with brackets', async () => {
    await expect(messages('{ $.status = }')).rejects.toMatchObject({ name: 'InvalidParameterException' });
    await expect(messages('[ip, user]')).rejects.toThrow('does not serve');
  });
});

describe('reading events', () => {
  it('merges streams by time within the window, paged', async () => {
    const window = { startTime: Date.parse(now) - 250_000, endTime: Date.parse(now) - 100_000 };
    const input = { logGroupName: group, ...window, limit: 2 };
    const first = await logs.send(new FilterLogEventsCommand(input));
    const second = await logs.send(new FilterLogEventsCommand({ ...input, nextToken: first.nextToken }));
    const texts = [...(first.events ?? []), ...(second.events ?? [])].map((event) => event.message?.slice(0, 5));
    expect(texts).toEqual(['WARN ', 'ERROR', '{"lev']);
  });

  it('reads a stream from its end, and backwards until the token stays the same', async () => {
    const input = { logGroupName: group, logStreamName: 'web/a1', limit: 2 };
    const last = await logs.send(new GetLogEventsCommand(input));
    const before = await logs.send(new GetLogEventsCommand({ ...input, nextToken: last.nextBackwardToken }));
    const end = await logs.send(new GetLogEventsCommand({ ...input, nextToken: before.nextBackwardToken }));
    expect(before.events?.map((event) => event.message)).toEqual(['INFO started']);
    expect([end.events, end.nextBackwardToken]).toEqual([[], before.nextBackwardToken]);
  });

  it('answers 501 for a parameter it does not know', async () => {
    const unknown = logs.send(new DescribeLogGroupsCommand({ includeLinkedAccounts: true }));
    await expect(unknown).rejects.toMatchObject({ $metadata: { httpStatusCode: 501 } });
    expect(aws.journal.notServed.at(-1)).toContain('includeLinkedAccounts of DescribeLogGroups');
  });
});
