import { describe, expect, it } from '@jest/globals';
import { sanitise } from '../../../mcp-servers/runtime/sanitise.ts';

describe('sanitising', () => {
  it.each([
    ['colours', '\u001b[1;31mERROR\u001b[0m down', 'ERROR down'],
    ['a terminal title', '\u001b]0;owned\u0007ready', 'ready'],
    ['control characters', 'a\u0000b\u0008c\u007fd\u0085e', 'abcde'],
    ['bidirectional overrides', 'user\u202e txt.exe\u2066', 'user txt.exe'],
    ['zero-width characters', 'pass\u200bword\ufeff\u00ad', 'password'],
    ['tag characters', `hello${String.fromCodePoint(0xe0049, 0xe0067)}`, 'hello'],
    ['variation selectors', `a\ufe01${String.fromCodePoint(0xe0101)}b`, 'ab'],
    ['carriage returns', 'one\r\ntwo\rthree', 'one\ntwo\nthree'],
  ])('removes %s', (_, given, expected) => {
    expect(sanitise(given)).toBe(expected);
  });

  it('keeps tabs, line ends, and what people write', () => {
    const text = 'a\tb\nGrüße, 世界, ✓ 🚀 — “quoted”';
    expect(sanitise(text)).toBe(text);
  });
});
