import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type SlackUnderTest, startSlack } from '../../estate/slack/slack-under-test.ts';
import { startProxy } from '../../forward-proxy.ts';
import { type Connected, connectStdio } from '../connect.ts';

const main = 'mcp-servers/slack/main.ts';

let slack: SlackUnderTest;
let server: Connected | undefined;
beforeEach(async () => {
  slack = await startSlack();
});
afterEach(async () => {
  await server?.close();
  server = undefined;
  await slack.close();
});

describe('sre-agent-slack as a program', () => {
  it('answers over stdio, with nothing on stdout but the protocol', async () => {
    server = await connectStdio(main, slack.env);
    const refused = await server.call('slack_user', { user: 'U0NOBODY' });
    expect(refused.text).toMatch(/^not_found: Slack refused users\.info with user_not_found/);
    const { structured } = await server.call('slack_user', { user: 'U0MARIA01' });
    expect(structured).toMatchObject({ tz: 'Europe/Berlin' });
  });

  it('does not start without a token, and says which', async () => {
    await expect(connectStdio(main, {})).rejects.toThrow('SLACK_BOT_TOKEN is not set');
  });

  it('reaches Slack through the proxy of its environment', async () => {
    const proxy = await startProxy({ 'slack.invalid': slack.url });
    const env = { ...slack.env, SLACK_API_URL: 'http://slack.invalid/api/', HTTP_PROXY: proxy.url };
    try {
      server = await connectStdio(main, env);
      const { isError, text } = await server.call('slack_user', { user: 'U0MARIA01' });
      expect([isError, text]).toEqual([false, expect.stringContaining('Europe/Berlin')]);
      expect(proxy.asked).toEqual(['CONNECT slack.invalid:80']);
    } finally {
      await proxy.close();
    }
  });
});
