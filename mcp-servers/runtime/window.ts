import { z } from 'zod';
import type { Clock } from './clock.ts';
import { ToolError } from './tool-error.ts';

/** Spread into a tool's input: `z.strictObject({ ...windowArguments, ... })`. */
export const windowArguments = {
  since: z.string().optional().describe('15m, 2h, 1d, or RFC 3339 with zone'),
  until: z.string().optional().describe('as since; default now'),
};

export interface ResolvedWindow {
  since: Date;
  until: Date;
  /** For the answer's header: `2026-05-12T09:00:00Z to 2026-05-12T09:30:00Z (30m)`. */
  text: string;
}

/**
 * The window that was asked for, by the investigation's clock.
 *
 * @param defaultMs how far back a window without `since` reaches before its end
 * @throws ToolError invalid_arguments for a time without zone, a malformed one, or a start that is not before the end
 */
export function resolveWindow(
  args: { since?: string | undefined; until?: string | undefined },
  clock: Clock,
  defaultMs: number,
): ResolvedWindow {
  const now = clock();
  const until = args.until === undefined ? now : parseTime('until', args.until, now);
  const since = args.since === undefined ? new Date(until.getTime() - defaultMs) : parseTime('since', args.since, now);
  if (since.getTime() >= until.getTime()) {
    throw new ToolError(
      'invalid_arguments',
      `the window starts at ${stamp(since)}, not before its end ${stamp(until)}`,
      {
        hint: `now is ${stamp(now)}; since must be earlier than until`,
      },
    );
  }
  return { since, until, text: `${stamp(since)} to ${stamp(until)} (${duration(until.getTime() - since.getTime())})` };
}

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

function parseTime(name: string, given: string, now: Date): Date {
  const text = given.trim();
  if (text === 'now') return now;
  const ago = /^(\d{1,6})\s*([smhdw])$/.exec(text);
  if (ago) return new Date(now.getTime() - Number(ago[1]) * unitMs[ago[2] as keyof typeof unitMs]);
  const hint = `${name} is a duration before now (15m, 2h, 1d) or RFC 3339 with a zone, such as ${stamp(now)}`;
  if (/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?$/.test(text)) {
    throw new ToolError('invalid_arguments', `${name} '${text}' has no time zone, so it could be any of many`, {
      hint,
    });
  }
  const parsed = z.iso.datetime({ offset: true }).safeParse(text.replace(' ', 'T').toUpperCase());
  if (!parsed.success)
    throw new ToolError('invalid_arguments', `${name} '${text.slice(0, 40)}' is not a time`, { hint });
  return new Date(parsed.data);
}

/** RFC 3339 in UTC, to the second. */
export const stamp = (at: Date): string => at.toISOString().replace(/\.\d{3}Z$/, 'Z');

/** `45s`, `30m`, `2h 5m`, `3d 4h`: the two largest units. */
export function duration(ms: number): string {
  const seconds = Math.round(Math.abs(ms) / 1_000);
  const parts: [number, string][] = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3_600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's'],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  if (first < 0) return '0s';
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count}${unit}`)
    .join(' ');
}
