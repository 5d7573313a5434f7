import { before, dice, pick, workloadName } from './dice.ts';

export interface Message {
  time: string;
  user: string;
  bot?: boolean;
  text: string;
  thread?: string;
}

const most = 150;

/** What else is said in a channel: up to 150 messages of the last day. */
export function chatter(count: number, now: string): Message[] {
  return Array.from({ length: Math.min(count, most) }, (_, nth): Message => {
    const name = workloadName(dice(80, 'chat', nth));
    return {
      time: before(now, 3 + dice(24 * 60, 'said', nth)),
      user: pick(['ines', 'tom', 'yuki', 'lars'], 'who', nth),
      text: pick(
        [
          `${name} is out, looks good`,
          `anyone mind if I restart ${name} after lunch?`,
          `the dashboard of ${name} was slow for me, a reload helped`,
          `bumped the settings of ${name}, no impact expected`,
          `who owns ${name}? the runbook link is dead`,
        ],
        'what',
        nth,
      ),
    };
  });
}

/** Write events of the platform on things that the case is not about, oldest first. */
export function trail(count: number, now: string, account: string, region: string): Record<string, unknown>[] {
  const records = Array.from({ length: Math.min(count, 400) }, (_, nth) => {
    const name = workloadName(nth);
    const [eventSource, eventName, requestParameters] = pick(
      [
        ['ecs.amazonaws.com', 'UpdateService', { service: name, cluster: 'platform' }],
        ['logs.amazonaws.com', 'PutRetentionPolicy', { logGroupName: `/platform/${name}`, retentionInDays: 30 }],
        ['ecr.amazonaws.com', 'PutImage', { repositoryName: `platform/${name}`, imageTag: `1.${nth}.0` }],
      ],
      'trail',
      nth,
    );
    return {
      eventVersion: '1.11',
      eventTime: before(now, 20 + dice(22 * 60, 'trail at', nth)),
      eventSource,
      eventName,
      awsRegion: region,
      eventID: `00000000-0000-4000-8000-${String(nth).padStart(12, '0')}`,
      eventType: 'AwsApiCall',
      recipientAccountId: account,
      readOnly: false,
      managementEvent: true,
      userIdentity: { type: 'AssumedRole', arn: `arn:aws:sts::${account}:assumed-role/deployer/platform` },
      requestParameters,
      responseElements: null,
    };
  });
  return records.sort((a, b) => Date.parse(a.eventTime) - Date.parse(b.eventTime));
}

/** The log of a healthy service: once a minute, with a warning that is none of an incident now and then. */
export function logLines(nth: number, now: string): { timestamp: number; message: string }[] {
  return Array.from({ length: 90 }, (_, at) => {
    const timestamp = Date.parse(before(now, 90 - at));
    const took = 4 + dice(30, 'took', nth, at);
    const usual = `INFO request GET /v1/items/${dice(9_000, 'item', nth, at)} 200 in ${took} ms`;
    const warning = `WARN cache entry ${dice(900, 'cache', nth, at)} was stale, fetched anew in ${took} ms`;
    return { timestamp, message: at % 23 === 7 ? warning : usual };
  });
}
