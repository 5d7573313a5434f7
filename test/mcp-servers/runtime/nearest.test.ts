import { describe, expect, it } from '@jest/globals';
import { editDistance, nearest } from '../../../mcp-servers/runtime/nearest.ts';

const services = ['cart', 'checkout', 'checkout-worker', 'payments', 'shipping'];

describe('the nearest names', () => {
  it.each([
    ['chekcout', ['checkout']],
    ['checkout', ['checkout', 'checkout-worker']],
    ['payment', ['payments']],
    ['CART', ['cart']],
    ['database', []],
  ])('of %s are %j', (name, expected) => {
    expect(nearest(name, services)).toEqual(expected);
  });

  it('counts a swap of neighbours as one error', () => {
    expect(editDistance('chekcout', 'checkout')).toBe(1);
    expect(editDistance('', 'abc')).toBe(3);
  });
});
