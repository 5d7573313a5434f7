import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { bundleWorkflows } from '../../worker/bundle-workflows.ts';
import { packageRoot } from '../../worker/package-root.ts';
import type { Estate } from '../estate/index.ts';
import type { MessagesRequest, ScriptedTurn } from '../estate/model/system.ts';
import { startTemporal, type TemporalServer } from '../temporal-server.ts';
import { calls, says, toldTo } from '../workflows/scripted.ts';
import { readOptions } from './arguments.ts';
import type { Attempt } from './attempt.ts';
import { investigateCase } from './investigate-case.ts';

jest.setTimeout(180_000);

const caseDir = join(packageRoot(), 'test', 'cases', 'pool-exhausted');

/** What a model that is right would say of the case; the quote is one that the first look shows. */
const right = {
  verdict: 'incident',
  summary: 'The checkout has too few database connections for its requests.',
  rootCause:
    'Deployment/shop/checkout-api: the connection pool is exhausted since 042e57a made it smaller and holds a connection across the payment call',
  category: 'connection-pool-exhausted',
  confidence: 'medium',
  faultyObjects: ['Deployment/shop/checkout-api'],
  suspectChange: {
    repository: 'acme/storefront',
    sha: '042e57a61e6ba223a6b94284867ed8980955436d',
    why: 'it makes the pool smaller and holds each connection longer',
  },
  timeline: [],
  ruledOut: [{ hypothesis: 'the payment provider', why: 'it answers as fast as before' }],
  notChecked: [],
  nextSteps: [{ what: 'Roll back to the revision before' }],
};

/** A line of the first look, as a model copies it: the first long one of the first result. */
function quoted(request: MessagesRequest): { claim: string; quote: string; toolCallId: string } {
  const told = toldTo(request);
  const [, toolCallId = '', text = ''] =
    /call=(first-\d+) tool=k8s_triage [^\n]*?\\n<<<untrusted \w+\\n(.*?)\\nuntrusted /.exec(told) ?? [];
  const line = text.split('\\n').find((one) => one.length > 40 && !/["\\]/.test(one)) ?? '';
  return { claim: 'the first look shows it', quote: line.trim(), toolCallId };
}

const submit = (input: unknown): ScriptedTurn => calls({ name: 'submit_diagnosis', input });
const diagnosis = (request: MessagesRequest): ScriptedTurn => submit({ ...right, evidence: [quoted(request)] });
const logs = { name: 'k8s_logs', input: { namespace: 'shop', workload: 'deployment/checkout-api' } };
const isLast = (request: MessagesRequest): boolean => toldTo(request).includes('This is the last turn');

describe('a language model, scripted, on the whole path of the evaluation', () => {
  let temporal: TemporalServer;
  let workflowBundle: { code: string };
  beforeAll(async () => {
    [temporal, workflowBundle] = await Promise.all([startTemporal({}), bundleWorkflows()]);
  });
  afterAll(() => temporal.close());

  interface Driven {
    attempt: Attempt;
    estate: Estate;
  }

  async function drive(
    script: (request: MessagesRequest, turn: number) => ScriptedTurn,
    more: { maxUsd?: number; env?: Record<string, string>; prepare?: (estate: Estate) => void } = {},
  ): Promise<Driven> {
    let estate: Estate | undefined;
    const retry = { SRE_AGENT_RETRY_INITIAL: '20ms', SRE_AGENT_RETRY_MAXIMUM: '50ms', SRE_AGENT_MODEL_ATTEMPTS: '3' };
    const attempt = await investigateCase(
      { temporal, namespace: 'default', workflowBundle, modelEnvironment: { ...retry, ...more.env } },
      {
        caseDir,
        repeat: 1,
        model: 'scripted',
        ...(more.maxUsd === undefined ? {} : { maxUsd: more.maxUsd }),
        prepare: (started) => {
          estate = started;
          started.model.script(script);
          more.prepare?.(started);
        },
      },
    );
    if (!estate) throw new Error('the estate was not started');
    return { attempt, estate };
  }

  const answered = ({ outcome }: Attempt) => {
    if (outcome.kind !== 'answered') throw new Error(`${outcome.kind}: ${outcome.message}`);
    return outcome;
  };

  it('is fully right where it says what is right, on leads, a board, tool calls and a checked quote', async () => {
    const board = { claim: 'the pool is too small', status: 'supported', because: 'it waits', calls: ['first-1'] };
    const { attempt, estate } = await drive((request, turn) =>
      turn === 0 ? calls({ name: 'record_hypotheses', input: { hypotheses: [board] } }, logs) : diagnosis(request),
    );
    const { score, diagnosis: report } = answered(attempt);
    expect(score.wrong).toEqual([]);
    expect(report.evidence).toEqual([expect.objectContaining({ verified: true })]);
    expect(attempt.usd).toBeGreaterThan(0);
    expect(toldTo(estate.model.requests[0])).toContain('# Leads');
    expect(estate.model.invalid).toEqual([]);
    // All but what is new comes from the prompt cache: the briefing is the same bytes at every turn.
    expect(report.usage.cacheReadTokens).toBeGreaterThan(report.usage.inputTokens);
  });

  it('is told what is wrong with a malformed submission, and right at the second try', async () => {
    const { attempt, estate } = await drive((request, turn) =>
      turn === 0 ? submit({ ...right, category: 'gremlins', confidence: 0.9 }) : diagnosis(request),
    );
    expect(answered(attempt).score.right).toBe(true);
    expect(toldTo(estate.model.requests[1])).toMatch(/category.*confidence/);
  });

  it('ends inconclusive where every submission is malformed', async () => {
    const { attempt } = await drive(() => submit({ verdict: 'incident' }));
    expect(answered(attempt).diagnosis).toMatchObject({
      verdict: 'inconclusive',
      confidence: 'low',
      category: 'unknown',
    });
    expect(answered(attempt).score.right).toBe(false);
  });

  it('is never sure of what no quote shows', async () => {
    const evidence = [{ claim: 'made up', quote: 'the pool has 0 of 5 connections left', toolCallId: 'first-1' }];
    const { attempt, estate } = await drive(() => submit({ ...right, confidence: 'high', evidence }));
    expect(answered(attempt).diagnosis).toMatchObject({ confidence: 'low', evidence: [{ verified: false }] });
    expect(estate.model.requests).toHaveLength(2);
  });

  it('is stopped in a loop, and answers all the same', async () => {
    const { attempt, estate } = await drive((request) => (isLast(request) ? diagnosis(request) : calls(logs)));
    expect(answered(attempt).score.right).toBe(true);
    expect(estate.model.requests.length).toBeLessThan(6);
  });

  it('goes on where its window is full, with what it cites', async () => {
    const { attempt, estate } = await drive((request, turn) => {
      if (turn < 3)
        return {
          ...calls({ ...logs, input: { ...logs.input, since: `${turn + 1}h`, max_chars: 16_000 } }),
          content: [
            { type: 'thinking', thinking: `Turn ${turn}.` },
            ...calls({ ...logs, input: { ...logs.input, since: `${turn + 1}h`, max_chars: 16_000 } }).content,
          ],
        };
      return turn === 3 ? { content: [], stopReason: 'model_context_window_exceeded' } : diagnosis(request);
    });
    expect(answered(attempt)).toMatchObject({ diagnosis: { evidence: [{ verified: true }] }, score: { right: true } });
    expect(toldTo(estate.model.requests.at(-1))).toContain('left out to save room');
    expect(estate.model.invalid).toEqual([]);
  });

  it('goes on where its answer is cut off', async () => {
    const { attempt } = await drive((request, turn) => (turn === 0 ? says('It is', 'max_tokens') : diagnosis(request)));
    expect(answered(attempt).score.right).toBe(true);
  });

  it('that refuses is no wrong answer of ours, but the provider’s error', async () => {
    const { attempt } = await drive(() => says('I can not help with that.', 'refusal'));
    expect(attempt.outcome).toMatchObject({ kind: 'provider-error', message: expect.stringContaining('ModelRefused') });
  });

  it('that stays overloaded is tried until the retries end, and counts as the provider’s error', async () => {
    const error = { status: 529, type: 'overloaded_error', message: 'Overloaded' };
    const { attempt, estate } = await drive(() => ({ content: [], error }));
    expect(attempt.outcome).toMatchObject({
      kind: 'provider-error',
      message: expect.stringContaining('ModelOverloaded'),
    });
    expect(estate.model.requests).toHaveLength(3);
  });

  it('that has spent its money ends inconclusive with the reason, and what was spent is counted', async () => {
    let asked = 0;
    const { attempt } = await drive(() => calls({ ...logs, input: { ...logs.input, since: `${++asked}h` } }), {
      maxUsd: 0.01,
    });
    const { diagnosis: report } = answered(attempt);
    expect(report).toMatchObject({ verdict: 'inconclusive', summary: expect.stringContaining('0.01 USD is used up') });
    expect(attempt.usd).toBeGreaterThanOrEqual(0.01);
    expect(attempt.usd).toBe(report.usage.usd);
  });
});

describe('--max-usd', () => {
  const saved = { ...process.env };
  afterAll(() => {
    process.env = saved;
  });
  const asked = (model: string | undefined) => {
    process.env = { ...saved, ANTHROPIC_API_KEY: 'none', ...(model ? { SRE_AGENT_MODEL: model } : {}) };
    return readOptions([caseDir, '--model', 'anthropic', '--max-usd', '5']);
  };

  it('holds for the default model without configuration', async () => {
    expect(await asked(undefined)).toMatchObject({ model: 'anthropic', maxUsd: 5 });
  });

  it('is refused at once for a model without a price', async () => {
    await expect(asked('qwen3-coder')).rejects.toThrow(/'qwen3-coder' has no price.*SRE_AGENT_PRICES/);
  });
});
