import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { slackServer } from '../../../mcp-servers/slack/server.ts';
import { type SlackUnderTest, startSlack } from '../../estate/slack/slack-under-test.ts';
import { type Connected, connectInMemory } from '../connect.ts';

let slack: SlackUnderTest;
let server: Connected;

beforeEach(async () => {
  slack = await startSlack({
    earlier: {
      payments: [
        { time: '2026-05-12T02:00:00Z', user: 'jordan', text: 'good night' },
        {
          time: '2026-05-12T09:00:00Z',
          user: 'jordan',
          text: 'payments &lt;slow&gt;, <@U0MARIA01> see <https://x.test|graph>',
        },
        { time: '2026-05-12T09:02:00Z', user: 'maria', text: 'looking\nat it', thread: '2026-05-12T09:00:00Z' },
        { time: '2026-05-12T09:05:00Z', user: 'alertbot', bot: true, text: 'p99 over 2 s' },
      ],
    },
  });
  server = await connectInMemory(slackServer(slack.env), () => new Date('2026-05-12T09:40:00Z'));
});
afterEach(async () => {
  await server.close();
  await slack.close();
});

/** Without what differs from run to run: the estate's port. */
const read = async (args: object) =>
  (await server.call('slack_read', { ...args })).text.replaceAll(slack.url, 'https://acme');

describe('slack_read', () => {
  it('reads a channel in the default window: who, when, what, and the link', async () => {
    const id = slack.world.channelId('payments');
    expect(await read({ channel: '#payments' })).toBe(
      [
        `Slack: 2 messages, 1 by apps, of #payments (${id}), 2026-05-12T03:40:00Z to 2026-05-12T09:40:00Z (6h), newest first`,
        `2026-05-12T09:05:00Z alertbot (app) ref=1778576700.000000 https://acme/archives/${id}/p1778576700000000`,
        '  | p99 over 2 s',
        `2026-05-12T09:00:00Z jordan ref=1778576400.000000 [1 replies, last 2026-05-12T09:02:00Z, thread_ts=1778576400.000000] https://acme/archives/${id}/p1778576400000000`,
        '  | payments <slow>, @maria see graph (https://x.test)',
      ].join('\n'),
    );
  });

  it('reads a whole thread oldest first, by ts or by the link that people paste', async () => {
    const id = slack.world.channelId('payments');
    const byTs = await read({ channel: 'payments', thread_ts: '1778576400.000000' });
    expect(byTs).toContain('the whole thread, oldest first');
    expect(byTs).toContain('2026-05-12T09:02:00Z maria');
    expect(byTs).toContain('  | looking\n  | at it');
    const link = `https://acme.slack.com/archives/${id}/p1778576520000000?thread_ts=1778576400.000000&cid=${id}`;
    expect(await read({ channel: link })).toBe(byTs.replace('#payments', '#payments'));
  });

  it('flattens the blocks and attachments of alerting apps, each thing once', async () => {
    const channel = slack.world.channelId('incidents');
    await fetch(`${slack.env.SLACK_API_URL}chat.postMessage`, {
      method: 'POST',
      headers: { authorization: `Bearer ${slack.env.SLACK_BOT_TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        channel,
        text: 'FIRING: HighErrorRate',
        blocks: [
          { type: 'header', text: { type: 'plain_text', text: 'FIRING: HighErrorRate' } },
          { type: 'section', fields: [{ type: 'mrkdwn', text: '*Service* checkout' }] },
          { type: 'context', elements: [{ type: 'mrkdwn', text: 'runbook <https://r.test/1>' }] },
        ],
        attachments: [
          { title: 'checkout 5xx', title_link: 'https://g.test', fields: [{ title: 'value', value: '12 %' }] },
        ],
      }),
    });
    const live = await connectInMemory(slackServer(slack.env));
    const { text } = await live.call('slack_read', { channel, since: '5m' });
    await live.close();
    expect(text.split('\n').slice(2)).toEqual([
      '  | FIRING: HighErrorRate',
      '  | *Service* checkout',
      '  | runbook https://r.test/1',
      '  | checkout 5xx (https://g.test)',
      '  | value: 12 %',
    ]);
  });

  it('says that a channel was silent, instead of nothing', async () => {
    const { text, structured } = await server.call('slack_read', { channel: 'payments', since: '10m' });
    expect(text).toMatch(/^Slack: 0 messages of #payments/);
    expect(structured.examined).toEqual([]);
  });

  it('names the nearest channels where there is none of that name', async () => {
    expect(await read({ channel: '#paymets' })).toMatch(/^not_found: .*'paymets'\nhint: did you mean #payments/);
  });
});

describe('what Slack refuses', () => {
  const post = () => server.call('slack_post', { channel: slack.world.channelId('payments'), key: 'k', text: 'x' });

  it.each([
    [
      'a rate limit',
      { status: 429, headers: { 'retry-after': '7' } },
      { code: 'throttled', retryable: true, retryAfterMs: 7_000 },
    ],
    [
      'its own failure',
      { status: 503, headers: { 'retry-after': '3' } },
      { code: 'unavailable', retryable: true, retryAfterMs: 3_000 },
    ],
    ['a dropped connection', { reset: true }, { code: 'unavailable', retryable: true }],
    [
      'an outage in words',
      { status: 200, body: { ok: false, error: 'internal_error' } },
      { code: 'unavailable', retryable: true },
    ],
    [
      'a revoked token',
      { status: 200, body: { ok: false, error: 'token_revoked' } },
      { code: 'unauthorized', retryable: false },
    ],
    [
      'a missing channel',
      { status: 200, body: { ok: false, error: 'channel_not_found' } },
      { code: 'not_found', retryable: false },
    ],
    [
      'too long a text',
      { status: 200, body: { ok: false, error: 'msg_too_long' } },
      { code: 'too_large', retryable: false },
    ],
    [
      'anything unheard of',
      { status: 200, body: { ok: false, error: 'solar_flare' } },
      { code: 'failed', retryable: false },
    ],
  ])('%s becomes a code that somebody can decide by', async (_, fault, error) => {
    slack.journal.fault({ system: 'slack', match: /chat\.postMessage/, times: 1, ...fault });
    const { structured, isError } = await post();
    expect(isError).toBe(true);
    expect(structured.error).toMatchObject(error);
  });

  it('names the missing scope', async () => {
    slack.world.scopes.delete('chat:write');
    expect((await post()).text).toMatch(/^forbidden: .*missing_scope\nhint: .*chat:write/);
  });

  it('points at the block that Block Kit refuses', async () => {
    const channel = slack.world.channelId('payments');
    const { text, structured } = await server.call('slack_post', {
      channel,
      key: 'k',
      text: 'x',
      blocks: [{ type: 'banner' }],
    });
    expect(text).toMatch(/invalid_blocks: \[ERROR\] .*\/blocks\/0/);
    expect(structured.error).toMatchObject({ code: 'invalid_arguments', retryable: false });
  });

  it('an abort ends the request upstream', async () => {
    slack.journal.fault({ system: 'slack', match: /chat\.postMessage/, hang: true });
    const controller = new AbortController();
    const call = server.call(
      'slack_post',
      { channel: slack.world.channelId('payments'), key: 'k', text: 'x' },
      { signal: controller.signal },
    );
    const asked = () => slack.journal.requests.find(({ operation }) => operation === 'chat.postMessage');
    while (!asked()) await new Promise((resolve) => setTimeout(resolve, 10));
    controller.abort();
    await expect(call).rejects.toThrow();
    while (!asked()?.aborted) await new Promise((resolve) => setTimeout(resolve, 10));
  });
});
