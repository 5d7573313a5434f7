import { describe, expect, it } from '@jest/globals';
import { PatternMiner } from '../../../mcp-servers/runtime/patterns/miner.ts';
import { type LogLine, renderPatterns, summarise } from '../../../mcp-servers/runtime/patterns.ts';

const words = 'order basket cart user session token quota stock price mail route shard lease batch'.split(' ');
const word = (i: number): string => words[i % words.length] ?? '';

/** Ordinary lines of 200 characters, a tenth of them errors and warnings of 40 kinds that are always there. */
function ordinary(i: number): string {
  const stamp = new Date(Date.UTC(2026, 4, 12) + i * 37).toISOString();
  const id = ((i * 2_654_435_761) % 4_294_967_296).toString(16);
  const tail = `trace=${id}${id} pod=checkout-${id}-x2x4z path=/api/v1/${word(i)}/${i}/items agent="probe/${i % 9}.1" zone=eu-${i % 3}`;
  if (i % 20 === 7)
    return `${stamp} ERROR [worker-${i % 8}] shop.${word(i)}: could not refresh ${word(i)} ${i} again ${tail}`;
  if (i % 20 === 3)
    return `${stamp} WARN [worker-${i % 8}] shop.${word(i * 3)}: slow ${word(i * 3)} of ${i % 900} ms ${tail}`;
  return `${stamp} INFO [worker-${i % 8}] shop.${word(i * 5)}: served ${word(i * 5)} ${i} in ${i % 90} ms for user${i % 997} ${tail}`;
}

const decisive = [
  'FATAL: remaining connection slots are reserved for non-replication superuser connections',
  'ERROR config: required environment variable LEDGER_URL is not set',
  'INFO leader: lost the lease, stepping down',
];

function* log(lines: number, inserted: Map<number, string>): Generator<LogLine> {
  for (let i = 0; i < lines; i += 1) yield { text: inserted.get(i) ?? ordinary(i) };
}

describe('a log of 24 MB', () => {
  it('has its decisive lines in 2,000 characters, wherever they stand, even one that is no error', () => {
    const lines = 24_000_000 / 200;
    const [first = '', middle = '', last = ''] = decisive;
    const inserted = new Map([
      [0, first],
      [Math.floor(lines * 0.61), middle],
      [lines - 1, last],
    ]);
    let characters = 0;
    const summary = summarise(
      (function* () {
        for (const line of log(lines, inserted)) {
          characters += line.text.length + 1;
          yield line;
        }
      })(),
    );
    expect(characters).toBeGreaterThan(24_000_000);
    const answer = renderPatterns(summary).join('\n');
    expect(answer.length).toBeLessThanOrEqual(2_000);
    for (const line of decisive) expect(answer).toContain(line);
    expect(summary).toMatchObject({ read: lines, matched: lines });
  });
});

describe('memory', () => {
  it('holds a bounded number of patterns however many kinds of lines there are, errors longest', () => {
    const miner = new PatternMiner();
    miner.add({ text: decisive[0] ?? '' });
    const letters = (i: number): string => i.toString(26).replace(/\d/g, (digit) => 'qrstuvwxyz'[Number(digit)] ?? '');
    for (let i = 0; i < 12_000; i += 1) {
      const noise = Array.from({ length: 2 + (i % 11) }, (_, n) => letters((i + 1) * (n + 3) * 7_919));
      miner.add({ text: `INFO ${noise.join(' ')}` });
    }
    const tallies = miner.tallies();
    expect(tallies.length).toBeLessThanOrEqual(6_000);
    expect(tallies[0]).toMatchObject({ example: decisive[0], count: 1 });
    expect(miner.matched).toBe(12_001);
  });
});
