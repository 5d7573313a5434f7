import { describe, expect, it } from '@jest/globals';
import type { Limits, Scope, ToolResult } from '../../workflows/contract.ts';
import { begun, carried, exhausted, type Investigation } from '../../workflows/investigation.ts';

const limits: Limits = {
  turns: 5,
  toolCalls: 10,
  tokens: 1_000,
  usd: 2,
  softDeadlineMs: 60_000,
  hardDeadlineMs: 120_000,
  evidenceMs: 600_000,
};

const scope: Scope = {
  window: { since: '2026-05-12T07:40:00Z', until: '2026-05-12T09:40:00Z' },
  now: '2026-05-12T09:40:00Z',
  timeZone: 'UTC',
  owners: [],
  inferred: [],
  notChecked: [],
};

const look = (callId: string, text: string): ToolResult => ({
  callId,
  tool: 'k8s_triage',
  args: {},
  text,
  isError: false,
  findings: [],
  notChecked: [],
  observedAt: scope.now,
});

function investigation(): Investigation {
  const settings = {
    limits,
    model: 'rules',
    uiUrl: '',
    errorChannel: '',
    retry: { initialMs: 1, maximumMs: 1, modelAttempts: 1 },
  };
  const catalogue = { offered: [], firstLook: [], unreachable: [] };
  const request = { question: 'why is cart down?' };
  return begun({ request, catalogue, scope, startedAt: 0, firstLook: [look('first-1', 'seen')], settings }, 100);
}

describe('the budget of an investigation', () => {
  it('has room at the start', () => {
    expect(exhausted(investigation(), 1_000)).toBeUndefined();
  });

  it.each<[string, Partial<Investigation>, number, RegExp]>([
    ['the soft deadline', {}, 60_000, /time/],
    ['turns, one of which is kept for the answer', { turns: 4 }, 0, /5 turns/],
    ['tool calls', { toolCalls: 10 }, 0, /10 tool calls/],
    [
      'tokens, those read from the cache included',
      { usage: { inputTokens: 100, outputTokens: 100, cacheReadTokens: 700, cacheWriteTokens: 100 } },
      0,
      /1000 tokens/,
    ],
    ['money', { usd: 2 }, 0, /2 USD/],
    ['a loop', { repeats: 2 }, 0, /again and again/],
    ['malformed calls', { malformed: 3 }, 0, /no valid tool call/],
  ])('ends by %s', (_, change, now, words) => {
    expect(exhausted({ ...investigation(), ...change }, now)).toMatch(words);
  });

  it('is carried across continue-as-new under its limit, with what can still be quoted', () => {
    const state = investigation();
    const quotable = look('t1c1', 'x'.repeat(5_000));
    state.transcript.push({ kind: 'results', results: [quotable] });
    state.observations.t1c1 = { text: quotable.text, observedAt: scope.now, at: 1 };
    state.observations.gone = { text: 'shortened away', observedAt: scope.now, at: 1 };
    expect(Object.keys(carried(state).observations)).toEqual(['first-1', 't1c1']);
    const slim = carried(state, 8_000);
    expect(Object.keys(slim.observations)).toEqual(['first-1']);
    expect(slim.transcript).toEqual(state.transcript);
  });
});
