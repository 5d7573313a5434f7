import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { packageRoot } from '../../worker/package-root.ts';
import { type Diagnosis, type Entry, type Status, statusQuery, transcriptQuery } from '../../workflows/contract.ts';
import { running } from './running.ts';
import { calls, says, submits, toldTo } from './scripted.ts';

const caseDir = join(packageRoot(), 'test', 'cases', 'healthy');

describe('an investigation', () => {
  const start = running({ caseDir, quick: true });

  it('acknowledges, looks, investigates and reports in two messages', async () => {
    const { ask, answers, notices, estate } = await start();
    estate.model.script([calls({ name: 'quick_read', input: { number: 1 } }), submits()]);
    const run = await ask({ question: 'why is the cart failing?' });
    const diagnosis: Diagnosis = await run.handle.result();
    expect(diagnosis).toMatchObject({
      verdict: 'incident',
      confidence: 'high',
      evidence: [{ verified: true, observedAt: expect.any(String) }],
      usage: { turns: 2, toolCalls: 2 },
    });
    const [first, last, ...rest] = answers(run);
    expect(rest).toEqual([]);
    expect(first?.edited).toBeDefined();
    expect(JSON.stringify(last?.blocks)).toContain('exceeds its memory limit');
    expect(notices()).toEqual([]);
  });

  it('answers without a thread and posts nothing', async () => {
    const { ask, answers, estate } = await start();
    estate.model.script([submits()]);
    const run = await ask({ thread: undefined });
    expect(await run.handle.result()).toMatchObject({ verdict: 'incident' });
    expect(answers(run)).toEqual([]);
  });

  it('tells by query where it stands', async () => {
    const { ask, estate } = await start();
    estate.model.script([submits()]);
    const run = await ask();
    await run.handle.result();
    const status: Status = await run.handle.query(statusQuery);
    expect(status).toMatchObject({ stage: 'done', turn: 1, diagnosis: { verdict: 'incident' } });
    expect(status.leads).toEqual(['Deployment shop/cart is killed for running out of memory']);
  });

  it('shows its transcript by query, and what it found by search attributes and details', async () => {
    const { ask, estate } = await start();
    estate.model.script([calls({ name: 'quick_read', input: { number: 1 } }), submits()]);
    const run = await ask({ searchAttributes: ['SreAgentVerdict'] });
    await run.handle.result();
    const transcript: Entry[] = await run.handle.query(transcriptQuery);
    expect(transcript.map((entry) => entry.kind)).toEqual(['briefing', 'turn', 'results', 'turn']);
    const { typedSearchAttributes } = await run.handle.describe();
    const verdict = defineSearchAttributeKey('SreAgentVerdict', SearchAttributeType.KEYWORD);
    expect(typedSearchAttributes.get(verdict)).toBe('incident');
    const details = await run.handle.query('__temporal_workflow_metadata');
    expect(JSON.stringify(details)).toContain('Verdict: **incident**');
  });

  it('runs the calls of a turn in parallel and answers them in the order asked', async () => {
    const { ask, estate } = await start();
    const reads = [3, 1, 2].map((number) => ({ name: 'quick_read', input: { number } }));
    estate.model.script([calls(...reads), submits()]);
    await (await ask()).handle.result();
    const told = toldTo(estate.model.requests[1]);
    const at = [3, 1, 2].map((number) => told.indexOf(`reading ${number}:`));
    expect(at.every((place) => place > 0)).toBe(true);
    expect([...at].sort((a, b) => a - b)).toEqual(at);
  });

  it('answers an identical call from the first', async () => {
    const { ask, estate } = await start();
    const read = calls({ name: 'quick_read', input: { number: 1 } });
    estate.model.script([read, read, submits()]);
    const diagnosis: Diagnosis = await (await ask()).handle.result();
    expect(diagnosis.usage.toolCalls).toBe(2);
    expect(toldTo(estate.model.requests[2])).toContain('The same call was made before');
  });

  it('marks a quote that stands nowhere, and sends back a diagnosis that rests on none', async () => {
    const { ask, estate } = await start();
    const evidence = [{ claim: 'it was killed', quote: 'never said', toolCallId: 'first-1' }];
    estate.model.script([submits({ evidence }), submits({ evidence })]);
    const diagnosis: Diagnosis = await (await ask()).handle.result();
    expect(toldTo(estate.model.requests[1])).toContain('None of the quotes stands in the result it cites');
    expect(diagnosis).toMatchObject({ confidence: 'low', evidence: [{ verified: false }] });
  });

  it('sends a malformed diagnosis back with what is wrong', async () => {
    const { ask, estate } = await start();
    estate.model.script([submits({ category: 'gremlins' }), submits()]);
    const diagnosis: Diagnosis = await (await ask()).handle.result();
    expect(toldTo(estate.model.requests[1])).toContain('category');
    expect(diagnosis.category).toBe('out-of-memory');
  });

  it('asks once more for a diagnosis that was written instead of submitted', async () => {
    const { ask, estate } = await start();
    estate.model.script([says('It is the memory.'), submits()]);
    await (await ask()).handle.result();
    expect(toldTo(estate.model.requests[1])).toContain('submit_diagnosis');
  });

  it('goes on after an answer that was cut off', async () => {
    const { ask, estate } = await start();
    estate.model.script([says('It is the', 'max_tokens'), submits()]);
    expect(await (await ask()).handle.result()).toMatchObject({ verdict: 'incident' });
    expect(toldTo(estate.model.requests[1])).toContain('cut off');
  });

  it('goes on after a pause', async () => {
    const { ask, estate } = await start();
    estate.model.script([says('Let me see', 'pause_turn'), submits()]);
    expect(await (await ask()).handle.result()).toMatchObject({ verdict: 'incident' });
  });

  it('compacts and goes on when the context window is full', async () => {
    const { ask, estate } = await start();
    const reads = [1, 2, 3].map((number) => calls({ name: 'quick_read', input: { number, characters: 6_000 } }));
    estate.model.script([...reads, { content: [], stopReason: 'model_context_window_exceeded' }, submits()]);
    expect(await (await ask()).handle.result()).toMatchObject({ verdict: 'incident' });
    expect(toldTo(estate.model.requests[4])).toContain('left out to save room');
  });

  it('refuses a bad request at once', async () => {
    const { client } = await start();
    const failing = client.workflow.execute('DiagnoseIncident', {
      workflowId: `bad-${Date.now()}`,
      taskQueue: 'sre-agent',
      args: [{ question: '  ', since: 'yesterday' }],
    });
    await expect(failing).rejects.toMatchObject({
      cause: { type: 'InvalidRequest', message: expect.stringMatching(/question.*since/) },
    });
  });
});
