import { afterEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { finding } from '../../../mcp-servers/runtime/finding.ts';
import { type ServerUnderTest, startServer } from './aws-server.ts';

let server: ServerUnderTest | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

interface Work {
  id: string;
  name: string;
  /** Milliseconds after the trace began. */
  from?: number;
  ms: number;
  parent?: string;
  more?: Record<string, unknown>;
}

/** Recorded traces: the id's second part is when it began. */
function traces(...all: { at: string; failed?: boolean; work: Work[] }[]): Record<string, unknown> {
  const recorded = all.map(({ at, failed = false, work }, index) => {
    const began = Date.parse(`2026-05-12T${at}Z`) / 1_000;
    const Id = `1-${began.toString(16)}-${String(index).padStart(24, '0')}`;
    const segments = work.map(({ id, name, from = 0, ms, parent, more = {} }) => ({
      Id: id,
      Document: JSON.stringify({
        id,
        name,
        start_time: began + from / 1_000,
        end_time: began + (from + ms) / 1_000,
        ...(parent && { parent_id: parent }),
        ...more,
      }),
    }));
    const Duration = Math.max(...work.map(({ from = 0, ms }) => from + ms)) / 1_000;
    const names = [...new Set(work.map(({ name }) => name))];
    return {
      summary: {
        Id,
        StartTime: began,
        Duration,
        HasFault: failed,
        EntryPoint: { Name: names[0] },
        ServiceIds: names.map((Name) => ({ Name })),
      },
      trace: { Id, Duration, Segments: segments },
    };
  });
  return {
    'responses/xray/GetTraceSummaries.json': [
      { when: {}, response: { TraceSummaries: recorded.map(({ summary }) => summary) } },
    ],
    'responses/xray/BatchGetTraces.json': [{ when: {}, response: { Traces: recorded.map(({ trace }) => trace) } }],
  };
}

const operation = (name: string) => ({ annotations: { operation: name } });
const failure = (message: string) => ({ fault: true, cause: { exceptions: [{ message }] } });

const failed = {
  at: '09:20:00',
  failed: true,
  work: [
    { id: 'a', name: 'shop', ms: 900, more: { ...operation('GET /cart'), fault: true } },
    { id: 'b', name: 'cart', from: 10, ms: 800, parent: 'a', more: { ...operation('Load'), fault: true } },
    { id: 'c', name: 'prices', from: 20, ms: 50, parent: 'b', more: operation('Get') },
    {
      id: 'd',
      name: 'stock',
      from: 80,
      ms: 700,
      parent: 'b',
      more: { ...operation('Count'), ...failure('connection refused') },
    },
  ],
};
const query = (at: string, ms: number, statement: string) => ({
  at,
  work: [
    { id: `s${at}`, name: 'search', ms: ms + 5, more: operation('Find') },
    {
      id: `q${at}`,
      name: 'search',
      ms,
      parent: `s${at}`,
      more: { ...operation('query'), metadata: { db: { 'db.statement': statement } } },
    },
  ],
});

describe('aws_traces', () => {
  it('follows what a failed request waited for to where it failed first', async () => {
    server = await startServer(traces(failed));
    const { text } = await server.call('aws_traces', { names: ['cart'] });
    expect(text).toContain('1 traces, 1 failed, the slowest 900ms');
    expect(text).toContain(
      '900ms failed: shop GET /cart 900ms [failed] > cart Load 800ms [failed] > stock Count 700ms (700ms by itself) [failed: connection refused]',
    );
  });

  it('compares slow work with the same work of before the window', async () => {
    server = await startServer(
      traces(
        query('07:00:00', 20, 'SELECT name, price, stock FROM items WHERE shop = $1 LIMIT 50'),
        query('09:30:00', 900, 'SELECT name, price, stock FROM items WHERE shop = $1'),
      ),
    );
    const { text } = await server.call('aws_traces', { names: ['search'] });
    expect(text).toContain('  before: search query 20ms');
    expect(text).toContain('db.statement …OM items WHERE shop = $1 LIMIT 50 -> …OM items WHERE shop = $1');
  });

  it('leaves out traces through other services, and says that there are none', async () => {
    server = await startServer(traces(failed));
    expect((await server.call('aws_traces', { names: ['billing'] })).text).toContain('0 traces, 0 failed');
  });

  it('reads subsegments and survives a trace that says it is its own parent', async () => {
    const odd = {
      at: '09:20:00',
      failed: true,
      work: [
        {
          id: 'a',
          name: 'shop',
          ms: 900,
          parent: 'a',
          more: {
            fault: true,
            subsegments: [
              { id: 'x', name: 'dynamodb', start_time: 1, end_time: 2, aws: { operation: 'PutItem' }, throttle: true },
            ],
          },
        },
      ],
    };
    server = await startServer(traces(odd));
    expect((await server.call('aws_traces')).text).toContain('dynamodb PutItem');
  });
});

describe('traces in aws_triage', () => {
  const findings = (structured: Record<string, unknown>) => z.array(finding).parse(structured.findings);

  it('names the failing part by what it failed with', async () => {
    server = await startServer(traces(failed));
    const called = await server.call('aws_triage', { scope: { service: 'cart' } });
    expect(findings(called.structured)).toMatchObject([
      { category: 'dependency-unreachable', object: 'aws:xray/stock', since: '2026-05-12T09:20:00Z' },
    ]);
    expect(called.structured.examined).toContain(
      '1 traces through services named so, 1 failed, the slowest 900ms in us-east-1',
    );
  });

  it('takes a statement that was rewritten for the cause of its slowness', async () => {
    server = await startServer(traces(query('07:00:00', 20, 'SELECT a LIMIT 50'), query('09:30:00', 900, 'SELECT a')));
    const [root] = findings((await server.call('aws_triage', { scope: { service: 'search' } })).structured);
    expect(root).toMatchObject({ category: 'slow-query', severity: 'critical' });
    expect(root?.title).toContain('900ms');
    expect(root?.title).toContain('(20ms before); db.statement SELECT a LIMIT 50 -> SELECT a');
  });

  it('makes nothing of traces that go as they always went', async () => {
    server = await startServer(traces(query('07:00:00', 300, 'SELECT a'), query('09:30:00', 400, 'SELECT a')));
    expect(findings((await server.call('aws_triage', { scope: { service: 'search' } })).structured)).toEqual([]);
  });
});
