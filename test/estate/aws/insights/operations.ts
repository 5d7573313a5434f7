import { z } from 'zod';
import { AwsError } from '../aws-error.ts';
import type { LogEvent, LogGroup } from '../logs/load.ts';
import { findGroup } from '../logs/operations.ts';
import { type Operation, operation, type Place, page } from '../operation.ts';
import { formatTime, type Row } from './expression.ts';
import { parseInsights, type Query } from './query.ts';

interface Started {
  id: string;
  query: string;
  group: string;
  createTime: number;
  status: 'Running' | 'Complete' | 'Cancelled';
  results: { field: string; value: string }[][];
  statistics: Record<string, number>;
}

/** Logs Insights: a query runs until its results are asked for the second time. */
export function insightsOperations(): Record<string, Operation> {
  const started = new Map<string, Started>();
  const find = (id: string): Started => {
    const query = started.get(id);
    if (query) return query;
    throw new AwsError('ResourceNotFoundException', `Query with id '${id}' does not exist.`);
  };

  return {
    StartQuery: operation(
      z.strictObject({
        logGroupName: z.string().optional(),
        logGroupNames: z.array(z.string()).max(50).optional(),
        logGroupIdentifiers: z.array(z.string()).max(50).optional(),
        startTime: z.int(),
        endTime: z.int(),
        queryString: z.string().max(10_000),
        limit: z.int().min(1).max(10_000).default(10_000),
        queryLanguage: z.literal('CWLI').optional(),
      }),
      (input, place) => {
        const names =
          input.logGroupNames ?? input.logGroupIdentifiers ?? (input.logGroupName ? [input.logGroupName] : []);
        if (names.length === 0) throw new AwsError('InvalidParameterException', 'a log group is needed');
        if (input.endTime < input.startTime) {
          throw new AwsError('InvalidParameterException', 'End time should not be before the start time');
        }
        const groups = names.map((name) => findGroup(place, { logGroupIdentifier: name }));
        const query = parseInsights(input.queryString, input.limit);
        const id = `00000000-0000-4000-8000-${String(started.size + 1).padStart(12, '0')}`;
        const window: [number, number] = [input.startTime * 1_000, input.endTime * 1_000 + 999];
        started.set(id, {
          id,
          query: input.queryString,
          group: groups[0]?.name ?? '',
          createTime: +place.now,
          status: 'Running',
          ...evaluate(query, groups, window, place),
        });
        return { queryId: id };
      },
    ),

    GetQueryResults: operation(z.strictObject({ queryId: z.string() }), ({ queryId }) => {
      const query = find(queryId);
      const { status, statistics } = query;
      if (status === 'Running') query.status = 'Complete';
      const none = { recordsMatched: 0, recordsScanned: 0, bytesScanned: 0 };
      return status === 'Complete'
        ? { queryLanguage: 'CWLI', results: query.results, statistics, status }
        : { queryLanguage: 'CWLI', results: [], statistics: none, status };
    }),

    StopQuery: operation(z.strictObject({ queryId: z.string() }), ({ queryId }) => {
      const query = find(queryId);
      if (query.status !== 'Running') {
        throw new AwsError('InvalidParameterException', `Query ${queryId} is not running and cannot be stopped`);
      }
      query.status = 'Cancelled';
      return { success: true };
    }),

    DescribeQueries: operation(
      z.strictObject({
        logGroupName: z.string().optional(),
        status: z.string().optional(),
        maxResults: z.int().min(1).max(1_000).default(1_000),
        nextToken: z.string().optional(),
      }),
      ({ logGroupName, status, maxResults, nextToken }) => {
        const found = [...started.values()]
          .filter((query) => logGroupName === undefined || query.group === logGroupName)
          .filter((query) => status === undefined || query.status === status)
          .map(({ id, query, group, createTime, status: state }) => ({
            queryId: id,
            queryString: query,
            status: state,
            createTime,
            logGroupName: group,
          }));
        const { items, next } = page(found, maxResults, nextToken, { logGroupName, status });
        return { queries: items, nextToken: next };
      },
    ),
  };
}

function evaluate(query: Query, groups: LogGroup[], [from, to]: [number, number], { region }: Place) {
  const scanned = groups.flatMap((group) =>
    group.events.filter(({ timestamp }) => timestamp >= from && timestamp <= to).map((event) => ({ group, event })),
  );
  const rows = scanned.map(({ group, event }) => toRow(event, group, region.account));
  const { rows: found, matched } = query.run(rows);
  return {
    results: found.map((row) => {
      const shown = query.columns.flatMap((field) => {
        const value = row.get(field);
        return value === undefined ? [] : [{ field, value }];
      });
      const pointer = row.get('@ptr');
      return query.aggregated || pointer === undefined ? shown : [...shown, { field: '@ptr', value: pointer }];
    }),
    statistics: {
      recordsMatched: matched,
      recordsScanned: scanned.length,
      bytesScanned: scanned.reduce((sum, { event }) => sum + Buffer.byteLength(event.message), 0),
    },
  };
}

/** Fields of JSON messages are discovered, nested ones with dots, as Insights does. */
function toRow(event: LogEvent, group: LogGroup, account: string): Row {
  const row: Row = new Map();
  if (event.message.startsWith('{')) {
    try {
      discover(JSON.parse(event.message), '', row);
    } catch {
      // A line that only looks like JSON has no fields.
    }
  }
  row.set('@timestamp', formatTime(event.timestamp));
  row.set('@ingestionTime', formatTime(event.timestamp));
  row.set('@message', event.message);
  row.set('@logStream', event.stream);
  row.set('@log', `${account}:${group.name}`);
  row.set('@ptr', Buffer.from(`${group.name}/${event.stream}/${event.index}`).toString('base64url'));
  return row;
}

function discover(value: unknown, path: string, row: Row): void {
  if (value === null || typeof value !== 'object') {
    if (path !== '' && value !== undefined) row.set(path, String(value));
    return;
  }
  for (const [name, field] of Object.entries(value)) discover(field, path === '' ? name : `${path}.${name}`, row);
}
