import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { LogLine } from '../../runtime/patterns.ts';
import type { Connection } from '../connection.ts';

export interface Span {
  since: Date;
  until: Date;
}

export interface Reading {
  /** Oldest first; each with its stream as source. */
  lines: LogLine[];
  /** There are later events in the window that were not read. */
  more: boolean;
}

export interface ReadOptions {
  /** CloudWatch's filter pattern. */
  filterPattern?: string | undefined;
  streamPrefix?: string | undefined;
  /** Events at most. */
  most: number;
  /** Requests at most: a filter that matches little is paged through a lot. */
  pages: number;
}

/** Events of one group in a window, oldest first, as CloudWatch gives them. */
export async function readLogEvents(
  connection: Connection,
  logGroupName: string,
  { since, until }: Span,
  { filterPattern, streamPrefix, most, pages }: ReadOptions,
  signal: AbortSignal,
): Promise<Reading> {
  const lines: Reading['lines'] = [];
  let nextToken: string | undefined;
  let asked = 0;
  do {
    const input = {
      logGroupName,
      startTime: since.getTime(),
      endTime: until.getTime(),
      limit: Math.min(10_000, most - lines.length),
      ...(filterPattern && { filterPattern }),
      ...(streamPrefix && { logStreamNamePrefix: streamPrefix }),
      ...(nextToken !== undefined && { nextToken }),
    };
    const page = await connection.read('logs:FilterLogEvents', input, signal, ({ logs }, options) =>
      logs.send(new FilterLogEventsCommand(input), options),
    );
    for (const { timestamp = 0, message = '', logStreamName = '' } of page.events ?? []) {
      lines.push({ at: new Date(timestamp).toISOString(), text: message.trimEnd(), source: logStreamName });
    }
    nextToken = page.nextToken;
    asked += 1;
  } while (nextToken !== undefined && lines.length < most && asked < pages);
  return { lines, more: nextToken !== undefined };
}
