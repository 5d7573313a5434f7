import { NotServed } from '../system.ts';
import type { Call } from './protocol/protocol.ts';
import { replay } from './recorded.ts';
import { emptyLists } from './services/empty.ts';
import type { Region } from './world.ts';

/** What the case recorded for an operation, else the empty list that a reachable account has; anything else is not served. */
export function recordedAnswer({ service, operation, input }: Call, region: Region): Record<string, unknown> {
  const key = `${service}/${operation}`;
  const recorded = region.responses.get(key);
  const empty = emptyLists[key];
  if (recorded === undefined) {
    if (empty) return empty;
    throw new NotServed(`${service} ${operation}`);
  }
  const found = replay(recorded, input);
  if (found) return withTimes(found);
  const [[list] = ['']] = Object.entries(empty ?? {});
  // A list that was recorded name by name, asked for whole.
  if (empty && Object.keys(input).length === 0 && list) return withTimes({ [list]: union(recorded, list) });
  throw new NotServed(`${service} ${operation} with ${JSON.stringify(input)}: no entry of ${key}.json fits`);
}

function union(recorded: NonNullable<ReturnType<Region['responses']['get']>>, list: string): unknown[] {
  const rows = recorded.flatMap((entry) => {
    const found = 'response' in entry ? entry.response[list] : undefined;
    return Array.isArray(found) ? found : [];
  });
  return [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()];
}

const timeField = /(?:^[dD]ate|Date|Time|Timestamp|^timestamp|At)$/;
const rfc3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;

/** Times that a case writes as RFC 3339 or seconds become dates, for each protocol to write its own way. */
export function withTimes(response: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(response).map(([name, value]) => [name, revive(name, value)]));
}

function revive(name: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((element) => revive('', element));
  if (value !== null && typeof value === 'object' && !(value instanceof Date)) {
    return Object.fromEntries(Object.entries(value).map(([field, inner]) => [field, revive(field, inner)]));
  }
  if (!timeField.test(name)) return value;
  if (typeof value === 'string' && rfc3339.test(value)) return new Date(value);
  return typeof value === 'number' && value > 1e9 && value < 1e11 ? new Date(value * 1_000) : value;
}
