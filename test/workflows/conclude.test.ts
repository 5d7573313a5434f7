import { describe, expect, it } from '@jest/globals';
import { concluded } from '../../workflows/conclude.ts';
import type { Finding, Scope, Submission, ToolResult } from '../../workflows/contract.ts';
import { begun } from '../../workflows/investigation.ts';

const finding: Finding = {
  id: 'f1',
  category: 'out-of-memory',
  object: 'Deployment/shop/cart',
  severity: 'critical',
  title: 'Deployment shop/cart is killed for its memory',
  mechanism: 'the limit is exceeded',
  evidence: ['cart-1 OOMKilled'],
  related: [],
};

const look = (change: Partial<ToolResult> = {}): ToolResult => ({
  callId: 'first-1',
  tool: 'k8s_triage',
  args: {},
  text: 'cart-1 OOMKilled',
  isError: false,
  findings: [finding],
  notChecked: [],
  observedAt: '2026-05-12T09:40:00.000Z',
  ...change,
});

const healthy: Submission = {
  verdict: 'healthy',
  summary: 'All is well.',
  rootCause: 'a stale alert',
  category: 'none',
  confidence: 'high',
  faultyObjects: [],
  timeline: [],
  evidence: [],
  ruledOut: [],
  notChecked: [],
  nextSteps: [],
};

function investigation(firstLook: ToolResult[], scope: Partial<Scope> = {}) {
  const whole: Scope = {
    window: { since: '2026-05-12T07:40:00Z', until: '2026-05-12T09:40:00Z' },
    now: '2026-05-12T09:40:00Z',
    timeZone: 'UTC',
    owners: [],
    inferred: [],
    notChecked: [],
    ...scope,
  };
  const limits = {
    turns: 5,
    toolCalls: 5,
    tokens: 1_000,
    softDeadlineMs: 1_000,
    hardDeadlineMs: 2_000,
    evidenceMs: 600_000,
  };
  const retry = { initialMs: 1, maximumMs: 1, modelAttempts: 1 };
  const settings = { limits, model: 'rules', uiUrl: '', errorChannel: '', retry };
  const catalogue = { offered: [], firstLook: [], unreachable: [{ server: 'aws', reason: 'no credentials' }] };
  return begun({ request: { question: 'why?' }, catalogue, scope: whole, startedAt: 0, firstLook, settings }, 1_000);
}

const never = () => Promise.reject(new Error('there was no reason to look again'));
const conclude = (state: ReturnType<typeof investigation>, submission?: Submission, now = 2_000) =>
  concluded(state, submission, () => now, never);

describe('a conclusion', () => {
  it('is never healthy for a service that exists nowhere', async () => {
    const state = investigation([look()], { unknownService: { name: 'chekout', nearest: ['checkout'] } });
    expect(await conclude(state, healthy)).toMatchObject({
      verdict: 'inconclusive',
      summary: "No service 'chekout' was found in reach. All is well.",
    });
  });

  it('is never healthy where what was asked about could not be read', async () => {
    const gap = 'list pods in shop (403: verb list on pods)';
    const scope = { service: 'cart', clusters: [{ context: 'prod', namespaces: ['shop'] }] };
    const state = investigation([look({ notChecked: [gap] })], scope);
    expect(await conclude(state, healthy)).toMatchObject({
      verdict: 'inconclusive',
      confidence: 'low',
      summary: `What was asked about could not be read whole (${gap}). All is well.`,
    });
  });

  it('may be healthy where only something else could not be read', async () => {
    const scope = { service: 'cart', clusters: [{ context: 'prod', namespaces: ['shop'] }] };
    const state = investigation(
      [look({ notChecked: ['AWS Health: needs a support plan', 'list pods in bank (403)'] })],
      scope,
    );
    expect(await conclude(state, healthy)).toMatchObject({ verdict: 'healthy' });
  });

  it.each([
    ['may be healthy', ['logs of 2 pods'], 'healthy'],
    ['is never healthy', [], 'inconclusive'],
  ])('%s where no log group is named so and the cluster let read %j', async (_, examined, verdict) => {
    const notChecked = ['logs: none is named cart; aws_get with what=log_groups lists them'];
    const state = investigation([look({ notChecked, structured: { examined } })], { service: 'cart' });
    expect(await conclude(state, healthy)).toMatchObject({ verdict, notChecked: expect.arrayContaining(notChecked) });
  });

  it('is never healthy where nothing could be read', async () => {
    const state = investigation([look({ isError: true, findings: [] })]);
    expect((await conclude(state, healthy)).verdict).toBe('inconclusive');
  });

  it('is healthy where something was looked at', async () => {
    expect((await conclude(investigation([look()]), healthy)).verdict).toBe('healthy');
  });

  it('lists what was not checked, from servers, scope and results, once each', async () => {
    const state = investigation([look({ notChecked: ['list pods in payments'] })], {
      notChecked: ['list pods in payments'],
    });
    expect((await conclude(state, healthy)).notChecked).toEqual(['aws: no credentials', 'list pods in payments']);
  });

  it('without a submission says why, and shows what the first look saw', async () => {
    const state = investigation([look()]);
    state.lastTurn = 'the 5 turns are used up';
    expect(await conclude(state)).toMatchObject({
      verdict: 'inconclusive',
      summary: expect.stringContaining('the 5 turns are used up'),
      faultyObjects: ['Deployment/shop/cart'],
      evidence: [{ quote: 'cart-1 OOMKilled', toolCallId: 'first-1', verified: true }],
    });
  });

  it('looks again where the cited evidence is over ten minutes old', async () => {
    const state = investigation([look()]);
    const evidence = [{ claim: 'it was killed', quote: 'cart-1 OOMKilled', toolCallId: 'first-1' }];
    const submission: Submission = { ...healthy, verdict: 'incident', evidence };
    const again = look({ callId: 'again-1', observedAt: '2026-05-12T09:55:00.000Z' });
    const late = await concluded(
      state,
      submission,
      () => 1_000 + 11 * 60_000,
      async () => [again],
    );
    expect(late.recheck).toContain('1 of 1 quoted lines are still seen');
    expect(late.asOf).toBe('2026-05-12T09:55:00.000Z');
    expect((await conclude(state, submission)).recheck).toBeUndefined();
  });
});
