import { describe, expect, it } from '@jest/globals';
import { type LogLine, renderPatterns, summarise } from '../../../mcp-servers/runtime/patterns.ts';

const at = (second: number) => new Date(Date.UTC(2026, 4, 12, 9, 0, second)).toISOString();
const served = (n: number): LogLine[] =>
  Array.from({ length: n }, (_, i) => ({ at: at(i), text: `level=info msg="served" id=${i} took=${i * 3}ms` }));

describe('log patterns', () => {
  it('shows the one error among thousands of ordinary lines first, with the counts of everything', () => {
    const lines = [
      ...served(3_000),
      { at: at(50), text: 'level=error msg="pool exhausted" waiting=12' },
      ...served(2_000),
    ];
    const { patterns, read, matched, leftOut } = summarise(lines);
    expect(patterns[0]).toEqual({
      pattern: 'level=error msg="pool exhausted" waiting=<*>',
      level: 'error',
      count: 1,
      first: at(50),
      last: at(50),
      example: 'level=error msg="pool exhausted" waiting=12',
    });
    expect(patterns[1]).toMatchObject({ count: 5_000, level: 'info' });
    expect([read, matched, leftOut]).toEqual([5_001, 5_001, 0]);
  });

  it('folds a Java trace into its line and keeps the innermost cause', () => {
    const lines = [
      'ERROR request failed java.lang.RuntimeException: checkout',
      '\tat shop.Checkout.run(Checkout.java:41)',
      'Caused by: java.sql.SQLException: Connection is not available',
      '\tat com.zaxxer.hikari.pool.HikariPool.getConnection(HikariPool.java:181)',
      '\t... 12 more',
      'INFO next',
    ].map((text) => ({ text }));
    const { patterns } = summarise(lines);
    expect(patterns.map((p) => p.example)).toEqual([lines[0]?.text, 'INFO next']);
    expect(patterns[0]?.cause).toBe('Caused by: java.sql.SQLException: Connection is not available');
  });

  it('folds a Python traceback and keeps its last line', () => {
    const lines = [
      'handling POST /checkout',
      'Traceback (most recent call last):',
      '  File "/app/checkout.py", line 12, in run',
      '    charge(order)',
      'ValueError: amount is negative',
      'handling GET /health',
    ].map((text) => ({ text }));
    expect(renderPatterns(summarise(lines))).toEqual([
      '6 lines read, 6 matched, 0 left out; 2 patterns, errors and rare ones first',
      '1x error: handling POST /checkout',
      '  trace: ValueError: amount is negative',
      '1x info: handling GET /health',
    ]);
  });

  it('does not take a line for an error that says there was none', () => {
    const { patterns } = summarise([{ text: 'job done error=null' }, { text: 'finished with 0 errors' }]);
    expect(patterns.map((p) => p.level)).toEqual(['info', 'info']);
  });

  it('says how many matching lines are of patterns that it leaves out', () => {
    const lines = ['alpha', 'beta', 'beta', 'gamma'].map((text) => ({ text }));
    expect(summarise(lines, { limit: 1 })).toMatchObject({ read: 4, matched: 4, leftOut: 3 });
    expect(summarise(lines, { grep: /beta|gamma/, exclude: /gamma/ })).toMatchObject({
      read: 4,
      matched: 2,
      leftOut: 0,
    });
  });
});
