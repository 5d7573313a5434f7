import { z } from 'zod';
import { type Operation, operation, page } from '../operation.ts';
import { replay } from '../recorded.ts';

const alarm = z.looseObject({ AlarmName: z.string(), StateValue: z.string().optional() });
const kinds = ['MetricAlarm', 'CompositeAlarm'] as const;

/** The recorded alarms, filtered as CloudWatch filters them. */
export const alarmOperations: Record<string, Operation> = {
  DescribeAlarms: operation(
    z.strictObject({
      AlarmNames: z.array(z.string()).optional(),
      AlarmNamePrefix: z.string().optional(),
      AlarmTypes: z.array(z.enum(kinds)).optional(),
      StateValue: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']).optional(),
      MaxRecords: z.coerce.number().int().min(1).max(100).default(50),
      NextToken: z.string().optional(),
    }),
    ({ MaxRecords, NextToken, ...query }, { region }) => {
      const recorded = replay(region.responses.get('cloudwatch/DescribeAlarms') ?? [], query) ?? {};
      const wanted = (kind: (typeof kinds)[number]) =>
        (query.AlarmTypes ?? ['MetricAlarm']).includes(kind)
          ? z
              .array(alarm)
              .default([])
              .parse(recorded[`${kind}s`])
              .filter(({ AlarmName }) => query.AlarmNames?.includes(AlarmName) ?? true)
              .filter(({ AlarmName }) => AlarmName.startsWith(query.AlarmNamePrefix ?? ''))
              .filter(({ StateValue }) => query.StateValue === undefined || StateValue === query.StateValue)
              .map((found) => ({ kind, found }))
          : [];
      const { items, next } = page(
        [...wanted('CompositeAlarm'), ...wanted('MetricAlarm')],
        MaxRecords,
        NextToken,
        query,
      );
      const of = (kind: (typeof kinds)[number]) => items.filter((item) => item.kind === kind).map(({ found }) => found);
      return { MetricAlarms: of('MetricAlarm'), CompositeAlarms: of('CompositeAlarm'), NextToken: next };
    },
  ),
};
