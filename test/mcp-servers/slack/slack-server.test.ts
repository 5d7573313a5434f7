import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { slackServer } from '../../../mcp-servers/slack/server.ts';
import { type SlackUnderTest, startSlack } from '../../estate/slack/slack-under-test.ts';
import { type Connected, connectInMemory } from '../connect.ts';

let slack: SlackUnderTest;
let server: Connected;
let thread: string;

beforeEach(async () => {
  slack = await startSlack();
  server = await connectInMemory(slackServer(slack.env));
  thread = slack.world.say('checkout is failing');
});
afterEach(async () => {
  await server.close();
  await slack.close();
});

const post = (more: object = {}) =>
  server.call('slack_post', {
    channel: '#incidents',
    thread_ts: thread,
    key: 'run-1/report',
    text: 'found it',
    ...more,
  });
const texts = () => slack.world.thread('incidents', thread).map(({ text }) => text);

describe('slack_post', () => {
  it('posts to a thread, without unfurling, and carries its key', async () => {
    const { structured, isError } = await post({ metadata: { stage: 'report' } });
    expect(isError).toBe(false);
    const [, message] = slack.world.thread('incidents', thread);
    expect(structured).toEqual({ channel: slack.world.channelId('incidents'), ts: message?.ts, posted: true });
    expect(message?.metadata).toEqual({
      event_type: 'sre_agent_message',
      event_payload: { key: 'run-1/report', stage: 'report' },
    });
  });

  it('finds its message instead of posting it twice', async () => {
    const first = await post();
    const again = await post({ find_first: true });
    expect(again.structured).toEqual({ ...first.structured, posted: false });
    expect(texts()).toEqual(['checkout is failing', 'found it']);
  });

  it('posts where only another key, or nothing, is there', async () => {
    await post({ key: 'run-1/progress', text: 'on it' });
    await post({ find_first: true });
    expect(texts()).toEqual(['checkout is failing', 'on it', 'found it']);
  });

  it('finds a message whose answer was lost, beyond the first page of the thread', async () => {
    await post();
    for (let reply = 0; reply < 450; reply += 1) slack.world.say(`me too ${reply}`, { threadTs: thread });
    expect((await post({ find_first: true })).structured.posted).toBe(false);
  });

  it('posts all the same where it may write but not read', async () => {
    await server.call('slack_user', { user: 'U0MARIA01' });
    slack.world.scopes.delete('channels:history');
    expect((await post({ channel: slack.world.channelId('incidents'), find_first: true })).structured.posted).toBe(
      true,
    );
  });

  it('alarms nobody', async () => {
    await post({
      text: '<!here> <!subteam^S1|@oncall> @channel <@U0MARIA01>',
      blocks: [
        { type: 'section', text: { type: 'mrkdwn', text: 'log: <!channel|channel> @everyone' } },
        {
          type: 'actions',
          elements: [{ type: 'button', action_id: 'a', value: '@here', text: { type: 'plain_text', text: 'Stop' } }],
        },
      ],
    });
    const message = slack.world.thread('incidents', thread).at(-1);
    expect(message?.text).toBe('@\u200bhere @\u200boncall @\u200bchannel <@U0MARIA01>');
    expect(JSON.stringify(message?.blocks)).toContain('log: @\u200bchannel @\u200beveryone');
    expect(JSON.stringify(message?.blocks)).toContain('"value":"@here"');
  });

  it('posts nowhere but where it is allowed to, by name or id', async () => {
    const allowed = await connectInMemory(slackServer({ ...slack.env, SRE_AGENT_SLACK_CHANNELS: '#incidents' }));
    const to = async (channel: string) => (await allowed.call('slack_post', { channel, key: 'k', text: 'x' })).text;
    expect(await to(slack.world.channelId('incidents'))).toMatch(/^posted/);
    expect(await to('#site-reliability')).toMatch(/^not_allowed: .*#site-reliability\nhint: it allows: incidents/);
    expect(await to(slack.world.channelId('site-reliability'))).toMatch(/^not_allowed/);
    await allowed.close();
    expect(slack.world.channel('site-reliability')).toEqual([]);
  });
});

describe('slack_update', () => {
  it('edits text and blocks, keeps the metadata unless it is given', async () => {
    const { channel, ts } = (await post({ blocks: [{ type: 'divider' }] })).structured;
    await server.call('slack_update', { channel, ts, text: 'edited' });
    const edited = () => slack.world.thread('incidents', thread)[1];
    expect(edited()).toMatchObject({
      text: 'edited',
      blocks: [],
      metadata: { event_payload: { key: 'run-1/report' } },
    });
    await server.call('slack_update', { channel, ts, text: 'twice', metadata: { key: 'run-1/report', count: 2 } });
    expect(edited()?.metadata?.event_payload).toEqual({ key: 'run-1/report', count: 2 });
  });

  it('cuts the notification text of a long message, which its blocks hold whole', async () => {
    const { channel, ts } = (await post()).structured;
    const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: 'short' } }];
    const { isError } = await server.call('slack_update', { channel, ts, text: 'x'.repeat(9_000), blocks });
    expect(isError).toBe(false);
  });
});

describe('slack_find', () => {
  it('gives own messages by their payload, newest first, and nobody else’s', async () => {
    await post({
      thread_ts: undefined,
      channel: 'site-reliability',
      key: 'a',
      metadata: { fingerprint: 'f1', runs: 'r1' },
    });
    const latest = await post({
      thread_ts: undefined,
      channel: 'site-reliability',
      key: 'b',
      metadata: { fingerprint: 'f1' },
    });
    await post({ thread_ts: undefined, channel: 'site-reliability', key: 'c', metadata: { fingerprint: 'f2' } });
    slack.world.say('noise', { channel: 'site-reliability' });
    const { structured } = await server.call('slack_find', {
      channel: '#site-reliability',
      minutes: 10,
      match: { fingerprint: 'f1' },
    });
    expect(structured.messages).toMatchObject([
      { ts: latest.structured.ts, channel: slack.world.channelId('site-reliability'), payload: { key: 'b' } },
      { payload: { key: 'a', fingerprint: 'f1', runs: 'r1' } },
    ]);
  });

  it('counts minutes by the real time, whatever clock the investigation has', async () => {
    const pinned = await connectInMemory(slackServer(slack.env), () => new Date('2020-01-01T00:00:00Z'));
    await post({ thread_ts: undefined });
    const { structured } = await pinned.call('slack_find', { channel: 'incidents', minutes: 1 });
    expect(structured.messages).toHaveLength(1);
    await pinned.close();
  });
});

describe('slack_user', () => {
  it('says name and time zone', async () => {
    const { structured } = await server.call('slack_user', { user: 'U0JORDAN1' });
    expect(structured).toEqual({ id: 'U0JORDAN1', name: 'jordan', real_name: 'Jordan Reyes', tz: 'America/New_York' });
  });
});

describe('what is offered', () => {
  it('is two reading tools in few words; the others are not read-only and so never reach a model', async () => {
    const tools = await server.tools();
    expect(tools.map(({ name, annotations }) => [name, annotations?.readOnlyHint])).toEqual([
      ['slack_read', true],
      ['slack_search', true],
      ['slack_post', false],
      ['slack_update', false],
      ['slack_upload', false],
      ['slack_find', false],
      ['slack_user', false],
    ]);
    const offered = tools
      .filter(({ annotations }) => annotations?.readOnlyHint)
      .map(({ name, description, inputSchema }) => ({ name, description, inputSchema }));
    expect(JSON.stringify(offered).length).toBeLessThan(1_600);
  });
});

describe('configuration', () => {
  it('is refused with every problem at once', () => {
    const wrong = { SLACK_BOT_TOKEN: 'xapp-1', SLACK_USER_TOKEN: 'xoxb-1', SLACK_API_URL: 'slack.com' };
    expect(() => slackServer(wrong)).toThrow(
      /SLACK_BOT_TOKEN is not a bot token.*\n.*SLACK_USER_TOKEN is not a user token.*\n.*SLACK_API_URL is not an http/,
    );
    expect(() => slackServer({ SLACK_BOT_TOKEN: '' })).toThrow('SLACK_BOT_TOKEN is not set');
  });
});
