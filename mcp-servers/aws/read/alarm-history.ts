import { type AlarmHistoryItem, DescribeAlarmHistoryCommand } from '@aws-sdk/client-cloudwatch';
import { z } from 'zod';
import type { Connection } from '../connection.ts';
import type { Span } from './log-events.ts';

export interface Transition {
  at: Date;
  from: string;
  to: string;
}

const stateChange = z.object({
  oldState: z.object({ stateValue: z.string() }),
  newState: z.object({ stateValue: z.string() }),
});

/** State changes of one alarm, oldest first; the newest hundred. CloudWatch keeps them for 30 days. */
export async function readTransitions(
  connection: Connection,
  alarm: string,
  { since, until }: Span,
  signal: AbortSignal,
): Promise<Transition[]> {
  const input = {
    AlarmName: alarm,
    AlarmTypes: ['MetricAlarm' as const, 'CompositeAlarm' as const],
    HistoryItemType: 'StateUpdate' as const,
    StartDate: since,
    EndDate: until,
    MaxRecords: 100,
    ScanBy: 'TimestampDescending' as const,
  };
  const { AlarmHistoryItems = [] } = await connection.read(
    'cloudwatch:DescribeAlarmHistory',
    input,
    signal,
    ({ cloudwatch }, options) => cloudwatch.send(new DescribeAlarmHistoryCommand(input), options),
  );
  return AlarmHistoryItems.flatMap(toTransition).sort((a, b) => a.at.getTime() - b.at.getTime());
}

function toTransition({ Timestamp, HistoryData = '', HistorySummary = '' }: AlarmHistoryItem): Transition[] {
  if (Timestamp === undefined) return [];
  const [, from, to] = /from (\w+) to (\w+)/.exec(HistorySummary) ?? [];
  if (from !== undefined && to !== undefined) return [{ at: Timestamp, from, to }];
  const data = stateChange.safeParse(jsonOf(HistoryData));
  return data.success
    ? [{ at: Timestamp, from: data.data.oldState.stateValue, to: data.data.newState.stateValue }]
    : [];
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
