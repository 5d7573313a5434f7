import { LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import type { Connection } from '../connection.ts';
import { readRecord, type TrailRecord } from '../trail/record.ts';
import type { Span } from './log-events.ts';
import { paged } from './paged.ts';

/** The API's own limit of events in an answer; it allows two requests a second. */
const perPage = 50;

/** Newest first, as CloudTrail lists them; a call shows up there within some minutes, and stays for 90 days. */
export async function readTrail(
  connection: Connection,
  { since, until }: Span,
  { only, pages }: { only: 'writes' | 'all'; pages: number },
  signal: AbortSignal,
): Promise<{ records: TrailRecord[]; more: boolean }> {
  const { items, more } = await paged(pages * perPage, async (token) => {
    const input = {
      StartTime: since,
      EndTime: until,
      MaxResults: perPage,
      ...(only === 'writes' && { LookupAttributes: [{ AttributeKey: 'ReadOnly' as const, AttributeValue: 'false' }] }),
      ...(token !== undefined && { NextToken: token }),
    };
    const page = await connection.read('cloudtrail:LookupEvents', input, signal, ({ cloudtrail }, options) =>
      cloudtrail.send(new LookupEventsCommand(input), options),
    );
    return { items: page.Events, next: page.NextToken };
  });
  return { records: items.flatMap(({ CloudTrailEvent = '' }) => readRecord(CloudTrailEvent) ?? []), more };
}
