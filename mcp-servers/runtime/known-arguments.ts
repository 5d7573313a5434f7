import { z } from 'zod';
import { nearest } from './nearest.ts';
import type { Tool } from './tool.ts';

const schema = z.looseObject({
  properties: z.record(z.string(), z.unknown()).optional(),
  items: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
});

/** Deeper than any tool's arguments are. */
const deepest = 6;

/** Dotted paths of all arguments of a tool, list positions left out: `scope`, `scope.clusters`, `scope.clusters.context`. */
export function knownArguments(tool: Tool): string[] {
  return paths(z.toJSONSchema(tool.input, { io: 'input', unrepresentable: 'any' }), '', deepest);
}

function paths(given: unknown, at: string, left: number): string[] {
  const { data } = schema.safeParse(given);
  if (!data || left === 0) return [];
  const own = Object.entries(data.properties ?? {}).flatMap(([name, inner]) => {
    const path = at === '' ? name : `${at}.${name}`;
    return [path, ...paths(inner, path, left - 1)];
  });
  return [...new Set([...own, ...[data.items, ...(data.anyOf ?? [])].flatMap((inner) => paths(inner, at, left - 1))])];
}

/** The argument that an unknown one may have meant: a similar name in the same place, or the same name in another. */
export function meant(unknown: string, at: string, known: string[]): string | undefined {
  const prefix = at === '' ? '' : `${at}.`;
  const beside = known.filter((path) => path.startsWith(prefix) && !path.slice(prefix.length).includes('.'));
  const [similar] = nearest(
    unknown,
    beside.map((path) => path.slice(prefix.length)),
    1,
  );
  if (similar !== undefined) return `${prefix}${similar}`;
  return known.find((path) => path.split('.').at(-1) === unknown);
}
