import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LogLevel, SocketModeClient } from '@slack/socket-mode';
import { signature } from './http-events.ts';
import { type SlackUnderTest, startSlack } from './slack-under-test.ts';

let slack: SlackUnderTest;
beforeEach(async () => {
  slack = await startSlack();
  slack.world.timing.ackMs = 400;
  slack.world.timing.retryMs = [0, 50, 50];
});
afterEach(() => slack.close());

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
}

interface Delivery {
  ack(response?: unknown): Promise<void>;
  type: string;
  body: { event: Record<string, unknown> };
  retry_num: number;
  retry_reason: string;
}

describe('Socket Mode', () => {
  let app: SocketModeClient;
  const delivered: Delivery[] = [];
  let acknowledge: (delivery: Delivery) => boolean;

  beforeEach(async () => {
    delivered.length = 0;
    acknowledge = () => true;
    app = new SocketModeClient({
      appToken: slack.env.SLACK_APP_TOKEN ?? '',
      clientPingTimeout: 1_000,
      logLevel: LogLevel.ERROR,
      clientOptions: { slackApiUrl: slack.env.SLACK_API_URL },
    });
    app.on('slack_event', (delivery: Delivery) => {
      delivered.push(delivery);
      if (acknowledge(delivery)) void delivery.ack();
    });
    await app.start();
  });
  afterEach(() => app.disconnect());

  it('delivers a mention as an app_mention of the whole event', async () => {
    const ts = await slack.world.mention('why is <b> failing? https://example.com/x', { user: 'jordan' });
    await until(() => slack.world.deliveries.length === 1);
    expect(delivered[0]?.body).toMatchObject({
      type: 'event_callback',
      team_id: slack.world.team,
      event_id: expect.stringMatching(/^Ev/),
      authorizations: [{ user_id: slack.world.botUser, is_bot: true }],
      event: {
        type: 'app_mention',
        user: 'U0JORDAN1',
        text: `<@${slack.world.botUser}> why is &lt;b&gt; failing? <https://example.com/x>`,
        ts,
        event_ts: ts,
        channel: slack.world.channelId('incidents'),
      },
    });
    expect(slack.world.deliveries).toMatchObject([{ ts, retry: 0, acknowledged: true }]);
  });

  it('tries again, numbered and with the reason, until the app acknowledges', async () => {
    acknowledge = ({ retry_num }) => retry_num === 2;
    await slack.world.mention('anyone?');
    await until(() => slack.world.deliveries.some(({ acknowledged }) => acknowledged));
    expect(delivered.map(({ retry_num, retry_reason }) => [retry_num, retry_reason])).toEqual([
      [0, ''],
      [1, 'timeout'],
      [2, 'timeout'],
    ]);
  });

  it('gives up after the third retry', async () => {
    acknowledge = () => false;
    await slack.world.mention('anyone?');
    await until(() => slack.world.deliveries.length === 4);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(delivered).toHaveLength(4);
  });

  it('delivers an earlier mention again when told to', async () => {
    const ts = await slack.world.mention('once');
    await until(() => delivered.length === 1);
    expect(await slack.world.redeliver(ts, 3)).toEqual({ acknowledged: true });
    expect(delivered[1]).toMatchObject({ retry_num: 3, body: { event: { ts } } });
  });

  it('delivers later what was mentioned while no app was connected', async () => {
    await app.disconnect();
    await until(() => slack.world.connections() === 0);
    // More often than Slack, since a busy machine may take its time to connect.
    slack.world.timing.retryMs = Array(200).fill(100);
    await slack.world.mention('hello?');
    await until(() => slack.world.deliveries.length === 2);
    expect(slack.world.deliveries.map(({ reason }) => reason)).toEqual(['connection_failed', 'connection_failed']);
    await app.start();
    await until(() => slack.world.deliveries.some(({ acknowledged }) => acknowledged));
    expect(delivered.map(({ retry_num }) => retry_num >= 2)).toEqual([true]);
  });

  it('recycles a connection after a warning, and the client comes back', async () => {
    slack.world.disconnect('warning');
    await until(() => slack.world.connections() === 0);
    await slack.world.connected();
    await slack.world.mention('still there?');
    await until(() => delivered.length === 1);
  });

  it('hands a click to the app as block_actions, with the element as it was posted', async () => {
    const channel = slack.world.channelId('incidents');
    const post = await fetch(`${slack.env.SLACK_API_URL}chat.postMessage`, {
      method: 'POST',
      headers: { authorization: `Bearer ${slack.env.SLACK_BOT_TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        channel,
        text: 'on it',
        blocks: [
          {
            type: 'actions',
            elements: [
              { type: 'button', action_id: 'stop', value: 'run-1', text: { type: 'plain_text', text: 'Stop' } },
            ],
          },
        ],
      }),
    });
    const { ts } = (await post.json()) as { ts: string };
    expect(await slack.world.click(ts, 'stop', 'priya')).toEqual({ acknowledged: true });
    expect(delivered[0]).toMatchObject({
      type: 'interactive',
      body: {
        type: 'block_actions',
        user: { id: 'U0PRIYA01' },
        container: { message_ts: ts, channel_id: channel },
        actions: [{ action_id: 'stop', value: 'run-1', type: 'button' }],
      },
    });
    await expect(slack.world.click(ts, 'start')).rejects.toThrow("no element 'start'");
  });
});

describe('HTTP events', () => {
  let app: Server;
  let url: string;
  let statuses: number[];
  const received: { headers: Record<string, unknown>; body: string }[] = [];

  beforeEach(async () => {
    received.length = 0;
    statuses = [];
    app = createServer(async (request, response) => {
      let body = '';
      for await (const part of request) body += part;
      if (body.includes('url_verification')) {
        response.end(JSON.stringify({ challenge: JSON.parse(body).challenge }));
        return;
      }
      received.push({ headers: request.headers, body });
      response.writeHead(statuses.shift() ?? 200).end();
    });
    await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve));
    const address = app.address();
    url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/slack/events`;
  });
  afterEach(async () => {
    app.closeAllConnections();
    await new Promise((resolve) => app.close(resolve));
  });

  it('are signed and delivered again with a number after an error', async () => {
    await slack.world.deliverTo(url, 'secret');
    statuses = [503];
    await slack.world.mention('why?');
    await until(() => received.length === 2);
    const [first, second] = received;
    const timestamp = String(first?.headers['x-slack-request-timestamp']);
    expect(first?.headers['x-slack-signature']).toBe(signature('secret', timestamp, first?.body ?? ''));
    expect(first?.headers).not.toHaveProperty('x-slack-retry-num');
    expect(second?.headers).toMatchObject({ 'x-slack-retry-num': '1', 'x-slack-retry-reason': 'http_error' });
  });

  it('are not sent to an address that fails the challenge', async () => {
    await expect(slack.world.deliverTo(`${slack.url}/api/auth.test`)).rejects.toThrow('url_verification');
  });
});
