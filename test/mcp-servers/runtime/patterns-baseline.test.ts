import { describe, expect, it } from '@jest/globals';
import { renderPatterns, summarise } from '../../../mcp-servers/runtime/patterns.ts';

const times = (n: number, text: (i: number) => string) => Array.from({ length: n }, (_, i) => ({ text: text(i) }));

describe('against a baseline window, log patterns', () => {
  const baseline = [
    ...times(100, (i) => `INFO served ${i}`),
    ...times(2, (i) => `ERROR payment ${i} declined`),
    ...times(4, (i) => `ERROR mail ${i} bounced`),
    ...times(5, () => 'INFO cache warmed'),
  ];
  const now = [
    ...times(50, (i) => `INFO served ${i}`),
    ...times(30, (i) => `ERROR payment ${i} declined`),
    ...times(4, (i) => `ERROR mail ${i} bounced`),
    ...times(40, (i) => `ERROR basket ${i} vanished`),
  ];

  it('are marked as new and gone or have their ratio: new ones first, then those that surge, gone ones last', () => {
    expect(renderPatterns(summarise(now, { baseline }))).toEqual([
      '124 lines read, 124 matched, 0 left out; 5 patterns, errors and rare ones first, compared with the window before',
      '40x error NEW: ERROR basket 39 vanished',
      '30x error 15x of the 2 before: ERROR payment 29 declined',
      '4x error 1x of the 4 before: ERROR mail 3 bounced',
      '50x info 0.5x of the 100 before: INFO served 49',
      '0x info GONE (5 before): INFO cache warmed',
    ]);
  });

  it('count lines of the window in question alone as read', () => {
    expect(summarise(now.slice(0, 3), { baseline })).toMatchObject({ read: 3, matched: 3, leftOut: 0 });
  });

  it('are known again where only words that vary differ', () => {
    const before = times(12, (i) => `WARN disk of ${['ash', 'oak', 'elm', 'fir'][i % 4]} is slow on this node today`);
    const { patterns } = summarise(
      times(1, () => 'WARN disk of yew is slow on this node today'),
      { baseline: before },
    );
    expect(patterns).toMatchObject([{ count: 1, before: 12 }]);
  });

  it('say nothing of it where there is none', () => {
    expect(summarise(now).patterns.every(({ before }) => before === undefined)).toBe(true);
  });
});
