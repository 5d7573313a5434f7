import {
  GetQueryResultsCommand,
  type GetQueryResultsResponse,
  StartQueryCommand,
  StopQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { z } from 'zod';
import { defineTool, type ToolAnswer } from '../../runtime/tool.ts';
import { ToolError } from '../../runtime/tool-error.ts';
import { type ResolvedWindow, resolveWindow } from '../../runtime/window.ts';
import { placeArguments, windowArguments } from '../arguments.ts';
import type { Connection } from '../connection.ts';
import { chooseOne } from '../places.ts';
import { type Group, requireGroup } from '../read/log-groups.ts';
import { queryTable } from '../render-query.ts';
import { scanEstimate } from '../scan-estimate.ts';

const input = z.strictObject({
  query: z.string().max(10_000).optional(),
  log_groups: z.array(z.string()).min(1).max(20).optional(),
  query_id: z.string().optional().describe('continues a query; alone'),
  ...windowArguments,
  limit: z.int().min(1).max(1_000).default(100),
  wait_seconds: z.int().min(1).max(50).default(40),
  ...placeArguments,
});

const hour = 3_600_000;
const pollMs = 1_000;
/** A query whose caller has gone is stopped on a connection of its own. */
const stopWithinMs = 5_000;

export const logsQueryTool = (connections: Connection[], maxScanBytes: number) =>
  defineTool({
    name: 'aws_logs_query',
    title: 'Insights',
    description: 'Logs Insights; costs by what it scans. A slow query comes back with its query_id.',
    input,
    async run(args, { now, signal, progress }) {
      const connection = chooseOne(connections, args);
      if (args.query_id !== undefined)
        return await follow(connection, args.query_id, 'continued', args.wait_seconds, signal, progress);
      if (args.query === undefined || args.log_groups === undefined) {
        throw new ToolError('invalid_arguments', 'query and log_groups are needed, or query_id');
      }
      const window = resolveWindow(args, now, hour);
      const groups = await Promise.all(args.log_groups.map((name) => requireGroup(connection, name, signal)));
      const estimate = refuseAboveCap(groups, window, now(), maxScanBytes);
      const header = `${args.log_groups.join(', ')}, ${window.text}, scans at most about ${gigabytes(estimate)}`;
      progress(`querying ${header}`);
      const { query, limit } = args;
      const { queryId } = await connection.send('logs:StartQuery', signal, ({ logsOnce }, options) =>
        logsOnce.send(
          new StartQueryCommand({
            logGroupNames: groups.map(({ name }) => name),
            startTime: Math.floor(window.since.getTime() / 1_000),
            endTime: Math.floor(window.until.getTime() / 1_000),
            queryString: query,
            limit,
          }),
          options,
        ),
      );
      if (queryId === undefined) throw new ToolError('failed', 'logs:StartQuery gave no query id');
      return await follow(connection, queryId, header, args.wait_seconds, signal, progress);
    },
  });

/** Waits for a query; it goes on in AWS where time is up, and is stopped where the caller has gone. */
async function follow(
  connection: Connection,
  queryId: string,
  header: string,
  waitSeconds: number,
  signal: AbortSignal,
  progress: (message: string) => void,
): Promise<ToolAnswer> {
  const until = performance.now() + waitSeconds * 1_000;
  try {
    for (;;) {
      const answer = await connection.send('logs:GetQueryResults', signal, ({ logs }, options) =>
        logs.send(new GetQueryResultsCommand({ queryId }), options),
      );
      const { status = 'Unknown', statistics } = answer;
      if (status !== 'Running' && status !== 'Scheduled') return finished(answer, queryId, header);
      if (performance.now() >= until) return unfinished(answer, queryId, header);
      progress(`query ${status.toLowerCase()}, ${gigabytes(statistics?.bytesScanned ?? 0)} scanned`);
      await pause(Math.min(pollMs, Math.max(0, until - performance.now())), signal);
    }
  } catch (error) {
    if (signal.aborted) await stop(connection, queryId);
    throw error;
  }
}

function finished(answer: GetQueryResultsResponse, queryId: string, header: string): ToolAnswer {
  const { status, results = [], statistics } = answer;
  if (status !== 'Complete') {
    throw new ToolError('failed', `query ${queryId} ended as ${status}`, {
      hint: status === 'Timeout' ? 'narrow the window or filter first' : 'run the query again',
    });
  }
  const { rows, lines } = queryTable(results);
  const said = `${rows.length} rows; ${statistics?.recordsMatched ?? 0} of ${statistics?.recordsScanned ?? 0} records matched, ${gigabytes(statistics?.bytesScanned ?? 0)} scanned`;
  return { lines: [header, said, ...lines], structured: { queryId, status, rows } };
}

function unfinished(
  { status, results = [], statistics }: GetQueryResultsResponse,
  queryId: string,
  header: string,
): ToolAnswer {
  const { rows, lines } = queryTable(results);
  const said = `still ${status?.toLowerCase()}, ${gigabytes(statistics?.bytesScanned ?? 0)} scanned; call aws_logs_query with query_id=${queryId} to continue`;
  const notChecked = [`query ${queryId} did not finish in time`];
  return { lines: [header, said, ...lines], structured: { queryId, status, rows, notChecked } };
}

async function stop(connection: Connection, queryId: string): Promise<void> {
  const signal = AbortSignal.timeout(stopWithinMs);
  // One that has ended meanwhile cannot be stopped, and nobody waits to hear it.
  await connection
    .send('logs:StopQuery', signal, ({ logs }, options) => logs.send(new StopQueryCommand({ queryId }), options))
    .catch(() => undefined);
}

function refuseAboveCap(groups: Group[], window: ResolvedWindow, now: Date, maxScanBytes: number): number {
  const estimate = groups.reduce((sum, group) => sum + scanEstimate(group, window, now), 0);
  if (estimate <= maxScanBytes) return estimate;
  throw new ToolError(
    'too_large',
    `the query would scan about ${gigabytes(estimate)}, above the cap of ${gigabytes(maxScanBytes)} (SRE_AGENT_AWS_MAX_SCAN_GB)`,
    { hint: 'narrow the window or name fewer log groups; aws_logs with a filter costs nothing by size' },
  );
}

const gigabytes = (bytes: number): string =>
  bytes >= 1e8 ? `${(bytes / 1e9).toFixed(1)} GB` : `${(bytes / 1e6).toFixed(bytes < 1e5 ? 3 : 1)} MB`;

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', abort);
      resolve();
    }, ms);
    signal.addEventListener('abort', abort, { once: true });
  });
}
