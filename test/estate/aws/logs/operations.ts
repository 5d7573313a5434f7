import { z } from 'zod';
import { AwsError } from '../aws-error.ts';
import { type Operation, operation, type Place, page } from '../operation.ts';
import type { Region } from '../world.ts';
import { filterPattern } from './filter-pattern.ts';
import type { LogEvent, LogGroup } from './load.ts';

const millis = z.number().min(0).optional();
const limit = (max: number) => z.int().min(1).max(max).default(max);

export const logOperations: Record<string, Operation> = {
  DescribeLogGroups: operation(
    z.strictObject({
      logGroupNamePrefix: z.string().optional(),
      logGroupNamePattern: z.string().optional(),
      limit: limit(50),
      nextToken: z.string().optional(),
    }),
    ({ logGroupNamePrefix, logGroupNamePattern, limit: size, nextToken }, { region }) => {
      if (logGroupNamePrefix !== undefined && logGroupNamePattern !== undefined) {
        throw new AwsError(
          'InvalidParameterException',
          'logGroupNamePrefix and logGroupNamePattern are mutually exclusive',
        );
      }
      const found = region.groups
        .filter(({ name }) => name.startsWith(logGroupNamePrefix ?? ''))
        .filter(({ name }) => name.includes(logGroupNamePattern ?? ''))
        .map((group) => describeGroup(group, region));
      const { items, next } = page(found, size, nextToken, { logGroupNamePrefix, logGroupNamePattern });
      return { logGroups: items, nextToken: next };
    },
  ),

  DescribeLogStreams: operation(
    z.strictObject({
      logGroupName: z.string().optional(),
      logGroupIdentifier: z.string().optional(),
      logStreamNamePrefix: z.string().optional(),
      orderBy: z.enum(['LogStreamName', 'LastEventTime']).default('LogStreamName'),
      descending: z.boolean().default(false),
      limit: limit(50),
      nextToken: z.string().optional(),
    }),
    ({ limit: size, nextToken, ...query }, place) => {
      const group = findGroup(place, query);
      const streams = group.streams
        .filter(({ name }) => name.startsWith(query.logStreamNamePrefix ?? ''))
        .map(({ name, events }) => ({
          logStreamName: name,
          arn: `${groupArn(group, place.region)}:log-stream:${name}`,
          creationTime: events[0]?.timestamp ?? 0,
          firstEventTimestamp: events[0]?.timestamp,
          lastEventTimestamp: events.at(-1)?.timestamp,
          lastIngestionTime: events.at(-1)?.timestamp,
          storedBytes: 0,
        }))
        .sort((a, b) =>
          query.orderBy === 'LastEventTime'
            ? (a.lastEventTimestamp ?? 0) - (b.lastEventTimestamp ?? 0)
            : a.logStreamName < b.logStreamName
              ? -1
              : 1,
        );
      if (query.descending) streams.reverse();
      const { items, next } = page(streams, size, nextToken, query);
      return { logStreams: items, nextToken: next };
    },
  ),

  FilterLogEvents: operation(
    z.strictObject({
      logGroupName: z.string().optional(),
      logGroupIdentifier: z.string().optional(),
      logStreamNames: z.array(z.string()).max(100).optional(),
      logStreamNamePrefix: z.string().optional(),
      startTime: millis,
      endTime: millis,
      filterPattern: z.string().max(1_024).default(''),
      limit: limit(10_000),
      nextToken: z.string().optional(),
      interleaved: z.boolean().optional(),
    }),
    ({ limit: size, nextToken, interleaved: _always, ...query }, place) => {
      const group = findGroup(place, query);
      for (const name of query.logStreamNames ?? []) findStream(group, name);
      const matches = filterPattern(query.filterPattern);
      const events = group.events
        .filter(({ stream }) => query.logStreamNames?.includes(stream) ?? true)
        .filter(({ stream }) => stream.startsWith(query.logStreamNamePrefix ?? ''))
        .filter(
          ({ timestamp }) =>
            timestamp >= (query.startTime ?? 0) && timestamp <= (query.endTime ?? Number.MAX_SAFE_INTEGER),
        )
        .filter(({ message }) => matches(message));
      const { items, next } = page(events, size, nextToken, query);
      return {
        events: items.map((event) => ({
          logStreamName: event.stream,
          timestamp: event.timestamp,
          message: event.message,
          ingestionTime: event.timestamp,
          eventId: `${event.timestamp}${String(event.index).padStart(8, '0')}`,
        })),
        searchedLogStreams: [],
        nextToken: next,
      };
    },
  ),

  GetLogEvents: operation(
    z.strictObject({
      logGroupName: z.string().optional(),
      logGroupIdentifier: z.string().optional(),
      logStreamName: z.string(),
      startTime: millis,
      endTime: millis,
      limit: limit(10_000),
      startFromHead: z.boolean().default(false),
      nextToken: z.string().optional(),
    }),
    (query, place) => {
      const group = findGroup(place, query);
      const events = findStream(group, query.logStreamName).events.filter(
        ({ timestamp }) =>
          timestamp >= (query.startTime ?? 0) && timestamp < (query.endTime ?? Number.MAX_SAFE_INTEGER),
      );
      const [start, end] = slice(events.length, query);
      return {
        events: events
          .slice(start, end)
          .map(({ timestamp, message }) => ({ timestamp, message, ingestionTime: timestamp })),
        // The same token comes back at either end, as AWS says there is no more.
        nextForwardToken: `f/${end}`,
        nextBackwardToken: `b/${start}`,
      };
    },
  ),

  ListTagsForResource: operation(z.strictObject({ resourceArn: z.string() }), () => ({ tags: {} })),
};

function slice(
  length: number,
  query: { nextToken?: string | undefined; startFromHead: boolean; limit: number },
): [number, number] {
  const [, direction, text] = /^([fb])\/(\d+)$/.exec(query.nextToken ?? '') ?? [];
  if (query.nextToken !== undefined && direction === undefined) {
    throw new AwsError('InvalidParameterException', 'The specified nextToken is invalid.');
  }
  const at = Number(text);
  if (direction === 'f') return [Math.min(at, length), Math.min(at + query.limit, length)];
  if (direction === 'b') return [Math.max(0, at - query.limit), at];
  return query.startFromHead ? [0, Math.min(query.limit, length)] : [Math.max(0, length - query.limit), length];
}

/** By name or ARN; throws what AWS throws where it does not exist. */
export function findGroup(
  { region }: Place,
  { logGroupName, logGroupIdentifier }: { logGroupName?: string | undefined; logGroupIdentifier?: string | undefined },
): LogGroup {
  const wanted = (logGroupName ?? logGroupIdentifier ?? '').replace(/^arn:[^/]*:log-group:([^:]*)(?::\*)?$/, '$1');
  const group = region.groups.find(({ name }) => name === wanted);
  if (group) return group;
  throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
}

function findStream(group: LogGroup, wanted: string): { name: string; events: LogEvent[] } {
  const stream = group.streams.find(({ name }) => name === wanted);
  if (stream) return stream;
  throw new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.');
}

function describeGroup(group: LogGroup, region: Region): Record<string, unknown> {
  const arn = groupArn(group, region);
  return {
    logGroupName: group.name,
    creationTime: group.events[0]?.timestamp ?? 0,
    metricFilterCount: 0,
    arn: `${arn}:*`,
    logGroupArn: arn,
    storedBytes: group.storedBytes,
    logGroupClass: 'STANDARD',
  };
}

function groupArn(group: LogGroup, region: Region): string {
  return `arn:aws:logs:${region.region}:${region.account}:log-group:${group.name}`;
}
