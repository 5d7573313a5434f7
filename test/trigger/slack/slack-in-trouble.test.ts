import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { configFrom } from '../../../trigger/config.ts';
import { type SlackTrigger, slackTrigger } from '../../../trigger/slack/slack-trigger.ts';
import { type Temporal, temporalFrom } from '../../../trigger/temporal.ts';
import { type SlackUnderTest, startSlack } from '../../estate/slack/slack-under-test.ts';
import { startProxy } from '../../forward-proxy.ts';
import { startTemporal, type TemporalServer } from '../../temporal-server.ts';
import { kept } from '../fixtures/quiet-log.ts';
import { eventually } from '../fixtures/waiting.ts';

let server: TemporalServer;
let temporal: Temporal;
let slack: SlackUnderTest;
let trigger: SlackTrigger;

beforeAll(async () => {
  server = await startTemporal();
  temporal = temporalFrom({ TEMPORAL_ADDRESS: server.address });
}, 60_000);

afterAll(async () => {
  await temporal.close();
  await server.close();
});

beforeEach(async () => {
  slack = await startSlack();
  slack.world.timing.retryMs = [];
  trigger = slackTrigger(configFrom(slack.env), { temporal, log: kept().log, env: slack.env });
});

afterEach(async () => {
  await trigger.stop();
  await slack.close();
});

const delivery = (ts: string) =>
  eventually(
    () => slack.world.deliveries.filter((d) => d.ts === ts),
    (all) => all.length > 0,
  );
const runOf = (ts: string) =>
  temporal.client.workflow
    .getHandle(`diagnose-${slack.world.team}-${slack.world.channelId('incidents')}-${ts}`)
    .describe();

it('starts without the asker’s time zone where Slack does not give it', async () => {
  await trigger.start();
  slack.journal.fault({ system: 'slack', match: /users\.info/, status: 500 });
  const ts = await slack.world.mention('why is cart slow?');
  expect(await delivery(ts)).toMatchObject([{ acknowledged: true }]);
  expect((await runOf(ts)).status.name).toBe('RUNNING');
});

it('does not wait for a Slack that hangs at the time zone', async () => {
  await trigger.start();
  slack.journal.fault({ system: 'slack', match: /users\.info/, hang: true });
  const ts = await slack.world.mention('why is cart slow?');
  const [first] = await delivery(ts);
  expect(first?.acknowledged).toBe(true);
  expect(first?.tookMs).toBeLessThan(2_000);
});

it('says its reply once Slack takes it again', async () => {
  await trigger.start();
  slack.journal.fault({ system: 'slack', match: /chat\.postMessage/, status: 503, times: 1 });
  slack.journal.fault({
    system: 'slack',
    match: /chat\.postMessage/,
    status: 429,
    headers: { 'retry-after': '1' },
    times: 1,
  });
  const ts = await slack.world.mention('');
  const thread = await eventually(
    () => slack.world.thread('incidents', ts),
    (messages) => messages.length > 1,
    20_000,
  );
  expect(thread).toHaveLength(2);
  expect(thread[1]?.text).toMatch(/^Ask me what is wrong/);
});

it('is deaf for no longer than Slack does not say who the bot is', async () => {
  await trigger.start();
  slack.journal.fault({ system: 'slack', match: /auth\.test/, status: 500, times: 1 });
  const ts = await slack.world.mention('why is cart slow?');
  expect(await delivery(ts)).toMatchObject([{ acknowledged: false }]);
  expect(await slack.world.redeliver(ts)).toEqual({ acknowledged: true });
  expect((await runOf(ts)).status.name).toBe('RUNNING');
});

it('connects when Slack is back, though it was away at the start', async () => {
  slack.journal.fault({ system: 'slack', match: /apps\.connections\.open/, status: 503, times: 2 });
  await trigger.start();
  expect(slack.world.connections()).toBe(1);
});

it('says at the start that Slack refuses the token', async () => {
  slack.journal.fault({
    system: 'slack',
    match: /apps\.connections\.open/,
    body: { ok: false, error: 'invalid_auth' },
    status: 200,
  });
  await expect(trigger.start()).rejects.toThrow('invalid_auth');
});

it('reaches Slack through a proxy, Socket Mode included', async () => {
  const proxy = await startProxy();
  const env = { ...slack.env, HTTP_PROXY: proxy.url };
  const behind = slackTrigger(configFrom(env), { temporal, log: kept().log, env });
  try {
    await behind.start();
    const ts = await slack.world.mention('why is cart slow?');
    expect(await delivery(ts)).toMatchObject([{ acknowledged: true }]);
    const host = new URL(slack.url).host;
    expect(proxy.asked.length).toBeGreaterThanOrEqual(2);
    expect(proxy.asked.every((line) => line.includes(host))).toBe(true);
  } finally {
    await behind.stop();
    await proxy.close();
  }
});
