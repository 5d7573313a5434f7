import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { slackServer } from '../../../mcp-servers/slack/server.ts';
import { type SlackUnderTest, startSlack } from '../../estate/slack/slack-under-test.ts';
import { tokens } from '../../estate/slack/web-api.ts';
import { type Called, type Connected, connectInMemory } from '../connect.ts';

let slack: SlackUnderTest;
const servers: Connected[] = [];

const at = (time: string): string => `${Date.parse(`2026-05-12T${time}Z`) / 1_000}.000000`;

beforeEach(async () => {
  slack = await startSlack();
  slack.world.addChannel('deploys');
  slack.world.addChannel('far', { withBot: false });
  slack.world.addChannel('security', { private: true });
  slack.world.post({ ts: at('09:01:00'), user: 'U0MARIA01', text: 'Pool exhausted again' });
  const root = slack.world.post({ ts: at('09:02:00'), user: 'U0JORDAN1', text: 'deploying checkout' }, 'deploys');
  slack.world.post(
    { ts: at('09:03:00'), user: 'U0PRIYA01', text: 'that exhausted the pool', thread_ts: root },
    'deploys',
  );
  const alert = { title: 'pool', text: 'connections exhausted' };
  slack.world.post({
    ts: at('09:04:00'),
    username: 'grafana',
    subtype: 'bot_message',
    bot_id: 'B0GRAFANA',
    attachments: [alert],
  });
  slack.world.post({ ts: at('09:05:00'), user: 'U0MARIA01', text: 'pool exhausted over here too' }, 'far');
  slack.world.post({ ts: at('09:06:00'), user: 'U0MARIA01', text: 'the exhausted pool password leaked' }, 'security');
  slack.world.post({ ts: at('09:07:00'), user: 'U0MARIA01', text: 'nothing to see' });
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
  await slack.close();
  expect(slack.journal.notServed).toEqual([]);
});

async function search(args: Record<string, unknown> = {}, env: Record<string, string> = {}): Promise<Called> {
  const server = await connectInMemory(slackServer({ ...slack.env, ...env }), () => new Date('2026-05-12T09:40:00Z'));
  servers.push(server);
  return server.call('slack_search', { query: 'pool exhausted', ...args });
}

const asPerson = { SLACK_USER_TOKEN: tokens.user };
const refs = ({ structured }: Called): string[] => (structured.messages as { ref: string }[]).map(({ ref }) => ref);
const called = (): (string | undefined)[] => slack.journal.requests.map(({ operation }) => operation);

describe('without a user token', () => {
  it('reads the history of the channels that may be read, attachments and threads too, and says so', async () => {
    const found = await search();
    expect(refs(found)).toEqual([at('09:04:00'), at('09:03:00'), at('09:01:00')]);
    const [first, method, missed] = found.text.split('\n');
    expect(first).toBe(
      'Slack: 3 messages with pool exhausted, 2026-05-11T09:40:00Z to 2026-05-12T09:40:00Z (1d), newest first',
    );
    expect(method).toBe(
      'method: history of 3 channels (#incidents, #deploys, #site-reliability), read by the bot, since it has no search',
    );
    expect(missed).toMatch(/^not covered: channels that the bot is not in; replies in threads that began before/);
    expect(found.text).toContain(`2026-05-12T09:03:00Z #deploys priya ref=${at('09:03:00')} ${slack.url}/archives/`);
    expect(found.text).toContain('  | connections exhausted');
    expect(called()).not.toContain('search.messages');
  });

  it('never shows a private channel, whatever is asked for', async () => {
    expect((await search()).text).not.toMatch(/password|security/);
    const byId = await search({ channels: [slack.world.channelId('security')] });
    expect(byId.text).toMatch(/^not_allowed/);
    expect((await search({ channels: ['#security'] })).text).toMatch(/^not_found/);
  });

  it('looks where it is told to, in the window that it is given', async () => {
    expect(refs(await search({ channels: ['#deploys'] }))).toEqual([at('09:03:00')]);
    expect(refs(await search({ since: '2026-05-12T09:03:30Z' }))).toEqual([at('09:04:00')]);
    expect(refs(await search({ until: '2026-05-12T09:02:30Z' }))).toEqual([at('09:01:00')]);
  });

  it('takes phrases and words that must not be there', async () => {
    expect(refs(await search({ query: '"pool exhausted"' }))).toEqual([at('09:01:00')]);
    expect(refs(await search({ query: 'pool exhausted -again -grafana -connections' }))).toEqual([at('09:03:00')]);
  });

  it('names a channel that could not be read, and searches the others', async () => {
    slack.journal.fault({
      system: 'slack',
      match: /conversations\.history/,
      times: 1,
      status: 200,
      body: { ok: false, error: 'channel_is_limited_access' },
    });
    const found = await search();
    expect(found.isError).toBe(false);
    expect(found.structured.notChecked).toEqual([
      expect.stringMatching(/^Slack: #\S+ not searched: .*channel_is_limited_access/),
    ]);
  });

  it('tells of a rate limit, with how long to wait', async () => {
    slack.journal.fault({ system: 'slack', match: /history/, status: 429, headers: { 'retry-after': '9' } });
    const { structured } = await search();
    expect(structured.error).toMatchObject({ code: 'throttled', retryable: true, retryAfterMs: 9_000 });
  });
});

describe('with a user token', () => {
  it('asks search.messages, and drops what may not be read', async () => {
    slack.world.userScopes.add('search:read');
    const found = await search({}, asPerson);
    expect(refs(found)).toEqual(['09:05:00', '09:04:00', '09:03:00', '09:01:00'].map(at));
    expect(found.text).toContain("method: search.messages, Slack's own index by SLACK_USER_TOKEN");
    expect(found.text).not.toMatch(/password|security/);
    expect(found.text).toContain('Slack: 4 messages');
    expect(called()).not.toContain('conversations.history');
  });

  it('searches a private channel where it is configured to be read', async () => {
    slack.world.userScopes.add('search:read');
    const env = { ...asPerson, SRE_AGENT_SLACK_READ_CHANNELS: 'security' };
    expect(refs(await search({}, env))).toEqual([at('09:06:00')]);
  });

  it('keeps to the window and the channels, whatever days Slack counts in', async () => {
    slack.world.userScopes.add('search:read');
    const found = await search({ since: '2026-05-12T09:02:30Z', channels: ['#deploys'] }, asPerson);
    expect(refs(found)).toEqual([at('09:03:00')]);
  });

  it('goes through the pages', async () => {
    slack.world.userScopes.add('search:read');
    const start = Date.parse('2026-05-12T08:00:00Z') / 1_000;
    for (let n = 0; n < 150; n += 1)
      slack.world.post({ ts: `${start + n}.000000`, user: 'U0MARIA01', text: `needle ${n}` });
    const found = await search({ query: 'needle', max_chars: 16_000 }, asPerson);
    expect(called().filter((method) => method === 'search.messages')).toHaveLength(2);
    expect(refs(found)).toHaveLength(60);
    expect(found.text).toContain('60 of more messages');
  });

  it('asks Real-time Search where the token has only that', async () => {
    slack.world.userScopes.add('search:read.public');
    const found = await search({ query: 'pool exhausted' }, asPerson);
    expect(found.text).toContain('method: assistant.search.context');
    expect(refs(found)).toEqual(['09:05:00', '09:04:00', '09:03:00', '09:01:00'].map(at));
  });

  it('falls back to the history where it may not search at all, names the scopes, and does not ask again at once', async () => {
    const server = await connectInMemory(
      slackServer({ ...slack.env, ...asPerson }),
      () => new Date('2026-05-12T09:40:00Z'),
    );
    servers.push(server);
    const found = await server.call('slack_search', { query: 'pool exhausted' });
    expect(refs(found)).toHaveLength(3);
    expect(found.structured.notChecked).toEqual([
      expect.stringMatching(/^Slack: search\.messages: .* scope search:read:/),
      expect.stringMatching(/^Slack: assistant\.search\.context: .* scope search:read\.public:/),
    ]);
    await server.call('slack_search', { query: 'deploying' });
    expect(called().filter((method) => method === 'search.messages')).toHaveLength(1);
  });

  it('does not pass a limit of the search off as an answer', async () => {
    slack.world.userScopes.add('search:read');
    slack.journal.fault({ system: 'slack', match: /search\.messages/, status: 429, headers: { 'retry-after': '20' } });
    const { structured } = await search({}, asPerson);
    expect(structured.error).toMatchObject({ code: 'throttled', retryAfterMs: 20_000 });
  });
});

it.each([
  ['in:#security pool', /^invalid_arguments: 'in:#security' is a modifier/],
  ['from:@maria', /^invalid_arguments: 'from:@maria' is a modifier/],
  ['-pool', /^invalid_arguments: query names no word/],
])('refuses the query %s', async (query, message) => {
  expect((await search({ query })).text).toMatch(message);
});
