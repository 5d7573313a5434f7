import { describe, expect, it } from '@jest/globals';
import { expression } from '../../../mcp-servers/runtime/expression.ts';

describe('a pattern that a model or a person gives', () => {
  it.each([
    ['a regular expression', 'time(d )?out', 'request TIMED OUT', 'in time'],
    ['text that is none', 'items[0', 'TypeError: items[0 is', 'items0'],
    ['an unfinished group', 'cart(', 'call of cart() failed', 'call of cart failed'],
    ['a repeated sign', 'a++', 'b = a++;', 'b = aa;'],
  ])('is %s, any case', (_what, given, hit, miss) => {
    expect(expression(given).test(hit)).toBe(true);
    expect(expression(given).test(hit.toUpperCase())).toBe(true);
    expect(expression(given).test(miss)).toBe(false);
  });
});
