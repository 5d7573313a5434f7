import { z } from 'zod';
import { NotServed } from '../../system.ts';
import { AwsError } from '../aws-error.ts';
import { type Operation, operation, page, time } from '../operation.ts';
import { jsonLines } from '../world.ts';

const record = z.looseObject({
  eventTime: z.iso.datetime({ offset: true }),
  eventSource: z.string(),
  eventName: z.string(),
  eventID: z.string().optional(),
  awsRegion: z.string().optional(),
  readOnly: z.boolean().optional(),
  recipientAccountId: z.string().optional(),
  userIdentity: z
    .looseObject({
      userName: z.string().optional(),
      arn: z.string().optional(),
      invokedBy: z.string().optional(),
      accessKeyId: z.string().optional(),
      sessionContext: z
        .looseObject({ sessionIssuer: z.looseObject({ userName: z.string().optional() }).optional() })
        .optional(),
    })
    .optional(),
  resources: z.array(z.looseObject({ ARN: z.string().optional(), type: z.string().optional() })).nullish(),
});
export type TrailEvent = z.infer<typeof record> & {
  /** The record as the case has it. */
  written: string;
};

export async function loadTrail(path: string): Promise<TrailEvent[]> {
  const events = await jsonLines(path, (value) => ({ ...record.parse(value), written: JSON.stringify(value) }));
  return events.sort((a, b) => Date.parse(a.eventTime) - Date.parse(b.eventTime));
}

const attributeNames = [
  'EventId',
  'EventName',
  'ReadOnly',
  'Username',
  'ResourceType',
  'ResourceName',
  'EventSource',
  'AccessKeyId',
] as const;

export const cloudtrailOperations: Record<string, Operation> = {
  LookupEvents: operation(
    z.strictObject({
      LookupAttributes: z
        .array(z.strictObject({ AttributeKey: z.enum(attributeNames), AttributeValue: z.string() }))
        .max(1)
        .optional(),
      StartTime: time.optional(),
      EndTime: time.optional(),
      MaxResults: z.int().min(1).max(50).default(50),
      NextToken: z.string().optional(),
      EventCategory: z.string().optional(),
    }),
    ({ LookupAttributes = [], StartTime, EndTime, MaxResults, NextToken, EventCategory }, { region }) => {
      if (EventCategory !== undefined) throw new NotServed('EventCategory of LookupEvents');
      if (StartTime && EndTime && StartTime > EndTime) {
        throw new AwsError('InvalidTimeRangeException', 'The start time is after the end time.');
      }
      const events = region.trail
        .filter(
          ({ eventTime }) =>
            (!StartTime || Date.parse(eventTime) >= +StartTime) && (!EndTime || Date.parse(eventTime) <= +EndTime),
        )
        .map(summary)
        .filter((event) => LookupAttributes.every((attribute) => matches(event, attribute)))
        .reverse();
      const { items, next } = page(events, MaxResults, NextToken, { LookupAttributes, StartTime, EndTime });
      return { Events: items, NextToken: next };
    },
  ),
};

type Summary = ReturnType<typeof summary>;

function summary(event: TrailEvent) {
  const { userIdentity } = event;
  return {
    EventId: event.eventID,
    EventName: event.eventName,
    ReadOnly: String(event.readOnly ?? false),
    AccessKeyId: userIdentity?.accessKeyId,
    EventTime: new Date(event.eventTime),
    EventSource: event.eventSource,
    Username:
      userIdentity?.userName ?? userIdentity?.sessionContext?.sessionIssuer?.userName ?? userIdentity?.invokedBy,
    Resources: (event.resources ?? []).map(({ ARN, type }) => ({ ResourceType: type, ResourceName: ARN })),
    CloudTrailEvent: event.written,
  };
}

function matches(
  event: Summary,
  attribute: { AttributeKey: (typeof attributeNames)[number]; AttributeValue: string },
): boolean {
  const { AttributeKey: key, AttributeValue: value } = attribute;
  if (key === 'ResourceType' || key === 'ResourceName')
    return event.Resources.some((resource) => resource[key] === value);
  return event[key] === value;
}
