import { describe, expect, it } from '@jest/globals';
import { type LogLine, renderPatterns, summarise } from '../../../mcp-servers/runtime/patterns.ts';

const at = (second: number) => new Date(Date.UTC(2026, 4, 12, 9, 0, second)).toISOString();
const served = (n: number): LogLine[] =>
  Array.from({ length: n }, (_, i) => ({ at: at(i), text: `level=info msg="served" id=${i} took=${i * 3}ms` }));
const logOf = (...texts: string[]): LogLine[] => texts.map((text) => ({ text }));

describe('log patterns', () => {
  it('show the one error among thousands of ordinary lines first, with the counts of everything', () => {
    const lines = [
      ...served(3_000),
      { at: at(50), text: 'level=error msg="pool exhausted" waiting=12' },
      ...served(2_000),
    ];
    const { patterns, read, matched, leftOut } = summarise(lines);
    expect(patterns[0]).toEqual({
      pattern: 'pool exhausted',
      level: 'error',
      count: 1,
      lines: 1,
      first: at(50),
      last: at(50),
      example: 'level=error msg="pool exhausted" waiting=12',
    });
    expect(patterns[1]).toMatchObject({ count: 5_000, level: 'info', first: at(0), last: at(1_999) });
    expect([read, matched, leftOut]).toEqual([5_001, 5_001, 0]);
  });

  it('do not take a line for an error that says there was none, nor count it with those that had some', () => {
    const { patterns } = summarise(logOf('job done error=null', 'finished with 0 errors', 'finished with 3 errors'));
    expect(patterns.map(({ level, example }) => `${level}: ${example}`)).toEqual([
      'error: finished with 3 errors',
      'info: job done error=null',
      'info: finished with 0 errors',
    ]);
  });

  it('put what ends a program before mere errors, errors before warnings, and the rare before the frequent', () => {
    const { patterns } = summarise(
      logOf(
        ...Array.from({ length: 5 }, (_, i) => `INFO polled ${i} messages`),
        'INFO configuration reloaded',
        'WARN queue is long',
        ...Array.from({ length: 9 }, (_, i) => `ERROR client ${i} went away`),
        'ERROR cannot render banner',
        'ERROR cannot show avatar',
        'ERROR cannot show avatar',
        'ERROR password authentication failed for user "shop"',
        'ERROR password authentication failed for user "shop"',
      ),
    );
    expect(patterns.map(({ example }) => example)).toEqual([
      'ERROR password authentication failed for user "shop"',
      'ERROR cannot render banner',
      // The flood of a severity stands second in it.
      'ERROR client 8 went away',
      'ERROR cannot show avatar',
      'WARN queue is long',
      'INFO configuration reloaded',
      'INFO polled 4 messages',
    ]);
  });

  it('say how many matching lines are of patterns that they leave out', () => {
    const lines = logOf('alpha', 'beta', 'beta', 'gamma');
    expect(summarise(lines, { limit: 1 })).toMatchObject({ read: 4, matched: 4, leftOut: 3 });
    expect(summarise(lines, { grep: /beta|gamma/, exclude: /gamma/ })).toMatchObject({
      read: 4,
      matched: 2,
      leftOut: 0,
    });
  });

  it('fill 2,000 characters at most, say what did not fit, and fill more where asked', () => {
    const names = 'ash birch cedar elm fir hazel larch maple oak pine rowan spruce willow yew'.split(' ');
    const lines = logOf(...names.map((name) => `ERROR ${name} ${name}s ${`${name} `.repeat(40)}`));
    const short = renderPatterns(summarise(lines));
    expect(short.join('\n').length).toBeLessThanOrEqual(2_000);
    const shown = short.length - 1;
    expect(short[0]).toBe(
      `14 lines read, 14 matched, ${14 - shown} left out; ${shown} patterns of 14, errors and rare ones first`,
    );
    expect(renderPatterns(summarise(lines), 8_000)).toHaveLength(15);
  });

  it('quote a long line from its message on, as it stands', () => {
    const text = `{"labels":"${'x'.repeat(900)}","level":"error","msg":"pool exhausted after 30s"}`;
    const [, line = ''] = renderPatterns(summarise(logOf(text)));
    expect(line).toContain('pool exhausted after 30s');
    expect(text).toContain(line.replace('1x error: …', '').replace(/…$/, ''));
    expect(line.length).toBeLessThan(330);
  });

  it('are the same for the same lines', () => {
    const lines = Array.from({ length: 3_000 }, (_, i) => ({
      text: `${i % 7 ? 'INFO' : 'ERROR'} user u${(i * 7) % 13} did ${['a', 'b', 'c', 'd', 'e'][i % 5]} in ${i} ms`,
    }));
    expect(renderPatterns(summarise(lines))).toEqual(renderPatterns(summarise(lines)));
  });
});
