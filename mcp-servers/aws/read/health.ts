import { DescribeEventDetailsCommand, DescribeEventsCommand } from '@aws-sdk/client-health';
import type { Connection } from '../connection.ts';
import type { Span } from './log-events.ts';

export interface HealthEvent {
  arn: string;
  /** `S3`, `EC2` */
  service: string;
  region: string;
  /** `AWS_S3_OPERATIONAL_ISSUE` */
  kind: string;
  since: Date | undefined;
  open: boolean;
  description: string;
}

/** What DescribeEventDetails takes. */
const mostEvents = 10;

/** Trouble of AWS itself in a region during the window. Needs a Business or Enterprise support plan. */
export async function readHealth(
  connection: Connection,
  { since, until }: Span,
  signal: AbortSignal,
): Promise<HealthEvent[]> {
  const region = connection.place.region;
  const filter = {
    eventTypeCategories: ['issue' as const],
    eventStatusCodes: ['open' as const, 'closed' as const],
    regions: [region, 'global'],
    lastUpdatedTimes: [{ from: since }],
  };
  const { events = [] } = await connection.read('health:DescribeEvents', { filter }, signal, ({ health }, options) =>
    health.send(new DescribeEventsCommand({ filter }), options),
  );
  const during = events
    .filter(
      ({ startTime, endTime, eventTypeCategory, region: where = '' }) =>
        eventTypeCategory === 'issue' &&
        [region, 'global'].includes(where) &&
        (startTime === undefined || startTime <= until) &&
        (endTime === undefined || endTime >= since),
    )
    .slice(0, mostEvents);
  if (during.length === 0) return [];
  const eventArns = during.flatMap(({ arn }) => arn ?? []);
  const details = await connection.read('health:DescribeEventDetails', { eventArns }, signal, ({ health }, options) =>
    health.send(new DescribeEventDetailsCommand({ eventArns }), options),
  );
  return during.map(({ arn = '', service = '', region: where = '', eventTypeCode = '', startTime, statusCode }) => ({
    arn,
    service,
    region: where,
    kind: eventTypeCode,
    since: startTime,
    open: statusCode === 'open',
    description:
      details.successfulSet?.find(({ event }) => event?.arn === arn)?.eventDescription?.latestDescription ?? '',
  }));
}
