import { isRecord } from './fields.ts';

/** Values at a JSONPath of the kind that printer columns use: `.spec.a`, `['b.c']`, `[0]`, `[*]`, `[?(@.type=="X")]`. */
export function jsonPath(value: unknown, path: string): unknown[] {
  let found: unknown[] = [value];
  const steps = path.matchAll(
    /\.((?:\\.|[^.[\]\\])+)|\[\*\]|\[(-?\d+)\]|\['([^']+)'\]|\[\?\(@\.([\w.]+)\s*==\s*["']([^"']*)["']\)\]/g,
  );
  for (const [all, key, index, quoted, test, wanted] of steps) {
    if (all === '[*]') found = found.flatMap((at) => (Array.isArray(at) ? at : isRecord(at) ? Object.values(at) : []));
    else if (index !== undefined) found = found.flatMap((at) => (Array.isArray(at) ? [at.at(Number(index))] : []));
    else if (test !== undefined) found = found.flatMap((at) => matching(at, test, wanted ?? ''));
    else found = found.flatMap((at) => child(at, quoted ?? (key ?? '').replace(/\\(.)/g, '$1')));
  }
  return found.filter((at) => at !== undefined);
}

function child(at: unknown, key: string): unknown[] {
  return isRecord(at) && key in at ? [at[key]] : [];
}

function matching(at: unknown, test: string, wanted: string): unknown[] {
  if (!Array.isArray(at)) return [];
  return at.filter((item) => {
    const value = test.split('.').reduce<unknown>((inner, key) => (isRecord(inner) ? inner[key] : undefined), item);
    return String(value) === wanted;
  });
}
