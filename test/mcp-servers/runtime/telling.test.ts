import { describe, expect, it } from '@jest/globals';
import { tellingOf } from '../../../mcp-servers/runtime/telling.ts';

describe('what one record of a log tells', () => {
  it.each<[string, string, { message: string; cause?: string }]>([
    ['a plain line, without its header', '2026-05-12T09:40:00Z ERROR cannot reach db', { message: 'cannot reach db' }],
    ['the message of JSON', '{"level":"error","msg":"cannot reach db","code":7}', { message: 'cannot reach db' }],
    [
      'the exception that a traceback ends with',
      '2026-05-12 09:40:00,123 ERROR store failed\nTraceback (most recent call last):\n  File "/app/store.py", line 4, in read\n    get()\nKeyError: \'zone\'',
      { message: 'store failed', cause: "KeyError: 'zone'" },
    ],
    [
      'the innermost cause of a Java trace',
      'ERROR order failed\njava.lang.IllegalStateException: no order\n\tat com.acme.Orders.place(Orders.java:42)\nCaused by: java.sql.SQLException: connection refused\n\tat org.db.Driver.open(Driver.java:7)\n\t... 3 more',
      { message: 'order failed', cause: 'Caused by: java.sql.SQLException: connection refused' },
    ],
  ])('is %s', (_, text, told) => {
    expect(tellingOf(text)).toEqual(told);
  });

  it('is the text itself where there is nothing to read', () => {
    expect(tellingOf('  ')).toEqual({ message: '  ' });
  });
});
