import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LogLevel, WebAPIPlatformError, WebClient } from '@slack/web-api';
import { type SlackUnderTest, startSlack } from './slack-under-test.ts';

let slack: SlackUnderTest;
let client: WebClient;
let incidents: string;

beforeEach(async () => {
  slack = await startSlack({
    earlier: {
      payments: [
        { time: '2026-05-12T09:00:00Z', user: 'jordan', text: 'payments look slow' },
        { time: '2026-05-12T09:01:00Z', user: 'alertbot', bot: true, text: 'p99 over 2 s' },
        { time: '2026-05-12T09:02:00Z', user: 'maria', text: 'looking', thread: '2026-05-12T09:00:00Z' },
      ],
    },
  });
  incidents = slack.world.channelId('incidents');
  client = clientWith(slack.env.SLACK_BOT_TOKEN);
});
afterEach(() => slack.close());

function clientWith(token?: string): WebClient {
  return new WebClient(token, {
    slackApiUrl: slack.env.SLACK_API_URL,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logLevel: LogLevel.ERROR,
  });
}

/** The `error` of a refused call. */
async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (error instanceof WebAPIPlatformError) return error.data.error;
    throw error;
  }
  return 'accepted';
}

describe('posting', () => {
  it('gives a message a real, unique and increasing ts and shows it to the world', async () => {
    const before = Date.now() / 1_000;
    const first = await client.chat.postMessage({ channel: incidents, text: 'one' });
    const second = await client.chat.postMessage({ channel: '#incidents', text: 'two', thread_ts: first.ts });
    expect(Number(first.ts)).toBeGreaterThanOrEqual(before - 1);
    expect(Number(second.ts)).toBeGreaterThan(Number(first.ts));
    expect(slack.world.thread('incidents', first.ts ?? '').map(({ text }) => text)).toEqual(['one', 'two']);
  });

  it('returns metadata only to those who ask for it', async () => {
    const metadata = { event_type: 'sre_agent_message', event_payload: { key: 'k1' } };
    await client.chat.postMessage({ channel: incidents, text: 'one', metadata });
    const plain = await client.conversations.history({ channel: incidents });
    const full = await client.conversations.history({ channel: incidents, include_all_metadata: true });
    expect(plain.messages?.[0]).not.toHaveProperty('metadata');
    expect(full.messages?.[0]?.metadata).toEqual(metadata);
  });

  it('keeps blocks and metadata of an edited message where they are left out', async () => {
    const blocks = [{ type: 'divider' }];
    const { ts = '' } = await client.chat.postMessage({ channel: incidents, text: 'one', blocks });
    await client.chat.update({ channel: incidents, ts, text: 'edited' });
    const [message] = slack.world.channel('incidents');
    expect(message).toMatchObject({
      text: 'edited',
      blocks: [{ type: 'divider' }],
      edited: { user: slack.world.botUser },
    });
  });

  it('refuses what Slack refuses, in its words', async () => {
    const { ts = '' } = await client.chat.postMessage({ channel: incidents, text: 'one' });
    const theirs = slack.world.say('mine');
    slack.world.addChannel('elsewhere', { withBot: false });
    const post = (more: object) => refusal(client.apiCall('chat.postMessage', { channel: incidents, ...more }));
    const update = (more: object) => refusal(client.apiCall('chat.update', { channel: incidents, ts, ...more }));
    expect({
      channel: await post({ channel: 'C0NOWHERE', text: 'x' }),
      notMember: await post({ channel: 'elsewhere', text: 'x' }),
      empty: await post({}),
      long: await post({ text: 'x'.repeat(40_001) }),
      thread: await post({ text: 'x', thread_ts: '1.000001' }),
      metadata: await post({ text: 'x', metadata: { event_type: 'no payload' } }),
      longEdit: await update({ text: 'x'.repeat(4_001) }),
      gone: await update({ ts: '1.000001', text: 'x' }),
      others: await update({ ts: theirs, text: 'x' }),
      ephemeral: await refusal(client.chat.postEphemeral({ channel: incidents, user: 'U0NOBODY', text: 'x' })),
    }).toEqual({
      channel: 'channel_not_found',
      notMember: 'not_in_channel',
      empty: 'no_text',
      long: 'msg_too_long',
      thread: 'thread_not_found',
      metadata: 'invalid_metadata_format',
      longEdit: 'msg_too_long',
      gone: 'message_not_found',
      others: 'cant_update_message',
      ephemeral: 'user_not_in_channel',
    });
  });
});

describe('the token', () => {
  it('is asked for, checked and bound to its scopes', async () => {
    slack.world.scopes.delete('chat:write');
    expect(await refusal(clientWith().auth.test())).toBe('not_authed');
    expect(await refusal(clientWith('xoxb-wrong').auth.test())).toBe('invalid_auth');
    expect(await refusal(client.apps.connections.open({}))).toBe('not_allowed_token_type');
    expect(await refusal(client.chat.postMessage({ channel: incidents, text: 'x' }))).toBe('missing_scope');
    expect(await client.auth.test()).toMatchObject({ user_id: slack.world.botUser, team_id: slack.world.team });
  });
});

describe('reading', () => {
  it('serves the earlier messages of the case at their own time, newest first, replies in their thread', async () => {
    const channel = slack.world.channelId('payments');
    const history = await client.conversations.history({ channel });
    expect(history.messages?.map(({ text, ts, reply_count }) => [text, ts, reply_count])).toEqual([
      ['p99 over 2 s', '1778576460.000000', undefined],
      ['payments look slow', '1778576400.000000', 1],
    ]);
    const replies = await client.conversations.replies({ channel, ts: '1778576400.000000' });
    expect(replies.messages?.map(({ text }) => text)).toEqual(['payments look slow', 'looking']);
  });

  it('cuts by window and pages with a cursor', async () => {
    const ts: string[] = [];
    for (const text of ['a', 'b', 'c', 'd']) ts.push(slack.world.say(text));
    const inside = await client.conversations.history({ channel: incidents, oldest: ts[0], latest: ts[3] });
    expect(inside.messages?.map(({ text }) => text)).toEqual(['c', 'b']);
    const first = await client.conversations.history({ channel: incidents, limit: 3 });
    expect(first.has_more).toBe(true);
    const rest = await client.conversations.history({
      channel: incidents,
      limit: 3,
      cursor: first.response_metadata?.next_cursor,
    });
    expect(rest.messages?.map(({ text }) => text)).toEqual(['a']);
    expect(await refusal(client.conversations.history({ channel: incidents, cursor: 'nonsense' }))).toBe(
      'invalid_cursor',
    );
  });

  it('knows people and their time zones, channels, and links', async () => {
    const { members } = await client.users.list({});
    expect(members?.find(({ name }) => name === 'maria')?.tz).toBe('Europe/Berlin');
    expect((await client.users.info({ user: 'U0JORDAN1' })).user?.tz).toBe('America/New_York');
    const { channels } = await client.conversations.list({ limit: 2 });
    expect(channels?.map(({ name }) => name)).toEqual(['incidents', 'payments']);
    const ts = slack.world.say('hello');
    const { permalink } = await client.chat.getPermalink({ channel: incidents, message_ts: ts });
    expect(permalink).toBe(`${slack.url}/archives/${incidents}/p${ts.replace('.', '')}`);
  });
});

describe('what is not served', () => {
  it('is answered 501 and journalled, a method or a parameter alike', async () => {
    await expect(client.apiCall('files.list', {})).rejects.toMatchObject({ statusCode: 501 });
    await expect(client.apiCall('auth.test', { shiny: true })).rejects.toMatchObject({ statusCode: 501 });
    expect(slack.journal.notServed.map((line) => line.replace(/.*serve /, ''))).toEqual([
      "Slack's method files.list",
      'the parameter shiny of auth.test',
    ]);
  });
});

describe('faults', () => {
  it('rate-limits with Retry-After when told to', async () => {
    slack.journal.fault({
      system: 'slack',
      match: /chat\.postMessage/,
      times: 1,
      status: 429,
      headers: { 'retry-after': '7' },
    });
    await expect(client.chat.postMessage({ channel: incidents, text: 'x' })).rejects.toMatchObject({ retryAfter: 7 });
    await client.chat.postMessage({ channel: incidents, text: 'x' });
    expect(slack.world.channel('incidents')).toHaveLength(1);
  });
});
