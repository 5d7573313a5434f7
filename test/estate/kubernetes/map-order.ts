import { isRecord } from './fields.ts';

/** Fields that are maps with keys of anybody's choice, where other objects have fields of their own in their own order. */
const maps = new Set([
  'allocatable',
  'annotations',
  'binaryData',
  'capacity',
  'data',
  'default',
  'defaultRequest',
  'hard',
  'labels',
  'limits',
  'matchLabels',
  'nodeSelector',
  'requests',
  'selector',
  'used',
]);

/** The value with its maps sorted by key, as the API server writes them whatever order they came in. */
export function inMapOrder<Value>(value: Value): Value;
export function inMapOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => inMapOrder(item));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [key, maps.has(key) ? sorted(field) : inMapOrder(field)]),
  );
}

/** A map of text. Deeper ones are no such map after all, as a workload's selector. */
function sorted(map: unknown): unknown {
  if (!isRecord(map) || Object.values(map).some((value) => typeof value === 'object')) return inMapOrder(map);
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}
