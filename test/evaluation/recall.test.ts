import { describe, expect, it } from '@jest/globals';
import type { Entry, ToolResult } from '../../workflows/contract.ts';
import type { Expected } from '../estate/case.ts';
import { recallCharacters, recallOf } from './recall.ts';

const result = (text: string): ToolResult => ({
  callId: 'first-1',
  tool: 'k8s_triage',
  args: {},
  text,
  isError: false,
  findings: [],
  notChecked: [],
  observedAt: '2026-05-12T09:40:00Z',
});
const results = (...texts: string[]): Entry[] => texts.map((text) => ({ kind: 'results', results: [result(text)] }));
const expected: Expected = {
  verdict: 'incident',
  cause: [['quota'], ['exceeded']],
  objects: ['Deployment/shop/cart', 'ResourceQuota/shop/compute'],
};

describe('evidence recall', () => {
  it('is complete where every group and an object were shown, in whichever results', () => {
    const shown = results('exceeded Quota: compute', 'Deployment/shop/cart has no pods');
    expect(recallOf(shown, expected)).toMatchObject({ complete: true, missing: [] });
  });

  it('takes a name in a column for the object, and a part of another name not', () => {
    expect(recallOf(results('quota exceeded\nshop  cart  0/3'), expected).complete).toBe(true);
    expect(recallOf(results('quota exceeded\nshop  cart-worker  0/3'), expected).missing).toEqual(['object']);
  });

  it('names the groups of which nothing was shown', () => {
    expect(recallOf(results('cart: quota'), expected).missing).toEqual(['/exceeded/']);
  });

  it('does not count what comes after 24,000 characters', () => {
    const shown = results(`quota exceeded ${'x'.repeat(recallCharacters)}`, 'cart');
    expect(recallOf(shown, expected)).toMatchObject({ complete: false, missing: ['object'] });
  });

  it('counts only what tools showed, not what a model wrote', () => {
    const turn: Entry = { kind: 'turn', content: [{ type: 'text', text: 'quota exceeded for cart' }] };
    expect(recallOf([turn], expected)).toMatchObject({ complete: false, characters: 0 });
  });
});
