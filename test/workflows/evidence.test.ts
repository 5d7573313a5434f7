import { describe, expect, it } from '@jest/globals';
import type { ToolResult } from '../../workflows/contract.ts';
import { ageOf, checked, secondLook } from '../../workflows/evidence.ts';

const text = 'pods in shop\n  cart-1   CrashLoopBackOff  last exit 137 (OOMKilled)\n  cart-2   Running';
const observations = { t1c1: { text, observedAt: '2026-05-12T09:40:00Z', at: 1_000 } };
const cite = (quote: string, toolCallId = 't1c1') => ({ claim: 'the pod was killed', quote, toolCallId });

describe('evidence', () => {
  it('is verified where its quote stands in the result it cites, whatever the white space', () => {
    const [item] = checked([cite('cart-1 CrashLoopBackOff last exit 137 (OOMKilled)')], observations);
    expect(item).toMatchObject({ verified: true, observedAt: '2026-05-12T09:40:00Z' });
  });

  it.each([
    ['a quote that was made up', cite('cart-2 CrashLoopBackOff')],
    ['a quote of another result', cite('cart-2   Running', 't9c9')],
    ['nothing but white space', cite('  \n ')],
  ])('is not verified for %s', (_, item) => {
    expect(checked([item], observations)[0]?.verified).toBe(false);
  });

  it('is as old as the oldest observation that is cited', () => {
    const evidence = checked([cite('cart-2 Running')], observations);
    expect(ageOf(evidence, observations, 601_000)).toBe(600_000);
    expect(ageOf([], observations, 601_000)).toBe(0);
  });

  it('that has grown old says what a second look still shows', () => {
    const evidence = checked([cite('last exit 137 (OOMKilled)'), cite('cart-2   Running')], observations);
    const again = (seen: string): ToolResult => ({
      callId: 'again-1',
      tool: 'k8s_triage',
      args: {},
      text: seen,
      isError: false,
      findings: [],
      notChecked: [],
      observedAt: '2026-05-12T09:55:00Z',
    });
    expect(secondLook(evidence, [again('cart-1 CrashLoopBackOff last exit 137 (OOMKilled)')])).toBe(
      'Looked again at 2026-05-12T09:55:00Z: 1 of 2 quoted lines are still seen (the pod was killed).',
    );
    expect(secondLook(evidence, [again('all is well')])).toContain('none of the quoted lines');
  });
});
