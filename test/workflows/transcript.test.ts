import { describe, expect, it } from '@jest/globals';
import type { Entry, ToolResult } from '../../workflows/contract.ts';
import { asSeenBy, fitted, sizeOf } from '../../workflows/transcript.ts';

const result = (callId: string, text: string): ToolResult => ({
  callId,
  tool: 'k8s_logs',
  args: {},
  text,
  isError: false,
  findings: [],
  structured: { rows: [callId] },
  notChecked: [],
  observedAt: '2026-05-12T09:40:00Z',
});

const thinking = { type: 'thinking', thinking: 'hm', signature: 'signed' } as const;

const turnWith = (callId: string, text: string): Entry[] => [
  { kind: 'turn', content: [thinking, { type: 'tool_use', id: callId, name: 'k8s_logs', input: {} }] },
  { kind: 'results', results: [result(callId, text)] },
];

const textsIn = (entries: Entry[]): string[] =>
  entries.flatMap((entry) => (entry.kind === 'results' ? entry.results.map(({ text }) => text) : []));

const scope = {
  window: { since: '2026-05-12T07:40:00Z', until: '2026-05-12T09:40:00Z' },
  now: '2026-05-12T09:40:00Z',
  timeZone: 'UTC',
  owners: [],
  inferred: [],
  notChecked: [],
};

const long = (letter: string) => `first line of ${letter}\n${letter.repeat(5_000)}`;

describe('the transcript inside its budget', () => {
  const transcript = [...turnWith('a', long('a')), ...turnWith('b', long('b')), ...turnWith('c', long('c'))];

  it('is left as it is where it fits', () => {
    expect(fitted(transcript, 20_000, new Map())).toEqual(transcript);
  });

  it('shortens the oldest results to one line that says what was there', () => {
    const short = fitted(transcript, 12_000, new Map());
    expect(sizeOf(short)).toBeLessThanOrEqual(12_000);
    const [, first] = short;
    expect(first?.kind === 'results' && first.results[0]?.text).toBe(
      '[left out to save room: 5016 characters, beginning: first line of a]',
    );
  });

  it('keeps what is cited, the newest results, and thinking as the model signed it', () => {
    const short = fitted(transcript, 12_000, new Map([['a', []]]));
    const texts = textsIn(short).map((text) => text.length);
    expect(texts[0]).toBe(5_016);
    expect(texts[1]).toBeLessThan(200);
    expect(texts[2]).toBe(5_016);
    expect(short.filter((entry) => entry.kind === 'turn').every((turn) => turn.content[0] === thinking)).toBe(true);
  });

  it('where all of it is cited, is cut to first lines and the lines that are cited, the first look as well', () => {
    const cited = `${'x'.repeat(3_000)}\nthe line that tells\n${'y'.repeat(3_000)}`;
    const briefing = { kind: 'briefing', question: 'why?', scope, firstLook: [result('first-1', cited)] } as const;
    const whole: Entry[] = [{ ...briefing, firstLook: [...briefing.firstLook] }, ...turnWith('a', cited)];
    const quotes = ['the line that tells'];
    const short = fitted(
      whole,
      2_000,
      new Map([
        ['first-1', quotes],
        ['a', quotes],
      ]),
    );
    expect(sizeOf(short)).toBeLessThan(2_000);
    const [first] = short;
    const texts = [...(first?.kind === 'briefing' ? first.firstLook.map(({ text }) => text) : []), ...textsIn(short)];
    expect(texts).toEqual(Array(2).fill(expect.stringMatching(/^the line that tells\n\[left out to save room: 6002 /)));
  });

  it('goes to rules with structure and to a language model without', () => {
    const structured = (entries: Entry[]) =>
      entries.flatMap((entry) => (entry.kind === 'results' ? entry.results.map((r) => r.structured) : []));
    expect(structured(asSeenBy('rules', transcript))).toEqual([{ rows: ['a'] }, { rows: ['b'] }, { rows: ['c'] }]);
    expect(structured(asSeenBy('some-model', transcript))).toEqual([undefined, undefined, undefined]);
  });
});
