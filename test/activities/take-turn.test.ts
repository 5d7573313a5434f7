import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type { Model, ToolDefinition } from '../../activities/models/model.ts';
import { createTakeTurn } from '../../activities/take-turn.ts';
import type { TurnInput, TurnResult } from '../../workflows/contract.ts';
import { failing } from '../estate/model/api-error.ts';
import { type ModelUnderTest, startModel } from '../estate/model/model-under-test.ts';
import { logsTool, modelAt } from './models/anthropic/client.ts';
import { briefing } from './models/transcripts.ts';

let estate: ModelUnderTest;

beforeEach(async () => {
  estate = await startModel();
});
afterEach(() => estate.close());

const rules: Model = {
  turn: async () => ({
    content: [],
    stop: 'end_turn',
    usage: { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 },
    model: 'rules',
  }),
};
const input: TurnInput = { model: 'anthropic', transcript: [briefing()], tools: ['k8s_logs', 'aws_logs'] };
const definitions: ToolDefinition[] = [
  logsTool,
  { ...logsTool, name: 'k8s_secrets' },
  { ...logsTool, name: 'aws_logs' },
];
const answer = {
  content: [{ type: 'text', text: 'Because of the pool, that has become too small for four replicas.' }],
};

/** Failures are what these tests are about; the worker's log of them is not. */
const quietEnvironment = () => new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });

const activityAt = (url: string, env: Record<string, string> = {}) =>
  createTakeTurn({ models: { rules, anthropic: modelAt(url, env) }, definitions: () => definitions });

async function run(activity = activityAt(estate.url), asked = input): Promise<TurnResult> {
  return quietEnvironment().run(activity, asked);
}

async function failure(activity = activityAt(estate.url), asked = input): Promise<ApplicationFailure> {
  const error = await run(activity, asked).catch((caught: unknown) => caught);
  if (!(error instanceof ApplicationFailure)) throw new Error(`no ApplicationFailure: ${String(error)}`);
  return error;
}

describe('the activity takeTurn', () => {
  it('offers the tools asked for, always in the same order', async () => {
    estate.model.script(() => answer);
    await run();
    await run(activityAt(estate.url), { ...input, tools: [...input.tools].reverse() });
    const names = estate.model.requests.map((request) => request.tools?.map((tool) => (tool as { name: string }).name));
    expect(names[0]).toEqual(['aws_logs', 'k8s_logs', 'record_hypotheses', 'submit_diagnosis']);
    expect(names[1]).toEqual(names[0]);
  });

  it('tells a model how the servers say that their tools are best used, in one order', async () => {
    estate.model.script(() => answer);
    const said = [
      { server: 'kubernetes', text: 'Call k8s_triage first.' },
      { server: 'aws', text: 'A query costs money.' },
    ];
    const told = async (instructions: typeof said) => {
      const models = { rules, anthropic: modelAt(estate.url) };
      await run(createTakeTurn({ models, definitions: () => definitions, instructions: async () => instructions }));
      return JSON.stringify(estate.model.requests.at(-1)?.system);
    };
    const system = await told(said);
    expect(system).toMatch(/# The tools.*## aws.*A query costs money.*## kubernetes.*Call k8s_triage first/);
    expect(await told([...said].reverse())).toBe(system);
  });

  it('takes the rules where they are asked for, and any other name as a model of the server', async () => {
    expect((await run(activityAt(estate.url), { ...input, model: 'rules' })).model).toBe('rules');
    estate.model.script(() => answer);
    expect((await run(activityAt(estate.url), { ...input, model: 'claude-sonnet-5-5' })).model).toBe(
      'claude-sonnet-5-5',
    );
  });

  it('beats while the model streams', async () => {
    estate.model.script([{ ...answer, latencyMs: 100 }]);
    const environment = quietEnvironment();
    let beats = 0;
    environment.on('heartbeat', () => {
      beats += 1;
    });
    await environment.run(activityAt(estate.url), input);
    expect(beats).toBeGreaterThan(5);
  });

  it('ends cancelled, not failed, when it is cancelled in the middle of the stream', async () => {
    estate.model.script([{ ...answer, interrupt: 'stall' }]);
    const environment = quietEnvironment();
    environment.once('heartbeat', () => environment.cancel());
    const error = await environment.run(activityAt(estate.url), input).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(CancelledFailure);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(estate.journal.requests.at(-1)?.aborted).toBe(true);
  });

  it('ends cancelled when it is cancelled before the first byte', async () => {
    estate.journal.fault({ system: 'model', hang: true });
    const environment = quietEnvironment();
    setTimeout(() => environment.cancel(), 30);
    await expect(environment.run(activityAt(estate.url), input)).rejects.toBeInstanceOf(CancelledFailure);
  });
});

describe('what Temporal is told about a failure', () => {
  it.each([
    ['authentication_error', 'ModelUnauthorized', true],
    ['permission_error', 'ModelUnauthorized', true],
    ['invalid_request_error', 'ModelRejected', true],
    ['not_found_error', 'ModelNotFound', true],
    ['rate_limit_error', 'ModelRateLimited', false],
    ['api_error', 'ModelOverloaded', false],
    ['timeout_error', 'ModelTimeout', false],
    ['overloaded_error', 'ModelOverloaded', false],
  ] as const)('%s is %s, final: %s, before the stream and in its middle', async (wire, type, nonRetryable) => {
    estate.model.script([failing(wire), { ...answer, ...failing(wire, { midStream: true }) }]);
    expect(await failure()).toMatchObject({ type, nonRetryable });
    expect(await failure()).toMatchObject({ type, nonRetryable });
    expect(estate.model.requests).toHaveLength(2);
  });

  it.each([
    [408, 'ModelTimeout', false],
    [409, 'ModelOverloaded', false],
    [422, 'ModelRejected', true],
    [501, 'ModelRejected', true],
    [503, 'ModelOverloaded', false],
  ])('status %d is %s, final: %s', async (status, type, nonRetryable) => {
    estate.journal.fault({
      system: 'model',
      status,
      body: '<html>gateway</html>',
      headers: { 'content-type': 'text/html' },
    });
    expect(await failure()).toMatchObject({ type, nonRetryable });
  });

  it.each([
    ['retry-after', '7', 7_000],
    ['retry-after-ms', '250', 250],
  ])('%s: %s is waited for', async (header, value, nextRetryDelay) => {
    estate.model.script([failing('rate_limit_error', { headers: { [header]: value } })]);
    expect(await failure()).toMatchObject({ nextRetryDelay });
  });

  it('a dropped connection is ModelUnreachable, wherever it breaks', async () => {
    estate.model.script([{ ...answer, interrupt: 'drop' }]);
    expect(await failure()).toMatchObject({ type: 'ModelUnreachable', nonRetryable: false });
    estate.journal.fault({ system: 'model', reset: true, times: 1 });
    expect(await failure()).toMatchObject({ type: 'ModelUnreachable', nonRetryable: false });
  });

  it('an address where nobody listens is ModelUnreachable, with the reason', async () => {
    const port = await freePort();
    const refused = await failure(activityAt(`http://127.0.0.1:${port}`));
    expect(refused).toMatchObject({ type: 'ModelUnreachable', message: expect.stringContaining('ECONNREFUSED') });
  });

  it('a stream that stalls, and an answer that never begins, are ModelTimeout', async () => {
    const impatient = activityAt(estate.url, { SRE_AGENT_MODEL_STALL_SECONDS: '0.1' });
    estate.model.script([{ ...answer, interrupt: 'stall' }]);
    expect(await failure(impatient)).toMatchObject({ type: 'ModelTimeout', nonRetryable: false });
    estate.journal.fault({ system: 'model', hang: true, times: 1 });
    expect(await failure(impatient)).toMatchObject({ type: 'ModelTimeout' });
  });

  it('a slow stream that goes on is no stall', async () => {
    estate.model.script([{ ...answer, latencyMs: 3_000 }]);
    await expect(run(activityAt(estate.url, { SRE_AGENT_MODEL_STALL_SECONDS: '1.5' }))).resolves.toMatchObject({
      stop: 'end_turn',
    });
  });

  it('no credentials are ModelUnauthorized, with what to set', async () => {
    const bare = createTakeTurn({ models: { rules }, definitions: () => [] });
    expect(await failure(bare)).toMatchObject({
      type: 'ModelUnauthorized',
      message: expect.stringContaining('ANTHROPIC_API_KEY'),
    });
  });

  it('carries no secret that the server repeated', async () => {
    const secret = ['sk-ant', 'api03', 'abcdefghijklmnop'].join('-');
    estate.model.script([failing('authentication_error', { message: `invalid x-api-key ${secret}` })]);
    const { message } = await failure();
    expect(message).toContain('invalid x-api-key');
    expect(message).not.toContain(secret);
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
