import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type SlackUnderTest, startSlack } from '../../estate/slack/slack-under-test.ts';
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

  describe('behind a proxy', () => {
    let proxy: Server;
    const tunnels: string[] = [];
    beforeEach(async () => {
      tunnels.length = 0;
      proxy = createServer().on('connect', (request, socket) => {
        tunnels.push(request.url ?? '');
        const upstream = connect(Number(new URL(slack.url).port), '127.0.0.1', () => {
          socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
          upstream.pipe(socket).pipe(upstream);
        });
        for (const end of [upstream, socket]) end.on('error', () => upstream.destroy());
      });
      await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    });
    afterEach(() => new Promise((resolve) => proxy.close(resolve)));

    it('reaches Slack through it', async () => {
      const address = proxy.address();
      const port = typeof address === 'object' ? address?.port : undefined;
      server = await connectStdio(main, {
        ...slack.env,
        SLACK_API_URL: 'http://slack.invalid/api/',
        HTTP_PROXY: `http://127.0.0.1:${port}`,
      });
      const { isError, text } = await server.call('slack_user', { user: 'U0MARIA01' });
      expect([isError, text]).toEqual([false, expect.stringContaining('Europe/Berlin')]);
      expect(tunnels).toEqual(['slack.invalid:80']);
      await server.close();
      server = undefined;
    });
  });
});
