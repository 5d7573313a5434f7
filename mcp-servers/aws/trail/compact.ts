import { stamp } from '../../runtime/window.ts';
import type { TrailRecord } from './record.ts';

/** Calls of one actor that say the same, told once. */
export interface Deed {
  first: Date;
  last: Date;
  count: number;
  record: TrailRecord;
}

/** Newest first. */
export function compact(records: TrailRecord[]): Deed[] {
  const deeds = new Map<string, Deed>();
  for (const record of records) {
    const { at, actor, action, target, error } = record;
    const key = [actor, action, target, error?.code].join('\n');
    const deed = deeds.get(key);
    if (deed === undefined) deeds.set(key, { first: at, last: at, count: 1, record });
    else {
      deed.count += 1;
      if (at < deed.first) deed.first = at;
      if (at > deed.last) deed.last = at;
    }
  }
  return [...deeds.values()].sort((a, b) => b.last.getTime() - a.last.getTime());
}

/** `2026-05-12T09:10:00Z anna ecs:UpdateService service=checkout desiredCount=0` */
export function deedLine({ first, last, count, record }: Deed): string {
  const { actor, action, target, error } = record;
  const times = count === 1 ? '' : ` ${count}x since ${stamp(first)}`;
  const failed = error ? ` failed: ${[error.code, error.message].filter(Boolean).join(': ').slice(0, 240)}` : '';
  return [`${stamp(last)}${times}`, actor, action, target].filter(Boolean).join(' ') + failed;
}

const refused = /AccessDenied|Unauthorized|NotAuthorized|Forbidden/i;
const throttled = /Throttl|TooManyRequests|RequestLimitExceeded|SlowDown|RateExceeded/i;

/** What a failed call means for what made it; undefined where it may be anything. */
export function failureOf({ error }: TrailRecord): 'permission-denied' | 'throttled' | undefined {
  if (error === undefined) return undefined;
  if (refused.test(error.code)) return 'permission-denied';
  return throttled.test(error.code) || /rate exceeded/i.test(error.message) ? 'throttled' : undefined;
}
