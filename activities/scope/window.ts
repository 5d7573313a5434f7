import type { DiagnoseRequest, Window } from '../../workflows/contract.ts';
import { instantOf, wallClock } from './time-zone.ts';

/** Looked back from now where nothing says since when. */
const defaultMs = 2 * 3_600_000;
/** Before the moment that an alert or a person names: what brought it about comes first. */
const leadMs = 30 * 60_000;
/** At most, whatever is asked: 14 days. */
const longestMs = 14 * 24 * 3_600_000;

const units: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 };

export interface ReadWindow extends Window {
  /** Why this window, unless it was given. */
  inferred?: string;
}

/** The window of the question, in absolute time. A person's "since 14:00" is in the person's zone. */
export function windowOf(request: DiagnoseRequest, now: Date, zone: string): ReadWindow {
  const until = request.until ? new Date(request.until) : now;
  const since = request.since ? { at: new Date(request.since) } : startOf(request, until, zone);
  const earliest = Math.max(since.at.getTime(), until.getTime() - longestMs);
  const start = earliest < until.getTime() ? earliest : until.getTime() - defaultMs;
  return {
    since: new Date(start).toISOString(),
    until: until.toISOString(),
    ...('why' in since ? { inferred: since.why } : {}),
  };
}

function startOf(request: DiagnoseRequest, until: Date, zone: string): { at: Date; why?: string } {
  const said = saidIn(request.question, until, zone);
  if (said) return said;
  const fired = firedAt(request.alert, until);
  if (fired) return { at: new Date(fired.getTime() - leadMs), why: 'window from 30 minutes before the alert fired' };
  return { at: new Date(until.getTime() - defaultMs), why: 'window of the last 2 hours' };
}

/** "since 14:00", "at 09:30", "for 20 minutes", "last 3 hours", "yesterday", "earlier today". */
function saidIn(question: string, now: Date, zone: string): { at: Date; why: string } | undefined {
  const text = question.toLowerCase();
  const clock = /\b(?:since|at|from|around|about)\s+(\d{1,2}):(\d{2})\s*(utc|z)?/.exec(text);
  if (clock) {
    const inZone = clock[3] ? 'UTC' : zone;
    const at = lastTime(Number(clock[1]), Number(clock[2]), now, inZone);
    return {
      at: new Date(at.getTime() - leadMs),
      why: `window from 30 minutes before ${clock[1]}:${clock[2]} ${inZone}`,
    };
  }
  const span =
    /\b(?:last|past|for|over|since)\s+(?:the\s+|about\s+)?(\d+)?\s*(m|min|minutes?|h|hours?|d|days?|w|weeks?)\b/.exec(
      text,
    );
  if (span) {
    const length = Number(span[1] ?? 1) * (units[span[2]?.[0] ?? 'h'] ?? defaultMs);
    return {
      at: new Date(now.getTime() - length - leadMs),
      why: `window of ${span[1] ?? 'the last'} ${span[2]} and 30 minutes before`,
    };
  }
  if (/\byesterday\b/.test(text)) return { at: midnight(now, zone, 1), why: 'window from yesterday, 00:00' };
  if (/\btoday\b|\bthis morning\b|\btonight\b/.test(text)) {
    const at = Math.min(midnight(now, zone, 0).getTime(), now.getTime() - defaultMs);
    return { at: new Date(at), why: 'window from today, 00:00' };
  }
  return undefined;
}

/** The last moment at which that zone's clocks showed this time. */
function lastTime(hour: number, minute: number, now: Date, zone: string): Date {
  const today = instantOf({ ...wallClock(now, zone), hour, minute }, zone);
  if (today <= now) return today;
  return instantOf({ ...wallClock(new Date(now.getTime() - 86_400_000), zone), hour, minute }, zone);
}

function midnight(now: Date, zone: string, daysAgo: number): Date {
  const day = wallClock(new Date(now.getTime() - daysAgo * 86_400_000), zone);
  return instantOf({ ...day, hour: 0, minute: 0 }, zone);
}

const firedFields = [
  'startsAt',
  'fired_at',
  'firedAt',
  'StateChangeTime',
  'stateChangeTime',
  'triggered_at',
  'timestamp',
];

/** When an alert says that it fired, where that is in the past. */
function firedAt(alert: DiagnoseRequest['alert'], now: Date): Date | undefined {
  const times = valuesOf(alert, firedFields)
    .map((value) => new Date(value))
    .filter((at) => !Number.isNaN(at.getTime()) && at < now);
  return times[0];
}

/** The texts under these names, wherever they stand in the alert. */
export function valuesOf(alert: unknown, fields: readonly string[]): string[] {
  if (typeof alert !== 'object' || alert === null) return [];
  return Object.entries(alert).flatMap(([name, value]) => {
    if (typeof value === 'string') return fields.includes(name) ? [value] : [];
    return valuesOf(value, fields);
  });
}
