import { afterEach, expect, it } from '@jest/globals';
import { type ServerUnderTest, startServer } from './aws-server.ts';

let server: ServerUnderTest | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const alarm = (state: string) => ({
  'responses/cloudwatch/DescribeAlarms.json': [
    {
      when: {},
      response: {
        MetricAlarms: [
          {
            AlarmName: 'checkout-5xx',
            StateValue: state,
            StateReason: 'why',
            StateUpdatedTimestamp: '2026-05-12T09:30:00Z',
          },
        ],
      },
    },
  ],
});

const history = (...changes: [at: string, from: string, to: string][]) => ({
  'responses/cloudwatch/DescribeAlarmHistory.json': [
    {
      when: { AlarmName: 'checkout-5xx' },
      response: {
        AlarmHistoryItems: changes.map(([at, from, to]) => ({
          AlarmName: 'checkout-5xx',
          Timestamp: `2026-05-12T${at}Z`,
          HistoryItemType: 'StateUpdate',
          HistorySummary: `Alarm updated from ${from} to ${to}`,
        })),
      },
    },
  ],
});

it('names the window worth looking at, from before the alarm of the same story fired first', async () => {
  const changes = history(['09:30:00', 'OK', 'ALARM'], ['09:10:00', 'ALARM', 'OK'], ['09:00:00', 'OK', 'ALARM']);
  server = await startServer({ ...alarm('ALARM'), ...changes });
  const { text } = await server.call('aws_get', { what: 'alarms' });
  expect(text).toContain('fired 2x in a day, the last time 10m ago and still');
  expect(text).toContain('worth looking at: since=2026-05-12T08:30:00Z until=now');
  expect(text).toContain('  2026-05-12T09:10:00Z ALARM -> OK');
});

it('says of an alarm that flaps that it does, and of one that is over how long it fired', async () => {
  const times = ['01', '03', '05', '07'].flatMap((hour): [string, string, string][] => [
    [`${hour}:00:00`, 'OK', 'ALARM'],
    [`${hour}:20:00`, 'ALARM', 'OK'],
  ]);
  server = await startServer({ ...alarm('OK'), ...history(...times) });
  const { text } = await server.call('aws_get', { what: 'alarms', service: 'checkout' });
  expect(text).toContain('flapping: fired 4 times in a day, the last time for 20m');
  expect(text).toContain('since=2026-05-12T06:30:00Z until=2026-05-12T07:20:00Z');
});

it('shows alarms without their history where that may not be read', async () => {
  server = await startServer(alarm('ALARM'), {
    denied: [{ aws: 'cloudwatch:DescribeAlarmHistory', error: 'AccessDeniedException' }],
  });
  const { text } = await server.call('aws_get', { what: 'alarms' });
  expect(text).toContain('ALARM since 2026-05-12T09:30:00Z checkout-5xx');
  expect(text).toContain(
    'not checked: alarm history: not permitted, the credentials need the IAM action cloudwatch:DescribeAlarmHistory',
  );
});
