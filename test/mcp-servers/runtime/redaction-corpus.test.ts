import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { redact, redactDeep } from '../../../mcp-servers/runtime/redact.ts';
import { leaks } from '../../fixtures/redaction/secrets.ts';

const useful = readFileSync(join(import.meta.dirname, '../../fixtures/redaction/useful.txt'), 'utf8')
  .trimEnd()
  .split('\n');

/** No run of the secret's own characters that would help anybody is left. */
const isGone = (secret: string, text: string): boolean => {
  const piece = 12;
  const flat = secret.replace(/\n/g, '');
  for (let i = 0; i + piece <= flat.length; i += 1) {
    const part = flat.slice(i, i + piece);
    if (!part.includes('-----') && text.includes(part)) return false;
  }
  return flat.length >= piece || !text.includes(flat);
};

describe.each(leaks)('$what', ({ text, secret }) => {
  const [before = '', after = ''] = text.split(secret);

  it('is removed, and what stands around it stays', () => {
    const left = redact(text);
    expect(isGone(secret, left)).toBe(true);
    expect(left.startsWith(before)).toBe(true);
    expect(left.endsWith(after)).toBe(true);
  });

  it('is removed from a log line, a JSON log line and a value of JSON', () => {
    const line = `2026-10-14T14:06:26Z ERROR place-order failed ${text}`;
    expect(isGone(secret, redact(line))).toBe(true);
    expect(redact(line)).toMatch(/^2026-10-14T14:06:26Z ERROR place-order failed /);
    const json = redact(JSON.stringify({ level: 'error', msg: text, order: 'ord_2a48a06675' }));
    expect(isGone(secret, json) && isGone(JSON.stringify(secret).slice(1, -1), json)).toBe(true);
    expect(JSON.parse(json)).toMatchObject({ level: 'error', order: 'ord_2a48a06675' });
    expect(isGone(secret, JSON.stringify(redactDeep({ lines: [text] })))).toBe(true);
  });
});

describe('what is useful', () => {
  it.each(useful)('stays: %s', (line) => {
    expect(redact(line)).toBe(line);
    expect(redact(`before\n${line}\nafter`)).toBe(`before\n${line}\nafter`);
  });
});
