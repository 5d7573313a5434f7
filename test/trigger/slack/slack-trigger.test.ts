import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { configFrom } from '../../../trigger/config.ts';
import { type SlackTrigger, slackTrigger } from '../../../trigger/slack/slack-trigger.ts';
import { type Temporal, temporalFrom } from '../../../trigger/temporal.ts';
import { type SlackUnderTest, startSlack } from '../../estate/slack/slack-under-test.ts';
import { freePort, startTemporal, type TemporalServer } from '../../temporal-server.ts';
import { kept } from '../fixtures/quiet-log.ts';
import { standInWorker } from '../fixtures/stand-in-worker.ts';
import { eventually } from '../fixtures/waiting.ts';

let server: TemporalServer;
let worker: { close(): Promise<void> };

beforeAll(async () => {
  server = await startTemporal();
  worker = await standInWorker(server.address);
}, 60_000);

afterAll(async () => {
  await worker.close();
  await server.close();
});

interface Set {
  slack: SlackUnderTest;
  temporal: Temporal;
  trigger: SlackTrigger;
  lines: string[];
}

async function setUp(more: NodeJS.ProcessEnv = {}, address = server.address, patienceMs?: number): Promise<Set> {
  const slack = await startSlack();
  slack.world.timing.retryMs = [];
  const env = { ...slack.env, TEMPORAL_ADDRESS: address, SRE_AGENT_TEMPORAL_UI_URL: 'http://ui.example.com', ...more };
  const temporal = temporalFrom(env);
  const { log, lines } = kept();
  const trigger = slackTrigger(configFrom(env), { temporal, log, env, patienceMs });
  await trigger.start();
  return { slack, temporal, trigger, lines };
}

async function tearDown({ slack, temporal, trigger }: Set): Promise<void> {
  await trigger.stop();
  await temporal.close();
  await slack.close();
  expect(slack.journal.notServed).toEqual([]);
}

const idOf = ({ slack }: Set, ts: string) => `diagnose-${slack.world.team}-${slack.world.channelId('incidents')}-${ts}`;
const runs = async (set: Set, ts: string): Promise<number> => {
  let count = 0;
  for await (const _ of set.temporal.client.workflow.list({ query: `WorkflowId = '${idOf(set, ts)}'` })) count += 1;
  return count;
};
const said = ({ slack }: Set, ts: string) =>
  slack.world
    .thread('incidents', ts)
    .slice(1)
    .map(({ text }) => text);
const delivered = ({ slack }: Set, ts: string, count = 1) =>
  eventually(
    () => slack.world.deliveries.filter((d) => d.ts === ts),
    (all) => all.length >= count,
  );

describe('over Socket Mode', () => {
  let set: Set;
  beforeEach(async () => {
    set = await setUp();
  });
  afterEach(() => tearDown(set));

  it('a mention starts one run, acknowledged when it is started, however often it is delivered', async () => {
    const { world } = set.slack;
    const ts = await world.mention('why is cart slow?');
    expect((await delivered(set, ts))[0]?.acknowledged).toBe(true);
    expect(await world.redeliver(ts)).toEqual({ acknowledged: true });
    const result = await set.temporal.client.workflow.getHandle(idOf(set, ts)).result();
    expect(result).toMatchObject({
      request: {
        question: 'why is cart slow?',
        thread: { team: world.team, channel: world.channelId('incidents'), ts },
        asker: { id: 'U0MARIA01', timeZone: 'Europe/Berlin' },
      },
    });
    expect(await world.redeliver(ts, 2)).toEqual({ acknowledged: true });
    expect(said(set, ts)).toEqual([]);
    await eventually(
      () => runs(set, ts),
      (count) => count === 1,
    );
  });

  it('a second mention in a thread under investigation is told so once, with the link', async () => {
    const { world } = set.slack;
    const ts = await world.mention('wait');
    await delivered(set, ts);
    const again = await world.mention('and now?', { threadTs: ts });
    await delivered(set, again);
    expect(await world.redeliver(again)).toEqual({ acknowledged: true });
    const { runId } = await set.temporal.client.workflow.getHandle(idOf(set, ts)).describe();
    const link = `http://ui.example.com/namespaces/default/workflows/${idOf(set, ts)}/${runId}/history`;
    expect(said(set, ts)).toEqual([
      '<@U0MARIA01> and now?'.replace('U0MARIA01', world.botUser),
      `:hourglass_flowing_sand: This thread is being investigated already: <${link}|follow the run>. Its answer comes here. To ask something else, stop that one or mention me in a new thread.`,
    ]);
  });

  it('a mention after the thread’s run is closed starts anew', async () => {
    const { world } = set.slack;
    const ts = await world.mention('quick');
    await delivered(set, ts);
    const handle = set.temporal.client.workflow.getHandle(idOf(set, ts));
    const { runId } = await handle.describe();
    await handle.result();
    await delivered(set, await world.mention('quick, and now?', { threadTs: ts }));
    expect(await handle.result()).toMatchObject({ request: { question: 'quick, and now?', earlier: { runId } } });
  });

  it('a mention without a question gets a short help, and no run', async () => {
    const ts = await set.slack.world.mention('');
    const [outcome] = await delivered(set, ts);
    expect(outcome?.acknowledged).toBe(true);
    const bot = set.slack.world.botUser;
    expect(said(set, ts)).toEqual([
      [
        'Ask me what is wrong, and I look at the clusters, the cloud, the logs and the recent changes. For example:',
        `• <@${bot}> why is checkout failing?`,
        `• <@${bot}> what changed in payments since 09:30?`,
        `• <@${bot}> is the orders queue healthy in prod-eu?`,
        'A service, a time and an error text help. With `--model rules` I go without a language model. I only read; I change nothing.',
      ].join('\n'),
    ]);
    await expect(set.temporal.client.workflow.getHandle(idOf(set, ts)).describe()).rejects.toThrow();
  });

  it.each([{ edited: true }, { botId: 'B0OTHER' }])(
    'an event that cannot be used is acknowledged and logged: %j',
    async (options) => {
      const ts = await set.slack.world.mention('why?', options);
      const [outcome] = await delivered(set, ts);
      expect(outcome?.acknowledged).toBe(true);
      expect(said(set, ts)).toEqual([]);
      expect(set.lines.join('')).toContain('a mention cannot be used');
      await expect(set.temporal.client.workflow.getHandle(idOf(set, ts)).describe()).rejects.toThrow();
    },
  );

  it('goes on after Slack recycled the connection', async () => {
    const { world } = set.slack;
    world.disconnect('refresh_requested');
    await eventually(
      () => world.connections(),
      (count) => count === 0,
    );
    await eventually(
      () => world.connections(),
      (count) => count === 1,
      15_000,
    );
    const ts = await world.mention('quick');
    expect((await delivered(set, ts))[0]?.acknowledged).toBe(true);
  });

  describe('the Stop button', () => {
    const withButton = async (value: string, ts: string): Promise<string> => {
      const { slack } = set;
      const response = await fetch(`${slack.env.SLACK_API_URL}chat.postMessage`, {
        method: 'POST',
        headers: { authorization: `Bearer ${slack.env.SLACK_BOT_TOKEN}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          channel: slack.world.channelId('incidents'),
          thread_ts: ts,
          text: 'Investigating',
          blocks: [
            {
              type: 'actions',
              elements: [{ type: 'button', action_id: 'stop', value, text: { type: 'plain_text', text: 'Stop' } }],
            },
          ],
        }),
      });
      const posted: unknown = await response.json();
      if (typeof posted === 'object' && posted && 'ts' in posted && typeof posted.ts === 'string') return posted.ts;
      throw new Error(JSON.stringify(posted));
    };
    const whispered = () =>
      eventually(
        () => set.slack.world.ephemerals.map(({ text, ephemeral_for }) => ({ text, ephemeral_for })),
        (all) => all.length > 0,
      );

    it('stops the run in the name of who clicked, and tells them so', async () => {
      const { world } = set.slack;
      const ts = await world.mention('wait');
      await delivered(set, ts);
      const button = await withButton(idOf(set, ts), ts);
      expect(await world.click(button, 'stop', 'jordan')).toEqual({ acknowledged: true });
      expect(await set.temporal.client.workflow.getHandle(idOf(set, ts)).result()).toMatchObject({
        stoppedBy: 'jordan',
      });
      expect(await whispered()).toEqual([
        {
          text: ':black_square_for_stop: Stopping. What had been found until now comes into the thread.',
          ephemeral_for: 'U0JORDAN1',
        },
      ]);
    });

    it('says of a run that is closed that there is nothing to stop', async () => {
      const { world } = set.slack;
      const ts = await world.mention('quick');
      await delivered(set, ts);
      await set.temporal.client.workflow.getHandle(idOf(set, ts)).result();
      await world.click(await withButton(idOf(set, ts), ts), 'stop');
      expect(await whispered()).toEqual([
        { text: 'This investigation has ended already; there is nothing to stop.', ephemeral_for: 'U0MARIA01' },
      ]);
    });
  });
});

it('answers only in the channels it is given, by name', async () => {
  const set = await setUp({ SRE_AGENT_SLACK_CHANNELS: '#incidents' });
  try {
    set.slack.world.addChannel('random');
    const elsewhere = await set.slack.world.mention('', { channel: 'random' });
    const here = await set.slack.world.mention('');
    await delivered(set, elsewhere);
    await delivered(set, here);
    expect(set.slack.world.thread('random', elsewhere)).toHaveLength(1);
    expect(said(set, here)).toHaveLength(1);
  } finally {
    await tearDown(set);
  }
});

describe('over HTTP', () => {
  let set: Set;
  let url: string;
  beforeEach(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}/slack/events`;
    set = await setUp({ SLACK_APP_TOKEN: '', PORT: `${port}` });
    await set.slack.world.deliverTo(url);
  });
  afterEach(() => tearDown(set));

  it('a signed mention starts one run', async () => {
    const ts = await set.slack.world.mention('quick');
    expect((await delivered(set, ts))[0]?.acknowledged).toBe(true);
    expect(await set.slack.world.redeliver(ts)).toEqual({ acknowledged: true });
    expect(await set.temporal.client.workflow.getHandle(idOf(set, ts)).result()).toMatchObject({ verdict: 'incident' });
  });

  it('a mention signed by somebody else is refused', async () => {
    await expect(set.slack.world.deliverTo(url, 'not the signing secret')).rejects.toThrow('401');
  });
});

describe('while Temporal is down', () => {
  it('a mention is not acknowledged, and is started once when Temporal is back', async () => {
    const port = await freePort();
    const set = await setUp({}, `127.0.0.1:${port}`);
    const { world } = set.slack;
    world.timing.retryMs = [200, 2_000];
    let late: TemporalServer | undefined;
    try {
      const ts = await world.mention('wait');
      expect(await delivered(set, ts, 2)).toMatchObject([{ acknowledged: false }, { acknowledged: false }]);
      late = await startTemporal({ port });
      expect((await delivered(set, ts, 3))[2]).toMatchObject({ acknowledged: true });
      const run = await eventually(
        () => set.temporal.client.workflow.getHandle(idOf(set, ts)).describe(),
        ({ memo }) => memo?.ts === ts,
      );
      expect(run.status.name).toBe('RUNNING');
      expect(await world.redeliver(ts, 3)).toEqual({ acknowledged: true });
      expect(await runs(set, ts)).toBe(1);
      expect(said(set, ts)).toEqual([]);
    } finally {
      await tearDown(set);
      await late?.close();
    }
  }, 60_000);

  it('over HTTP the delivery is answered as failed, so that Slack repeats it', async () => {
    const port = await freePort();
    const set = await setUp({ SLACK_APP_TOKEN: '', PORT: `${port}` }, '127.0.0.1:1');
    try {
      await set.slack.world.deliverTo(`http://127.0.0.1:${port}/slack/events`);
      const ts = await set.slack.world.mention('wait');
      expect(await delivered(set, ts)).toMatchObject([{ acknowledged: false, reason: 'http_error' }]);
    } finally {
      await tearDown(set);
    }
  });

  it('a mention that could not be started in time is told so in its thread, and can be repeated there', async () => {
    const port = await freePort();
    const set = await setUp({}, `127.0.0.1:${port}`, 1_000);
    let late: TemporalServer | undefined;
    try {
      const ts = await set.slack.world.mention('wait');
      await eventually(
        () => said(set, ts),
        (all) => all.length > 0,
      );
      expect(said(set, ts)).toEqual([
        ':x: *I could not start an investigation.* Temporal, which runs the investigations, could not be reached for ten minutes. Nothing was looked at. Mention me again in this thread to try again.',
      ]);
      late = await startTemporal({ port });
      const again = await set.slack.world.mention('wait', { threadTs: ts });
      await delivered(set, again);
      const run = await eventually(
        () => set.temporal.client.workflow.getHandle(idOf(set, ts)).describe(),
        ({ memo }) => memo?.ts === again,
      );
      expect(run.status.name).toBe('RUNNING');
    } finally {
      await tearDown(set);
      await late?.close();
    }
  }, 60_000);
});

describe('a request that Temporal refuses for good', () => {
  it('is said at once, with the reason', async () => {
    const set = await setUp({ TEMPORAL_NAMESPACE: 'nowhere' });
    try {
      const ts = await set.slack.world.mention('wait');
      await delivered(set, ts);
      expect(said(set, ts)).toEqual([
        ":x: *I could not start an investigation.* Temporal refused it: Namespace not found: 'nowhere'. Nothing was looked at. Mention me again in this thread to try again.",
      ]);
    } finally {
      await tearDown(set);
    }
  });
});
