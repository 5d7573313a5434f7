import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { slackServer } from '../../../mcp-servers/slack/server.ts';
import { type SlackUnderTest, startSlack } from '../../estate/slack/slack-under-test.ts';
import { type Connected, connectInMemory } from '../connect.ts';

let slack: SlackUnderTest;
const servers: Connected[] = [];

const at = (time: string): string => `${Date.parse(`2026-05-12T${time}Z`) / 1_000}.000000`;

beforeEach(async () => {
  slack = await startSlack();
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
  await slack.close();
  expect(slack.journal.notServed).toEqual([]);
});

async function read(args: Record<string, unknown> = {}, env: Record<string, string> = {}) {
  const server = await connectInMemory(slackServer({ ...slack.env, ...env }), () => new Date('2026-05-12T09:40:00Z'));
  servers.push(server);
  return server.call('slack_read', { channel: '#incidents', ...args });
}

/** What was said, without the lines of who and when. */
const said = (text: string): string[] =>
  text.split('\n').flatMap((line) => (line.startsWith('  | ') ? line.slice(4) : []));

describe('the head of an incident channel', () => {
  it('is read with the messages: topic, purpose, pins and bookmarks', async () => {
    slack.world.describe('incidents', {
      topic: 'SEV1 checkout &lt;down&gt;, lead <@U0MARIA01>',
      purpose: 'Incidents of the shop',
      bookmarks: [{ title: 'Runbook', link: 'https://wiki.test/checkout' }],
    });
    const ts = slack.world.post({ ts: at('09:10:00'), user: 'U0MARIA01', text: 'Rollback started\nat 09:08' });
    slack.world.pin('incidents', ts);
    const { text } = await read();
    expect(text.split('\n').slice(1, 5)).toEqual([
      'topic: SEV1 checkout <down>, lead @U0MARIA01',
      'purpose: Incidents of the shop',
      `pinned: 2026-05-12T09:10:00Z maria ref=${ts}: Rollback started at 09:08`,
      'bookmark: Runbook https://wiki.test/checkout',
    ]);
  });

  it('does without what the app has no scope for, and names the scope', async () => {
    slack.world.scopes.delete('pins:read');
    slack.world.scopes.delete('bookmarks:read');
    slack.world.post({ ts: at('09:10:00'), user: 'U0MARIA01', text: 'still here' });
    const { text, structured, isError } = await read();
    expect(isError).toBe(false);
    expect(said(text)).toEqual(['still here']);
    expect(structured.notChecked).toEqual([
      expect.stringMatching(/^Slack: pins not read: .*pins:read/),
      expect.stringMatching(/^Slack: bookmarks not read: .*bookmarks:read/),
    ]);
  });

  it('is not read again with each thread', async () => {
    const ts = slack.world.post({ ts: at('09:10:00'), user: 'U0MARIA01', text: 'root' });
    await read({ thread_ts: ts });
    expect(slack.journal.requests.map(({ operation }) => operation)).not.toContain('pins.list');
  });
});

describe('what alerting apps post', () => {
  it.each<[string, object, string[]]>([
    [
      'Alertmanager',
      {
        username: 'Alertmanager',
        attachments: [
          {
            title: '[FIRING:1] CheckoutErrors (prod)',
            title_link: 'https://am.test/#/alerts',
            text: '*Severity:* critical\n*Value:* 12.5 %',
            fallback: '[FIRING:1] CheckoutErrors',
            actions: [{ type: 'button', text: 'Silence', url: 'https://am.test/silence' }],
          },
        ],
      },
      ['[FIRING:1] CheckoutErrors (prod) (https://am.test/#/alerts)', '*Severity:* critical', '*Value:* 12.5 %'],
    ],
    [
      'PagerDuty',
      {
        username: 'PagerDuty',
        text: 'Triggered #4711',
        attachments: [
          {
            blocks: [
              { type: 'section', text: { type: 'mrkdwn', text: '*<https://pd.test/4711|High error rate>*' } },
              { type: 'section', fields: [{ type: 'mrkdwn', text: '*Assigned:* Maria' }] },
              { type: 'context', elements: [{ type: 'plain_text', text: 'Service: checkout' }] },
            ],
          },
        ],
      },
      ['Triggered #4711', '*High error rate (https://pd.test/4711)*', '*Assigned:* Maria', 'Service: checkout'],
    ],
    [
      'CloudWatch by AWS Chatbot',
      {
        username: 'aws',
        attachments: [
          {
            title: ':rotating_light: *CloudWatch Alarm | checkout-5xx*',
            text: 'Threshold Crossed: 3 datapoints',
            fields: [{ title: 'Region', value: 'eu-west-1', short: true }],
            footer: 'arn:aws:sns:eu-west-1:112233445566:alarms',
          },
        ],
      },
      [
        ':rotating_light: *CloudWatch Alarm | checkout-5xx*',
        'Threshold Crossed: 3 datapoints',
        'Region: eu-west-1',
        'arn:aws:sns:eu-west-1:112233445566:alarms',
      ],
    ],
    [
      'Datadog, with a picture',
      {
        bot_id: 'B0DATADOG',
        attachments: [
          { title: 'Triggered: p99 &gt; 2 s', text: 'p99 was 3.1', image_url: 'https://dd.test/graph.png' },
        ],
        files: [{ name: 'graph.png', title: 'p99 of checkout' }],
      },
      ['Triggered: p99 > 2 s', 'p99 was 3.1', '[file: graph.png, p99 of checkout]'],
    ],
    ['one that only has a fallback', { username: 'old', attachments: [{ fallback: 'disk 97 %' }] }, ['disk 97 %']],
    [
      'a table, a list, a quote and an image',
      {
        username: 'grafana',
        blocks: [
          {
            type: 'table',
            rows: [
              [
                { type: 'raw_text', text: 'pod' },
                { type: 'raw_text', text: 'restarts' },
              ],
              [
                { type: 'raw_text', text: 'checkout-1' },
                {
                  type: 'rich_text',
                  elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: '7' }] }],
                },
              ],
            ],
          },
          {
            type: 'rich_text',
            elements: [
              { type: 'rich_text_section', elements: [{ type: 'text', text: 'Seen by ' }] },
              {
                type: 'rich_text_list',
                style: 'bullet',
                elements: [
                  { type: 'rich_text_section', elements: [{ type: 'user', user_id: 'U0JORDAN1' }] },
                  { type: 'rich_text_section', elements: [{ type: 'broadcast', range: 'here' }] },
                ],
              },
              { type: 'rich_text_preformatted', elements: [{ type: 'text', text: 'a < b' }] },
            ],
          },
          {
            type: 'image',
            image_url: 'https://g.test/1.png',
            alt_text: 'error rate',
            title: { type: 'plain_text', text: '5xx' },
          },
          { type: 'markdown', text: '**bold** fact' },
          { type: 'actions', elements: [{ type: 'button', text: { type: 'plain_text', text: 'Silence' } }] },
        ],
      },
      [
        'pod | restarts',
        'checkout-1 | 7',
        'Seen by ',
        '• @jordan',
        '• @here',
        'a < b',
        '5xx',
        'error rate',
        '**bold** fact',
      ],
    ],
  ])('%s is read whole', async (_, message, lines) => {
    slack.world.post({ ts: at('09:10:00'), subtype: 'bot_message', ...message });
    const { text } = await read();
    expect(said(text)).toEqual(lines);
    expect(text).toMatch(/1 messages, 1 by apps, of #incidents/);
    expect(text).toMatch(/^2026-05-12T09:10:00Z \S+.* \(app\) ref=/m);
  });
});

describe('what happens to messages', () => {
  it('tells who is meant: people, channels, user groups and everybody', async () => {
    const payments = slack.world.addChannel('payments');
    const hidden = slack.world.addChannel('layoffs', { private: true });
    const group = slack.world.userGroup('oncall-shop');
    const text = `<@U0PRIYA01> <#${payments}|> <#${hidden}|> <!subteam^${group}> <!here> <!channel|channel>`;
    slack.world.post({ ts: at('09:10:00'), user: 'U0MARIA01', text });
    expect(said((await read()).text)).toEqual([`@priya #payments #${hidden} @oncall-shop @here @channel`]);
  });

  it('marks what was edited, keeps the stone of a deleted root and leaves out who joined', async () => {
    slack.world.post({
      ts: at('09:01:00'),
      subtype: 'channel_join',
      user: 'U0PRIYA01',
      text: '<@U0PRIYA01> has joined',
    });
    const root = slack.world.post({ ts: at('09:02:00'), user: 'U0MARIA01', text: 'secret plan' });
    slack.world.post({ ts: at('09:03:00'), user: 'U0JORDAN1', text: 'agreed', thread_ts: root });
    slack.world.delete(root);
    const edited = { user: 'U0JORDAN1', ts: at('09:06:00') };
    slack.world.post({ ts: at('09:05:00'), user: 'U0JORDAN1', text: 'it was the pool', edited });
    const { text } = await read();
    expect(text).toContain(`jordan ref=${at('09:05:00')} [edited 2026-05-12T09:06:00Z] http`);
    expect(said(text)).toEqual(['it was the pool', '[deleted]']);
    expect(text).toContain('[1 notices of who joined or left are not shown]');
    const thread = await read({ thread_ts: root });
    expect(said(thread.text)).toEqual(['[deleted]', 'agreed']);
  });

  it('goes on where the first 200 messages end, losing none of that second', async () => {
    for (let n = 0; n < 230; n += 1) {
      const seconds = Date.parse('2026-05-12T09:10:00Z') / 1_000 + Math.floor(n / 50);
      slack.world.post({
        ts: `${seconds}.${String((n % 50) * 1_000 + 7).padStart(6, '0')}`,
        user: 'U0MARIA01',
        text: `m${n}`,
      });
    }
    const first = await read({ max_chars: 16_000 });
    const refs = (structured: Record<string, unknown>) =>
      (structured.messages as { ref: string }[]).map(({ ref }) => ref);
    const seen = new Set(refs(first.structured));
    expect(seen.size).toBe(200);
    const until = /until=(\S+)/.exec((await everything()).join('\n'))?.[1];
    for (const ref of refs((await read({ until })).structured)) seen.add(ref);
    expect(seen.size).toBe(230);
  });

  /** Every page of the first 200. */
  async function everything(): Promise<string[]> {
    const pages: string[] = [];
    for (let cursor: string | undefined, n = 0; n === 0 || cursor; n += 1) {
      const { text } = await read({ max_chars: 16_000, ...(cursor && { cursor }) });
      pages.push(text);
      cursor = /cursor=(\S+) gets/.exec(text)?.[1];
    }
    return pages;
  }

  it('makes links without asking for them', async () => {
    for (let n = 0; n < 20; n += 1) slack.world.post({ ts: at(`09:10:${10 + n}`), user: 'U0MARIA01', text: `m${n}` });
    await read();
    expect(slack.journal.requests.map(({ operation }) => operation).sort()).toEqual([
      'auth.test',
      'bookmarks.list',
      'conversations.history',
      'conversations.info',
      'pins.list',
      'users.conversations',
      'users.info',
    ]);
  });
});

describe('which channels may be read', () => {
  it('are public ones, unless a private one is configured', async () => {
    const id = slack.world.addChannel('security', { private: true });
    slack.world.post({ ts: at('09:10:00'), user: 'U0MARIA01', text: 'the key leaked' }, 'security');
    const byId = await read({ channel: id });
    expect(byId.text).toMatch(/^not_allowed: .*\nhint: every public one may be/);
    const byName = await read({ channel: '#security' });
    expect(byName.text).toMatch(/^not_found: the bot is in no channel named 'security'/);
    const misspelt = await read({ channel: '#securty' });
    expect(misspelt.text).not.toContain('security');
    const allowed = await read({ channel: '#security' }, { SRE_AGENT_SLACK_READ_CHANNELS: '#security,incidents' });
    expect(said(allowed.text)).toEqual(['the key leaked']);
  });

  it('are those that may be posted to, where these are named and no others', async () => {
    slack.world.addChannel('random');
    const env = { SRE_AGENT_SLACK_CHANNELS: 'incidents' };
    expect((await read({ channel: 'random' }, env)).text).toMatch(/^not_found/);
    expect((await read({ channel: slack.world.channelId('random') }, env)).text).toMatch(/^not_allowed/);
    expect((await read({}, env)).isError).toBe(false);
    const more = await read({ channel: 'random' }, { ...env, SRE_AGENT_SLACK_READ_CHANNELS: 'random' });
    expect(more.isError).toBe(false);
  });

  it('says whether to invite the bot', async () => {
    const open = slack.world.addChannel('elsewhere', { withBot: false });
    const hidden = slack.world.addChannel('hidden', { withBot: false, private: true });
    expect((await read({ channel: open })).text).toMatch(/^forbidden: .*not_in_channel\nhint: invite the bot/);
    expect((await read({ channel: hidden })).text).toMatch(/^not_found: .*\nhint: not found or not a member/);
  });
});
