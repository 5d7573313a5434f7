import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { packageRoot } from '../../worker/package-root.ts';
import { type Diagnosis, type Hypothesis, type Status, statusQuery } from '../../workflows/contract.ts';
import type { ScriptedTurn } from '../estate/model/system.ts';
import { running } from './running.ts';
import { calls, says, submits, toldTo } from './scripted.ts';

const caseDir = join(packageRoot(), 'test', 'cases', 'healthy');

const memory: Hypothesis = {
  claim: 'the limit is too low',
  status: 'supported',
  because: 'OOMKilled',
  calls: ['first-1'],
};
const image: Hypothesis = { claim: 'the new image leaks', status: 'ruled-out', because: 'it ran for days', calls: [] };
const records = (...hypotheses: unknown[]) => ({ name: 'record_hypotheses', input: { hypotheses } });
const full: ScriptedTurn = { content: [], stopReason: 'model_context_window_exceeded' };
const read = (number: number, more = {}) => ({ name: 'quick_read', input: { number, ...more } });

describe('the board of hypotheses', () => {
  const start = running({ caseDir, quick: true });

  it('is kept beside other calls, costs neither turn nor tool call, and is replaced by the next', async () => {
    const { ask, estate } = await start();
    const first = records({ ...memory, status: 'open' }, image);
    estate.model.script([calls(first, read(1)), calls(records(memory, image), read(2)), submits()]);
    const run = await ask();
    const diagnosis: Diagnosis = await run.handle.result();
    expect(diagnosis.usage).toMatchObject({ turns: 3, toolCalls: 3 });
    expect(toldTo(estate.model.requests[1])).toContain('Recorded: 1 open, 1 ruled out.');
    const status: Status = await run.handle.query(statusQuery);
    expect(status.hypotheses).toEqual([memory, image]);
  });

  it("stands in the run's current details, for whoever follows it in the Temporal UI", async () => {
    const { ask, estate } = await start();
    estate.model.script([calls(records(memory, image)), submits()]);
    const run = await ask();
    await run.handle.result();
    const details = JSON.stringify(await run.handle.query('__temporal_workflow_metadata'));
    expect(details).toContain('supported: the limit is too low (OOMKilled; first-1)');
    expect(details).toContain('ruled out: the new image leaks (it ran for days)');
  });

  it('adds nothing to a diagnosis that forgot what was ruled out', async () => {
    const { ask, estate } = await start();
    estate.model.script([calls(records(image)), submits()]);
    expect(await (await ask()).handle.result()).toMatchObject({ verdict: 'incident', ruledOut: [] });
  });

  it('is recorded in the turn that submits as well', async () => {
    const { ask, estate } = await start();
    const [submit] = submits().content;
    estate.model.script([{ ...calls(records(memory)), content: [...calls(records(memory)).content, submit] }]);
    const run = await ask();
    expect(await run.handle.result()).toMatchObject({ usage: { turns: 1 } });
    const status: Status = await run.handle.query(statusQuery);
    expect(status.hypotheses).toEqual([memory]);
  });

  it('is answered with what is wrong where it is malformed, and stands as it was', async () => {
    const { ask, estate } = await start();
    const wrong = [
      { ...memory, status: 'probable' },
      { ...memory, claim: 'x'.repeat(201) },
    ];
    const many = Array(7).fill(image);
    estate.model.script([
      calls(records(memory)),
      calls(records(...wrong)),
      calls(records(...many), read(1)),
      submits(),
    ]);
    const run = await ask();
    const diagnosis: Diagnosis = await run.handle.result();
    expect(diagnosis.usage).toMatchObject({ turns: 4, toolCalls: 2 });
    const told = toldTo(estate.model.requests[3]);
    expect(told).toContain('The board was not recorded and stands as it was');
    for (const path of ['hypotheses.0.status', 'hypotheses.1.claim', 'reading 1:']) expect(told).toContain(path);
    const status: Status = await run.handle.query(statusQuery);
    expect(status.hypotheses).toEqual([memory]);
  });

  it('says at once that a call it cites was never made', async () => {
    const { ask, estate } = await start();
    estate.model.script([calls(records({ ...memory, calls: ['first-1', 't7c1'] })), submits()]);
    await (await ask()).handle.result();
    expect(toldTo(estate.model.requests[1])).toContain('There is no result of call=t7c1.');
  });

  it('is no evidence: a quote of our own answer to it stands nowhere', async () => {
    const { ask, estate } = await start();
    const evidence = [{ claim: 'supported', quote: 'Recorded: 1 supported.', toolCallId: 't1c1' }];
    estate.model.script([calls(records(memory), read(1)), submits({ evidence }), submits({ evidence })]);
    expect(await (await ask()).handle.result()).toMatchObject({ confidence: 'low', evidence: [{ verified: false }] });
  });

  it('alone in three turns running ends the asking', async () => {
    const { ask, estate } = await start();
    const alone = calls(records(memory));
    estate.model.script((request) => (toldTo(request).includes('last turn') ? submits() : alone));
    const diagnosis: Diagnosis = await (await ask()).handle.result();
    expect(diagnosis.usage.turns).toBe(4);
    expect(toldTo(estate.model.requests[3])).toContain('three turns in a row asked for nothing');
  });

  it('keeps the results that it cites when the window is full', async () => {
    const { ask, estate } = await start();
    const big = { characters: 6_000 };
    const cited = { ...memory, calls: ['t1c1'] };
    const evidence = [{ claim: 'memory is full', quote: 'reading 1: memory 512Mi of 512Mi', toolCallId: 't1c1' }];
    estate.model.script([
      calls(read(1, big)),
      calls(read(2, big), records(cited)),
      calls(read(3, big)),
      full,
      submits({ evidence }),
    ]);
    expect(await (await ask()).handle.result()).toMatchObject({ evidence: [{ verified: true }] });
    const [before, after] = [toldTo(estate.model.requests[3]), toldTo(estate.model.requests[4])];
    expect(after.length).toBeLessThan(before.length);
    const lines = (number: number) => after.split(`${number} .....`).length - 1;
    expect([lines(1), lines(2), lines(3)]).toEqual([expect.any(Number), 0, expect.any(Number)]);
    expect(lines(1)).toBeGreaterThan(50);
    expect(after).toContain('left out to save room');
  });

  it('is what people read where the last turn brings no diagnosis', async () => {
    const { ask, estate } = await start();
    const open: Hypothesis = { ...memory, status: 'open', because: 'nothing shows the limit' };
    let number = 0;
    estate.model.script((_, turn) => (turn === 0 ? calls(records(open, image)) : calls(read(++number))));
    const diagnosis: Diagnosis = await (await ask({ limits: { turns: 3 } })).handle.result();
    expect(diagnosis).toMatchObject({
      verdict: 'inconclusive',
      confidence: 'low',
      summary: expect.stringContaining('the 3 turns are used up'),
      ruledOut: [{ hypothesis: 'the new image leaks', why: 'it ran for days' }],
    });
    expect(diagnosis.notChecked[0]).toBe('Not settled: the limit is too low (nothing shows the limit)');
  });
});

describe('the last turn', () => {
  const start = running({ caseDir, quick: true });

  it.each([
    ['goes on asking', () => calls(read(Math.random()))],
    ['writes prose', () => says('It is the memory.')],
    ['is cut off', () => says('It is the', 'max_tokens')],
    ['pauses', () => says('Let me see', 'pause_turn')],
  ])('ends in an answer also where the model %s: inconclusive, with what the first look saw', async (_, answer) => {
    const { ask, answers, estate } = await start();
    estate.model.script(answer);
    const run = await ask({ limits: { turns: 2 } });
    expect(await run.handle.result()).toMatchObject({
      verdict: 'inconclusive',
      category: 'unknown',
      rootCause: '',
      evidence: [{ verified: true, toolCallId: 'first-1' }],
    });
    expect(answers(run)).toHaveLength(2);
    expect(estate.model.requests.length).toBeLessThan(6);
  });

  it('ends in the diagnosis that was sent back for better evidence where nothing better comes', async () => {
    const { ask, estate } = await start();
    const evidence = [{ claim: 'it was killed', quote: 'never said', toolCallId: 'first-1' }];
    estate.model.script((_, turn) => (turn === 1 ? submits({ evidence }) : says('I am sure.')));
    expect(await (await ask({ limits: { turns: 2 } })).handle.result()).toMatchObject({
      verdict: 'incident',
      confidence: 'low',
      evidence: [{ verified: false }],
    });
  });

  it('comes when what was read no longer fits the window and nothing is left to shorten', async () => {
    const { ask, estate } = await start();
    estate.model.script((_, turn) => (turn === 0 ? calls(read(1)) : full));
    expect(await (await ask()).handle.result()).toMatchObject({
      verdict: 'inconclusive',
      summary: expect.stringContaining("no longer fits the model's context window"),
    });
  });
});

describe('a quote that does not stand', () => {
  const start = running({ caseDir, quick: true });
  const right = {
    claim: 'killed',
    quote: 'Deployment/shop/cart 0/2 ready: OOMKilled, exit 137',
    toolCallId: 'first-1',
  };

  it('beside one that does goes back once, with where it stands', async () => {
    const { ask, estate } = await start();
    const quote = 'reading 1: memory 512Mi of 512Mi';
    const astray = { claim: 'memory is full', quote, toolCallId: 'first-1' };
    const evidence = [right, { ...astray, toolCallId: 't1c1' }];
    estate.model.script([calls(read(1)), submits({ evidence: [right, astray] }), submits({ evidence })]);
    expect(await (await ask()).handle.result()).toMatchObject({
      confidence: 'high',
      evidence: [{ verified: true }, { verified: true }],
    });
    expect(toldTo(estate.model.requests[2])).toContain(`- first-1: ${quote} (stands in call=t1c1)`);
  });

  it('is marked where the model insists', async () => {
    const { ask, estate } = await start();
    const evidence = [right, { ...right, quote: 'never said' }];
    estate.model.script([submits({ evidence }), submits({ evidence })]);
    expect(await (await ask()).handle.result()).toMatchObject({
      verdict: 'incident',
      evidence: [{ verified: true }, { verified: false }],
      usage: { turns: 2 },
    });
  });
});
