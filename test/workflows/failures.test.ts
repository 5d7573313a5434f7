import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { WorkflowFailedError } from '@temporalio/client';
import { packageRoot } from '../../worker/package-root.ts';
import type { Diagnosis } from '../../workflows/contract.ts';
import { running } from './running.ts';
import { calls, says, submits, toldTo } from './scripted.ts';
import type { Investigated, Running } from './start-running.ts';

const caseDir = join(packageRoot(), 'test', 'cases', 'healthy');

/** Exactly one last message in the thread, one in the errors' channel, and a run that ended as it says. */
async function expectError(run: Investigated, { answers, notices }: Running, type: string, words: RegExp) {
  await expect(run.handle.result()).rejects.toBeInstanceOf(WorkflowFailedError);
  const messages = answers(run);
  expect(messages).toHaveLength(2);
  const [, last] = messages;
  expect(JSON.stringify(last?.blocks)).toMatch(words);
  expect(JSON.stringify(last?.blocks)).toContain('Mention me again');
  expect(notices()).toHaveLength(1);
  expect(JSON.stringify(notices()[0]?.blocks)).toContain(type);
}

async function expectReport(run: Investigated, { answers, notices }: Running): Promise<Diagnosis> {
  const diagnosis: Diagnosis = await run.handle.result();
  expect(answers(run)).toHaveLength(2);
  expect(notices()).toEqual([]);
  return diagnosis;
}

describe('what ends in the error message', () => {
  const start = running({ caseDir, quick: true });

  it('a model that refuses the key', async () => {
    const product = await start();
    const error = { status: 401, type: 'authentication_error', message: 'invalid x-api-key' };
    product.estate.model.script(() => ({ content: [], error }));
    const run = await product.ask();
    await expectError(run, product, 'ModelUnauthorized', /API_KEY/);
    expect(product.estate.journal.requests.filter(({ system }) => system === 'model')).toHaveLength(1);
  });

  it.each([
    ['is overloaded', { status: 529, type: 'overloaded_error', message: 'Overloaded' }, 'ModelOverloaded'],
    [
      'limits our rate',
      { status: 429, type: 'rate_limit_error', message: 'slow down', headers: { 'retry-after': '0' } },
      'ModelRateLimited',
    ],
  ])('a model that %s until the retries end', async (_, error, type) => {
    const product = await start();
    product.estate.model.script(() => ({ content: [], error }));
    const run = await product.ask();
    await expectError(run, product, type, /--model rules/);
    expect(product.estate.journal.requests.filter(({ system }) => system === 'model')).toHaveLength(3);
  });

  it('a model that does not answer in time until the retries end', async () => {
    const product = await start({ env: { SRE_AGENT_MODEL_STALL_SECONDS: '0.2' } });
    product.estate.journal.fault({ system: 'model', hang: true });
    await expectError(await product.ask(), product, 'ModelTimeout', /model/i);
  });

  it('the hard deadline', async () => {
    const product = await start();
    product.estate.journal.fault({ system: 'model', hang: true });
    const run = await product.ask({ limits: { softDeadlineMs: 500, hardDeadlineMs: 1_500 } });
    await expectError(run, product, 'HardDeadline', /no answer within/);
  });

  it('cancellation, which the thread is told and the run ends as', async () => {
    const product = await start();
    product.estate.journal.fault({ system: 'model', hang: true });
    const run = await product.ask();
    await product.estate.journal.seen('model');
    await run.handle.cancel();
    await expectError(run, product, 'Cancelled', /cancelled/);
    expect((await run.handle.describe()).status.name).toBe('CANCELLED');
  });

  it('a stop by a person, who is named', async () => {
    const product = await start();
    product.estate.journal.fault({ system: 'model', hang: true });
    const run = await product.ask();
    await product.estate.journal.seen('model');
    await run.handle.signal('stop', { by: 'Maria Keller' });
    await expectError(run, product, 'Stopped', /Stopped by Maria Keller/);
    await expect(run.handle.result()).rejects.toMatchObject({ cause: { type: 'Stopped' } });
  });

  it('a stop by a person who cancels the run as well, as the Stop button does', async () => {
    const product = await start();
    product.estate.journal.fault({ system: 'model', hang: true });
    const run = await product.ask();
    await product.estate.journal.seen('model');
    await run.handle.signal('stop', { by: 'Maria Keller' });
    await run.handle.cancel();
    await expectError(run, product, 'Stopped', /Stopped by Maria Keller/);
    expect((await run.handle.describe()).status.name).toBe('CANCELLED');
  });

  it('no reading server within reach', async () => {
    const quick = { command: process.execPath, args: ['-e', 'process.exit(3)'], allow: ['quick_*'] };
    const product = await start({ servers: { quick } });
    await expectError(await product.ask(), product, 'NoServerReachable', /quick/);
  });

  it('a model that declines', async () => {
    const product = await start();
    product.estate.model.script([says('I can not help with that.', 'refusal')]);
    await expectError(await product.ask(), product, 'ModelRefused', /declined/);
  });

  it('is posted in the errors’ channel once for equal failures, with a count', async () => {
    const product = await start();
    const error = { status: 401, type: 'authentication_error', message: 'invalid x-api-key' };
    product.estate.model.script(() => ({ content: [], error }));
    for (let round = 0; round < 2; round++) {
      await expect((await product.ask()).handle.result()).rejects.toBeInstanceOf(WorkflowFailedError);
    }
    expect(product.notices()).toHaveLength(1);
    expect(JSON.stringify(product.notices()[0]?.blocks)).toContain('2 times within ten minutes');
  });
});

describe('what ends in a report all the same', () => {
  const start = running({ caseDir, quick: true });
  const read = (number: number, more = {}) => ({ name: 'quick_read', input: { number, ...more } });

  it.each([
    ['cannot start', ['-e', 'process.exit(3)']],
    ['never answers', ['-e', 'setInterval(() => {}, 1000)']],
  ])('a server that %s is listed as not checked', async (_, args) => {
    const away = { command: process.execPath, args, allow: ['*'], timeout: 500 };
    const product = await start({ servers: { away } });
    product.estate.model.script([submits()]);
    const diagnosis = await expectReport(await product.ask(), product);
    expect(diagnosis.verdict).toBe('incident');
    expect(diagnosis.notChecked.join()).toContain('away');
  });

  it('a server that dies in the middle is restarted once and answers', async () => {
    const product = await start();
    product.estate.model.script([calls({ name: 'quick_die', input: { times: 1 } }), submits()]);
    await expectReport(await product.ask(), product);
    expect(toldTo(product.estate.model.requests[1])).toContain('alive again');
  });

  it('a server that dies every time is listed as not checked', async () => {
    const product = await start();
    product.estate.model.script([calls({ name: 'quick_die', input: { times: 100 } }), submits()]);
    const diagnosis = await expectReport(await product.ask(), product);
    expect(diagnosis.notChecked.join()).toContain('quick');
  });

  it('a server that hangs is given up and listed as not checked', async () => {
    const product = await start();
    product.estate.model.script([calls({ name: 'quick_hang', input: {} }), submits()]);
    const diagnosis = await expectReport(await product.ask(), product);
    expect(diagnosis.notChecked.join()).toContain('quick');
  });

  it('a result that is far too large is cut', async () => {
    const foreign = join(packageRoot(), 'test', 'worker', 'foreign-server.ts');
    const flood = { command: process.execPath, args: [foreign], env: { FOREIGN_BYTES: '1000000' }, allow: ['big'] };
    const product = await start({ servers: { flood } });
    product.estate.model.script([calls({ name: 'big', input: {} }), submits()]);
    const run = await product.ask();
    await expectReport(run, product);
    const told = toldTo(product.estate.model.requests[1]);
    expect(told).toContain('left out');
    expect(told.length).toBeLessThan(30_000);
  });

  it('malformed tool arguments, again and again, are stopped', async () => {
    const product = await start();
    const wrong = calls({ name: 'quick_read', input: { nmber: 'one' } });
    product.estate.model.script((request) =>
      JSON.stringify(request.messages).includes('last turn') ? says('No idea.') : wrong,
    );
    const diagnosis = await expectReport(await product.ask(), product);
    expect(diagnosis).toMatchObject({ verdict: 'inconclusive', evidence: [{ verified: true }] });
  });

  it('a loop is stopped, and the last turn may still submit', async () => {
    const product = await start();
    const again = calls(read(1));
    product.estate.model.script((request) =>
      JSON.stringify(request.messages).includes('last turn') ? submits() : again,
    );
    expect(await expectReport(await product.ask(), product)).toMatchObject({ verdict: 'incident' });
  });

  it.each([
    ['turns', { turns: 3 }],
    ['tool calls', { toolCalls: 3 }],
    ['tokens', { tokens: 5_000 }],
    ['the soft deadline', { softDeadlineMs: 1_000, hardDeadlineMs: 20_000 }],
  ])('%s used up bring one last turn without tools', async (_, limits) => {
    const product = await start();
    let number = 0;
    product.estate.model.script((request) =>
      JSON.stringify(request.messages).includes('last turn') ? submits() : { ...calls(read(number++)), latencyMs: 100 },
    );
    const run = await product.ask({ limits });
    expect(await expectReport(run, product)).toMatchObject({ verdict: 'incident' });
    const [first, last] = [product.estate.model.requests.at(0), product.estate.model.requests.at(-1)];
    expect(toldTo(last)).toContain('This is the last turn');
    // As they were, for the prompt cache and the signatures of thinking hang on them; what is called is refused.
    expect(last?.tools).toEqual(first?.tools);
  });

  it('money used up is an answer', async () => {
    const product = await start({ env: { SRE_AGENT_PRICES: 'claude-opus-5-5=5/25/0.5/6.25' } });
    let number = 0;
    product.estate.model.script((request) =>
      JSON.stringify(request.messages).includes('last turn') ? submits() : calls(read(number++)),
    );
    const diagnosis = await expectReport(await product.ask({ limits: { usd: 0.05 } }), product);
    expect(diagnosis.usage.usd).toBeGreaterThan(0.05);
  });
});

describe('Slack being down', () => {
  const start = running({ caseDir, quick: true });

  it('delays the messages and loses none, and posts none twice', async () => {
    const product = await start();
    const up = product.estate.journal.fault({ system: 'slack', match: /chat\./, status: 503 });
    product.estate.model.script([submits()]);
    const run = await product.ask();
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect(product.answers(run)).toEqual([]);
    up();
    expect(await run.handle.result()).toMatchObject({ verdict: 'incident' });
    expect(product.answers(run)).toHaveLength(2);
  });

  it('posts a message once though the answer to the post was lost', async () => {
    const product = await start();
    product.estate.journal.fault({ system: 'slack', match: /chat\.postMessage/, loseAnswer: true, times: 1 });
    product.estate.model.script([submits()]);
    const run = await product.ask();
    await run.handle.result();
    expect(product.answers(run)).toHaveLength(2);
  });
});
