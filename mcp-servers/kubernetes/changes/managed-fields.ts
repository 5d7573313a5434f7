import { z } from 'zod';
import type { AnyObject } from '../objects.ts';

/** What one manager last wrote to an object, by the paths of the fields that it owns since. */
export interface Written {
  manager: string;
  /** RFC 3339 */
  at: string;
  /** `spec.replicas`, `data.LOG_LEVEL`; shortened to where it branches out. */
  paths: string[];
}

const entry = z.object({
  manager: z.string().default('unknown'),
  time: z.string(),
  subresource: z.string().optional(),
  fieldsV1: z.record(z.string(), z.unknown()).default({}),
});

const mostPaths = 8;

/** Bookkeeping of controllers, which nobody would call a change. */
const bookkeeping =
  /^metadata\.(annotations\.(deployment\.kubernetes\.io|autoscaling\.alpha|kubectl\.kubernetes\.io\/last-applied|pv\.kubernetes\.io|volume\.|node\.alpha|control-plane\.alpha)|ownerReferences|finalizers|generateName)|^status/;

/** Writes to an object oldest first, without those to its status and the bookkeeping of controllers. */
export function writesTo(object: AnyObject): Written[] {
  return (object.metadata.managedFields ?? [])
    .flatMap((raw) => {
      const parsed = entry.safeParse(raw);
      if (!parsed.success || parsed.data.subresource === 'status') return [];
      const { manager, time, fieldsV1 } = parsed.data;
      const paths = pathsOf(fieldsV1).filter((path) => !bookkeeping.test(path));
      return paths.length > 0 ? [{ manager, at: time, paths }] : [];
    })
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

/** At most eight paths in words; where there are more, their parents. */
export function pathsInWords(paths: string[]): string {
  let shown = paths;
  for (let depth = 5; shown.length > mostPaths && depth > 1; depth -= 1) {
    shown = [...new Set(shown.map((path) => path.split('.').slice(0, depth).join('.')))];
  }
  const more = shown.length - mostPaths;
  return `${shown.slice(0, mostPaths).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** `f:spec` is a field, `k:{"name":"app"}` an item of a list by its key; `.` is the thing itself. */
function pathsOf(fields: Record<string, unknown>, prefix = ''): string[] {
  return Object.entries(fields).flatMap(([key, below]) => {
    if (key === '.') return [];
    const path = key.startsWith('f:')
      ? `${prefix}${prefix ? '.' : ''}${key.slice(2)}`
      : `${prefix}[${/"(?:name|type|containerPort|port)":"?([^",}]+)/.exec(key)?.[1] ?? '…'}]`;
    const inner = typeof below === 'object' && below !== null ? pathsOf({ ...below }, path) : [];
    return inner.length > 0 ? inner : [path];
  });
}
