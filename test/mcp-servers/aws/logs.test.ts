import { afterEach, describe, expect, it } from '@jest/globals';
import { logStream } from '../../estate/aws/aws-under-test.ts';
import { type ServerUnderTest, startServer } from './aws-server.ts';

let server: ServerUnderTest;
afterEach(() => server.close());

const content = {
  'logs/prod/checkout/s.jsonl': logStream(
    [300, 'INFO a'],
    [200, 'ERROR b refused'],
    [100, 'INFO c'],
    [50, 'WARN d'],
    [40, 'ERROR b refused'],
  ),
  'logs/prod/cart/s.jsonl': '',
};

describe('aws_logs', () => {
  it('shows patterns with counts, first and last', async () => {
    server = await startServer(content);
    const { text } = await server.call('aws_logs', { log_group: '/prod/checkout' });
    expect(text).toContain('5 lines read, 5 matched, 0 left out');
    expect(text).toContain('2x error 2026-05-12T09:36:40.000Z to 2026-05-12T09:39:20.000Z: ERROR b refused');
  });

  it('compares patterns with the window before where asked to, and marks what is new and what is gone', async () => {
    server = await startServer({
      'logs/prod/cart/s.jsonl': logStream(
        [5_000, 'INFO served 1'],
        [4_900, 'ERROR cache lost'],
        [200, 'INFO served 2'],
        [100, 'ERROR pool exhausted'],
      ),
    });
    const { text } = await server.call('aws_logs', { log_group: '/prod/cart', baseline: true });
    expect(text.split('\n').slice(1)).toEqual([
      '2 lines read, 2 matched, 0 left out; 3 patterns, errors and rare ones first, compared with the window before',
      '1x error NEW at 2026-05-12T09:38:20.000Z: ERROR pool exhausted',
      '1x info 1x of the 1 before at 2026-05-12T09:36:40.000Z: INFO served 2',
      '0x error GONE (1 before): ERROR cache lost',
    ]);
  });

  it('shows matching lines with those round them, and how many it left out', async () => {
    server = await startServer(content);
    const { text } = await server.call('aws_logs', {
      log_group: '/prod/checkout',
      mode: 'lines',
      grep: 'refused',
      context: 1,
      tail: 1,
    });
    expect(text.split('\n').slice(1)).toEqual([
      '5 lines read, 2 matched, 1 older matches left out',
      '2026-05-12T09:39:10.000Z WARN d',
      '2026-05-12T09:39:20.000Z ERROR b refused',
    ]);
  });

  it('passes a filter pattern on to AWS, and shows errors alone', async () => {
    server = await startServer(content);
    const filtered = await server.call('aws_logs', { log_group: '/prod/checkout', mode: 'lines', filter: 'WARN' });
    expect(filtered.text).toContain('1 lines read');
    const errors = await server.call('aws_logs', { log_group: '/prod/checkout', mode: 'errors' });
    expect(errors.text).toContain('5 lines read, 2 matched');
  });

  it('says that a window is empty', async () => {
    server = await startServer(content);
    const { text, isError } = await server.call('aws_logs', { log_group: '/prod/cart' });
    expect([text, isError]).toEqual([expect.stringContaining('no events in this window'), false]);
  });

  it('names the nearest groups where one does not exist', async () => {
    server = await startServer(content);
    const { structured } = await server.call('aws_logs', { log_group: '/prod/chekout' });
    expect(structured.error).toMatchObject({ code: 'not_found', hint: expect.stringContaining('/prod/checkout') });
  });

  it.each([
    [{ grep: '(' }, 'no regular expression'],
    [{ since: '2026-05-12T09:00:00' }, 'no time zone'],
    [{ filter: '{ $.x = }' }, 'Invalid filter pattern'],
  ])('refuses %o', async (args, problem) => {
    server = await startServer(content);
    const called = await server.call('aws_logs', { log_group: '/prod/checkout', ...args });
    expect([called.text, called.structured.error]).toMatchObject([
      expect.stringContaining(problem),
      { code: 'invalid_arguments' },
    ]);
  });
});

describe('aws_logs_query', () => {
  const query = { query: 'stats count(*) as n by @logStream', log_groups: ['/prod/checkout'] };
  const asked = (operation: string): number =>
    server.aws.journal.requests.filter((r) => r.operation === operation).length;

  it('waits for the result, tells its progress, the window and what was scanned', async () => {
    server = await startServer(content);
    const progress: string[] = [];
    const { text, structured } = await server.call('aws_logs_query', query, {
      onProgress: (message) => progress.push(message),
    });
    expect(structured.rows).toEqual([{ '@logStream': 's', n: '5' }]);
    expect(text).toContain('2026-05-12T08:40:00Z to 2026-05-12T09:40:00Z (1h)');
    expect(text).toContain('5 of 5 records matched');
    expect(progress.some((message) => message.startsWith('query running'))).toBe(true);
  });

  it('comes back with its id where it takes longer, and is continued by it', async () => {
    server = await startServer(content);
    const heal = server.aws.journal.fault({
      system: 'aws',
      match: /GetQueryResults/,
      status: 200,
      headers: { 'content-type': 'application/x-amz-json-1.1' },
      body: { status: 'Running', results: [] },
    });
    const first = await server.call('aws_logs_query', { ...query, wait_seconds: 1 });
    heal();
    expect(first.structured).toMatchObject({
      status: 'Running',
      notChecked: [expect.stringContaining('did not finish')],
    });
    const second = await server.call('aws_logs_query', { query_id: first.structured.queryId });
    expect(second.structured.rows).toHaveLength(1);
    expect([asked('StartQuery'), asked('StopQuery')]).toEqual([1, 0]);
  });

  it('stops the query when the caller goes away', async () => {
    server = await startServer(content);
    server.aws.journal.fault({
      system: 'aws',
      match: /GetQueryResults/,
      status: 200,
      headers: { 'content-type': 'application/x-amz-json-1.1' },
      body: { status: 'Running', results: [] },
    });
    const caller = new AbortController();
    const call = server.call('aws_logs_query', query, { signal: caller.signal });
    const gone = expect(call).rejects.toThrow();
    while (asked('GetQueryResults') === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    caller.abort();
    await gone;
    while (asked('StopQuery') === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(asked('StopQuery')).toBe(1);
  });

  it.each(['Failed', 'Timeout', 'Cancelled'])('says that a query ended as %s, with what to do', async (status) => {
    server = await startServer({ 'logs/app/web/s.jsonl': logStream([60, 'INFO served']) });
    const body = { status, results: [], statistics: {} };
    server.aws.journal.fault({ system: 'aws', match: /GetQueryResults/, status: 200, body });
    const called = await server.call('aws_logs_query', { log_groups: ['/app/web'], query: 'fields @message' });
    const hint = status === 'Timeout' ? 'narrow the window or filter first' : 'run the query again';
    expect(called.text).toContain(`ended as ${status}`);
    expect(called.structured.error).toMatchObject({ code: 'failed', hint });
  });

  it('does not start a query twice when AWS throttles', async () => {
    server = await startServer(content);
    server.aws.journal.fault({
      system: 'aws',
      match: /StartQuery/,
      status: 400,
      headers: { 'x-amzn-errortype': 'ThrottlingException' },
      body: { __type: 'ThrottlingException', message: 'Rate exceeded' },
    });
    const { structured } = await server.call('aws_logs_query', query);
    expect(structured.error).toMatchObject({ code: 'throttled', retryable: true });
    expect(asked('StartQuery')).toBe(1);
  });

  it('repeats a throttled read', async () => {
    server = await startServer(content);
    server.aws.journal.fault({
      system: 'aws',
      times: 1,
      match: /DescribeLogGroups/,
      status: 400,
      headers: { 'x-amzn-errortype': 'ThrottlingException' },
      body: { __type: 'ThrottlingException', message: 'Rate exceeded' },
    });
    expect((await server.call('aws_logs_query', query)).isError).toBe(false);
    expect(asked('DescribeLogGroups')).toBe(2);
  });

  it('refuses what would scan more than the cap', async () => {
    server = await startServer(content, { env: { SRE_AGENT_AWS_MAX_SCAN_GB: '0.00000001' } });
    const { structured } = await server.call('aws_logs_query', query);
    expect(structured.error).toMatchObject({ code: 'too_large', hint: expect.stringContaining('narrow the window') });
    expect(asked('StartQuery')).toBe(0);
  });

  it('passes on why a query is malformed', async () => {
    server = await startServer(content);
    const { text } = await server.call('aws_logs_query', { ...query, query: 'filter level = ' });
    expect(text).toContain('MalformedQueryException: unexpected end of query');
  });
});
