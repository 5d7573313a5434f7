import { describe, expect, it } from '@jest/globals';
import { clockFrom } from '../../../mcp-servers/runtime/clock.ts';
import { ToolError } from '../../../mcp-servers/runtime/tool-error.ts';
import { duration, resolveWindow } from '../../../mcp-servers/runtime/window.ts';

const clock = clockFrom({ SRE_AGENT_CLOCK: '2026-05-12T11:40:00+02:00' });
const textOf = (since?: string, until?: string) => resolveWindow({ since, until }, clock, 3_600_000).text;

describe('a window', () => {
  it.each([
    [undefined, undefined, '2026-05-12T08:40:00Z to 2026-05-12T09:40:00Z (1h)'],
    ['15m', undefined, '2026-05-12T09:25:00Z to 2026-05-12T09:40:00Z (15m)'],
    ['1d', '2h', '2026-05-11T09:40:00Z to 2026-05-12T07:40:00Z (22h)'],
    ['2026-05-12T09:00:00Z', 'now', '2026-05-12T09:00:00Z to 2026-05-12T09:40:00Z (40m)'],
    ['2026-05-12 11:00:00+02:00', undefined, '2026-05-12T09:00:00Z to 2026-05-12T09:40:00Z (40m)'],
    [undefined, '2026-05-12T09:00:00.5Z', '2026-05-12T08:00:00Z to 2026-05-12T09:00:00Z (1h)'],
  ])('since %s until %s is %s', (since, until, text) => {
    expect(textOf(since, until)).toBe(text);
  });

  it.each([
    ['2026-05-12T09:00:00', undefined, 'has no time zone'],
    ['yesterday', undefined, "since 'yesterday' is not a time"],
    ['2026-13-45T09:00:00Z', undefined, 'is not a time'],
    ['15m', '1h', 'the window starts at 2026-05-12T09:25:00Z, not before its end 2026-05-12T08:40:00Z'],
    ['0m', undefined, 'not before its end'],
  ])('since %s until %s is refused: %s', (since, until, message) => {
    expect(() => textOf(since, until)).toThrow(message);
    expect(() => textOf(since, until)).toThrow(ToolError);
  });

  it('says durations in their two largest units', () => {
    expect([0, 45_000, 5_400_000, 90_061_000].map(duration)).toEqual(['0s', '45s', '1h 30m', '1d 1h']);
  });

  it('refuses a clock without a zone', () => {
    expect(() => clockFrom({ SRE_AGENT_CLOCK: '2026-05-12T09:40:00' })).toThrow('expected RFC 3339 with a zone');
  });
});
