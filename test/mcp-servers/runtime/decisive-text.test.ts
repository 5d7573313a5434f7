import { describe, expect, it } from '@jest/globals';
import { toldBy } from '../../../mcp-servers/runtime/decisive-text.ts';

const lines = (...texts: string[]) => texts.map((text) => ({ text }));
const told = (...texts: string[]) => {
  const [line = { text: '' }, ...below] = lines(...texts);
  return toldBy([line, ...below], line);
};

describe('what a decisive line says', () => {
  it.each([
    [
      'its message and error, of JSON',
      ['{"level":"ERROR","msg":"load config","error":"CART_DB is missing"}'],
      'load config: CART_DB is missing',
    ],
    [
      'its message, of JSON that holds what looks like a level itself',
      ['{"level":"ERROR","msg":"save: ERROR: nextval: end of \\"carts_id\\"","user":"a1"}'],
      'save: ERROR: nextval: end of "carts_id"',
    ],
    ['its message, of logfmt', ['level=fatal msg="no such zone" zone=7'], 'no such zone'],
    ['all but time and level, of text', ['2026-03-02T09:00:00Z ERROR cannot bind'], 'cannot bind'],
    [
      'with what follows a colon',
      ['[main.go:59] invalid configuration:', '  port must be a number'],
      'invalid configuration: port must be a number',
    ],
    [
      'with the last cause of its trace',
      [
        'java.lang.IllegalStateException: boot',
        '\tat a.B.c(B.java:1)',
        'Caused by: x.Y: no driver',
        '\tat d.E.f(E.java:2)',
      ],
      'java.lang.IllegalStateException: boot Caused by: x.Y: no driver',
    ],
  ])('is %s', (_, texts, text) => {
    expect(told(...texts).text).toBe(text);
  });

  it('is not taken from a line of its own below', () => {
    expect(told('2026-03-02T09:00:00Z ERROR stopped:', '2026-03-02T09:00:01Z INFO started').text).toBe('stopped:');
    expect(told('ERROR boot', 'INFO ready', 'Caused by: another').text).not.toContain('another');
  });

  it('can be quoted, line by line', () => {
    expect(told('invalid configuration:', '  port must be a number').lines).toEqual(
      lines('invalid configuration:', '  port must be a number'),
    );
  });
});
