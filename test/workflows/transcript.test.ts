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

const long = (letter: string) => `first line of ${letter}\n${letter.repeat(5_000)}`;

describe('the transcript inside its budget', () => {
  const transcript = [...turnWith('a', long('a')), ...turnWith('b', long('b')), ...turnWith('c', long('c'))];

  it('is left as it is where it fits', () => {
    expect(fitted(transcript, 20_000, new Set())).toEqual(transcript);
  });

  it('shortens the oldest results to one line that says what was there', () => {
    const short = fitted(transcript, 12_000, new Set());
    expect(sizeOf(short)).toBeLessThanOrEqual(12_000);
    const [, first] = short;
    expect(first?.kind === 'results' && first.results[0]?.text).toBe(
      '[left out to save room: 5016 characters, beginning: first line of a]',
    );
  });

  it('keeps what is cited, the newest results, and thinking as the model signed it', () => {
    const short = fitted(transcript, 6_000, new Set(['a']));
    const texts = short.flatMap((entry) => (entry.kind === 'results' ? entry.results.map((r) => r.text.length) : []));
    expect(texts[0]).toBe(5_016);
    expect(texts[1]).toBeLessThan(200);
    expect(texts[2]).toBe(5_016);
    expect(short.filter((entry) => entry.kind === 'turn').every((turn) => turn.content[0] === thinking)).toBe(true);
  });

  it('goes to rules with structure and to a language model without', () => {
    const structured = (entries: Entry[]) =>
      entries.flatMap((entry) => (entry.kind === 'results' ? entry.results.map((r) => r.structured) : []));
    expect(structured(asSeenBy('rules', transcript))).toEqual([{ rows: ['a'] }, { rows: ['b'] }, { rows: ['c'] }]);
    expect(structured(asSeenBy('some-model', transcript))).toEqual([undefined, undefined, undefined]);
  });
});
