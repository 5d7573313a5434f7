import { describe, expect, it } from '@jest/globals';
import { retryAfterMs } from '../../../../activities/models/anthropic/errors.ts';

describe('how long a server asks to wait', () => {
  const now = Date.parse('2026-03-02T10:00:00Z');

  it.each<[Record<string, string>, number | undefined]>([
    [{ 'retry-after': '2' }, 2_000],
    [{ 'retry-after': '0.5' }, 500],
    [{ 'retry-after-ms': '120', 'retry-after': '9' }, 120],
    [{ 'retry-after': 'Mon, 02 Mar 2026 10:00:30 GMT' }, 30_000],
    [{ 'retry-after': 'Mon, 02 Mar 2026 09:00:00 GMT' }, undefined],
    [{ 'retry-after': 'soon' }, undefined],
    [{}, undefined],
  ])('%j is %s ms', (headers, delay) => {
    expect(retryAfterMs(new Headers(headers), now)).toBe(delay);
  });
});
