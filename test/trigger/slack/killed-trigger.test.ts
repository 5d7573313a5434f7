import { type ChildProcess, spawn } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Temporal, temporalFrom } from '../../../trigger/temporal.ts';
import { type SlackUnderTest, startSlack } from '../../estate/slack/slack-under-test.ts';
import { freePort, startTemporal, type TemporalServer } from '../../temporal-server.ts';
import { eventually } from '../fixtures/waiting.ts';

let slack: SlackUnderTest;
const children: ChildProcess[] = [];

beforeAll(async () => {
  slack = await startSlack();
});

afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await slack.close();
});

/** The program itself, as `npm run trigger` starts it. */
async function startTrigger(address: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['trigger/main.ts'], {
    env: { ...process.env, ...slack.env, TEMPORAL_ADDRESS: address, LOG_LEVEL: 'error', NODE_OPTIONS: '' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  children.push(child);
  await slack.world.connected();
  return child;
}

const gone = (child: ChildProcess) =>
  new Promise<number | null>((resolve) => {
    child.once('exit', (code) => resolve(code));
  });

it('a mention whose trigger is killed between delivery and start is started once by the next one', async () => {
  const { world } = slack;
  world.timing.retryMs = [];
  const port = await freePort();
  let server: TemporalServer | undefined;
  let temporal: Temporal | undefined;
  try {
    // Temporal is down, so the delivery is received and nothing can be started.
    const first = await startTrigger(`127.0.0.1:${port}`);
    const ts = await world.mention('wait');
    await eventually(
      () => slack.journal.requests.filter(({ operation }) => operation === 'users.info').length,
      (asked) => asked > 0,
    );
    const killed = gone(first);
    first.kill('SIGKILL');
    await killed;
    await eventually(
      () => world.deliveries,
      (all) => all.some((d) => d.ts === ts && !d.acknowledged),
    );

    server = await startTemporal({ port });
    temporal = temporalFrom({ TEMPORAL_ADDRESS: server.address });
    const { client } = temporal;
    const workflowId = `diagnose-${world.team}-${world.channelId('incidents')}-${ts}`;
    const second = await startTrigger(server.address);
    await expect(client.workflow.getHandle(workflowId).describe()).rejects.toThrow('not found');
    expect(await world.redeliver(ts)).toEqual({ acknowledged: true });
    expect(await world.redeliver(ts, 2)).toEqual({ acknowledged: true });
    expect((await client.workflow.getHandle(workflowId).describe()).memo).toEqual({ ts });
    expect(world.thread('incidents', ts)).toHaveLength(1);

    const stopped = gone(second);
    second.kill('SIGTERM');
    expect(await stopped).toBe(0);
    await eventually(
      () => world.connections(),
      (count) => count === 0,
    );
  } finally {
    await temporal?.close();
    await server?.close();
  }
}, 60_000);
