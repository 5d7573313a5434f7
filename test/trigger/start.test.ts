import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startDiagnosis, stopRun } from '../../trigger/start.ts';
import { type Temporal, temporalFrom } from '../../trigger/temporal.ts';
import type { Thread } from '../../workflows/contract.ts';
import { startTemporal, type TemporalServer } from '../temporal-server.ts';
import { standInWorker } from './fixtures/stand-in-worker.ts';

let server: TemporalServer;
let temporal: Temporal;
let worker: { close(): Promise<void> };

beforeAll(async () => {
  server = await startTemporal();
  temporal = temporalFrom({ TEMPORAL_ADDRESS: server.address });
  worker = await standInWorker(server.address);
}, 60_000);

afterAll(async () => {
  await worker.close();
  await temporal.close();
  await server.close();
});

const newThread = (): Thread => ({
  team: 'T1',
  channel: 'C1',
  ts: `${randomInt(1_000_000_000, 1_700_000_000)}.000100`,
});
const mention = (thread: Thread, question: string, ts = thread.ts) => ({
  request: { question, thread, asker: { id: 'U1', timeZone: 'Europe/Berlin' } },
  ts,
});
const later = (thread: Thread): string => thread.ts.replace('.000100', '.000200');

async function requestOf({ workflowId, runId }: { workflowId: string; runId: string }) {
  const history = await temporal.client.workflow.getHandle(workflowId, runId).fetchHistory();
  const payload = history.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0]?.data;
  return JSON.parse(Buffer.from(payload ?? []).toString('utf8'));
}

describe('a mention', () => {
  it('starts the run of its thread', async () => {
    const thread = newThread();
    const outcome = await startDiagnosis(temporal, mention(thread, 'wait: why is cart failing?'));
    expect(outcome).toEqual({
      kind: 'started',
      workflowId: `diagnose-T1-C1-${thread.ts}`,
      runId: expect.any(String),
      anew: false,
    });
    const run = await temporal.client.workflow.getHandle(outcome.workflowId).describe();
    expect(run).toMatchObject({
      type: 'DiagnoseIncident',
      taskQueue: 'sre-agent',
      memo: { ts: thread.ts },
      searchAttributes: { SreAgentChannel: ['C1'], SreAgentAsker: ['U1'] },
    });
    expect(run.raw.workflowExecutionInfo?.executionDuration ?? null).toBeNull();
    expect(await run.staticSummary()).toBe('wait: why is cart failing?');
    expect(await run.staticDetails()).toBe(
      `**Question:** wait: why is cart failing?\n\n**Asked by:** U1 (Europe/Berlin)\n\n**Thread:** team T1, channel C1, message ${thread.ts}`,
    );
    expect(await requestOf(outcome)).toMatchObject({ question: 'wait: why is cart failing?', thread });
  });

  it('that is delivered ten times at once starts one run', async () => {
    const asked = mention(newThread(), 'wait');
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => startDiagnosis(temporal, asked)));
    expect(outcomes.filter(({ kind }) => kind === 'started')).toHaveLength(1);
    expect(outcomes.filter(({ kind }) => kind === 'duplicate')).toHaveLength(9);
    expect(new Set(outcomes.map(({ runId }) => runId)).size).toBe(1);
  });

  it('that is delivered again after its run ended starts nothing', async () => {
    const asked = mention(newThread(), 'quick');
    const first = await startDiagnosis(temporal, asked);
    await temporal.client.workflow.getHandle(first.workflowId).result();
    expect(await startDiagnosis(temporal, asked)).toEqual({ ...first, kind: 'duplicate', anew: undefined });
  });

  it('in a thread that is being investigated leads to the run that runs', async () => {
    const thread = newThread();
    const { runId, workflowId } = await startDiagnosis(temporal, mention(thread, 'wait'));
    expect(await startDiagnosis(temporal, mention(thread, 'and now?', later(thread)))).toEqual({
      kind: 'running',
      workflowId,
      runId,
    });
  });

  it('in a thread whose run is closed starts anew, with the earlier diagnosis', async () => {
    const thread = newThread();
    const first = await startDiagnosis(temporal, mention(thread, 'quick'));
    await temporal.client.workflow.getHandle(first.workflowId).result();
    const again = await startDiagnosis(temporal, mention(thread, 'wait, and now?', later(thread)));
    expect(again).toMatchObject({ kind: 'started', anew: true, workflowId: first.workflowId });
    expect(again.runId).not.toBe(first.runId);
    expect((await requestOf(again)).earlier).toEqual({
      workflowId: first.workflowId,
      runId: first.runId,
      summary: 'incident as of 2026-06-15T22:30:00Z: cart is killed at its limit\nCart answers 502.',
    });
    // The repetition of either mention is known by the new run's memo.
    expect(await startDiagnosis(temporal, mention(thread, 'quick'))).toMatchObject({ kind: 'duplicate' });
    const repeated = await startDiagnosis(temporal, mention(thread, 'wait, and now?', later(thread)));
    expect(repeated).toMatchObject({ kind: 'duplicate', runId: again.runId });
  });

  it('after a run that failed is told what that had found', async () => {
    const thread = newThread();
    const first = await startDiagnosis(temporal, mention(thread, 'fail'));
    await expect(temporal.client.workflow.getHandle(first.workflowId).result()).rejects.toThrow();
    const again = await startDiagnosis(temporal, mention(thread, 'quick', later(thread)));
    expect((await requestOf(again)).earlier.summary).toBe(
      'It failed: the model refused the key\nFound before that: cart is killed',
    );
  });

  it('leaves no secret in the history', async () => {
    const token = `xoxb-${'1234567890'}-${'abcdefABCDEF12345678'}`;
    const asked = mention(newThread(), `wait: is ${token} the reason?`);
    const request = { ...asked.request, alert: { labels: { password: 'hunter2-hunter2' } } };
    const outcome = await startDiagnosis(temporal, { ...asked, request });
    const run = await temporal.client.workflow.getHandle(outcome.workflowId).describe();
    const kept = [await requestOf(outcome), await run.staticSummary(), await run.staticDetails()];
    expect(kept[1]).toMatch(/^wait: is .* the reason\?$/);
    expect(JSON.stringify(kept)).not.toMatch(/abcdefABCDEF|hunter2/);
  });

  it('says what may be upserted, and that only', async () => {
    const outcome = await startDiagnosis(temporal, mention(newThread(), 'wait'));
    expect((await requestOf(outcome)).searchAttributes).toEqual(['SreAgentService', 'SreAgentVerdict']);
  });
});

describe('a stop', () => {
  it('reaches the run with the name of who stopped it', async () => {
    const { workflowId } = await startDiagnosis(temporal, mention(newThread(), 'wait'));
    expect(await stopRun(temporal, workflowId, 'maria')).toBe('stopping');
    expect(await temporal.client.workflow.getHandle(workflowId).result()).toMatchObject({ stoppedBy: 'maria' });
  });

  it('of a closed or unknown run says so', async () => {
    const { workflowId } = await startDiagnosis(temporal, mention(newThread(), 'quick'));
    await temporal.client.workflow.getHandle(workflowId).result();
    expect(await stopRun(temporal, workflowId, 'maria')).toBe('closed');
    expect(await stopRun(temporal, 'diagnose-nothing', 'maria')).toBe('closed');
  });
});

describe('a server without our search attributes', () => {
  let bare: TemporalServer;
  beforeAll(async () => {
    bare = await startTemporal({ withoutSearchAttributes: true });
  }, 60_000);
  afterAll(() => bare.close());

  it.each([
    ['that lists what it has', true],
    ['that does not say what it has', false],
  ])('%s takes the start all the same', async (_, lists) => {
    const own = temporalFrom({ TEMPORAL_ADDRESS: bare.address });
    try {
      const asked = mention(newThread(), 'wait');
      const outcome = await startDiagnosis(lists ? own : { ...own, searchAttributes: async () => undefined }, asked);
      expect(outcome.kind).toBe('started');
      const run = await own.client.workflow.getHandle(outcome.workflowId).describe();
      expect(run.searchAttributes).not.toHaveProperty('SreAgentChannel');
      expect(await startDiagnosis(own, asked)).toMatchObject({ kind: 'duplicate' });
    } finally {
      await own.close();
    }
  });
});

it('fails within seconds where Temporal is down', async () => {
  const away = temporalFrom({ TEMPORAL_ADDRESS: '127.0.0.1:1' });
  const before = Date.now();
  await expect(startDiagnosis(away, mention(newThread(), 'wait'))).rejects.toThrow();
  expect(Date.now() - before).toBeLessThan(8_000);
  await away.close();
});
