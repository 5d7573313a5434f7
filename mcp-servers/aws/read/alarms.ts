import { type CompositeAlarm, DescribeAlarmsCommand, type MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { Connection } from '../connection.ts';
import { paged } from './paged.ts';

export interface Alarm {
  name: string;
  state: 'ALARM' | 'OK' | 'INSUFFICIENT_DATA';
  description: string;
  reason: string;
  since: Date | undefined;
  /** `AWS/ECS`; empty for composite alarms and expressions. */
  namespace: string;
  metric: string;
  dimensions: { name: string; value: string }[];
}

/** At most 300 firing ones of an account's region; of the others so many that recent recoveries are among them. */
const mostAlarms = 300;

export async function readAlarms(
  connection: Connection,
  state: Alarm['state'],
  signal: AbortSignal,
): Promise<{ items: Alarm[]; more: boolean }> {
  return paged(mostAlarms, async (token) => {
    const input = {
      StateValue: state,
      AlarmTypes: ['MetricAlarm' as const, 'CompositeAlarm' as const],
      MaxRecords: 100,
      ...(token !== undefined && { NextToken: token }),
    };
    const page = await connection.read('cloudwatch:DescribeAlarms', input, signal, ({ cloudwatch }, options) =>
      cloudwatch.send(new DescribeAlarmsCommand(input), options),
    );
    return {
      items: [...(page.CompositeAlarms ?? []), ...(page.MetricAlarms ?? [])].map(toAlarm),
      next: page.NextToken,
    };
  });
}

function toAlarm(alarm: MetricAlarm | CompositeAlarm): Alarm {
  const metric = 'MetricName' in alarm ? alarm : undefined;
  return {
    name: alarm.AlarmName ?? '',
    state: alarm.StateValue ?? 'INSUFFICIENT_DATA',
    description: alarm.AlarmDescription ?? '',
    reason: alarm.StateReason ?? '',
    since: alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp,
    namespace: metric?.Namespace ?? '',
    metric: metric?.MetricName ?? '',
    dimensions: (metric?.Dimensions ?? []).map(({ Name = '', Value = '' }) => ({ name: Name, value: Value })),
  };
}
