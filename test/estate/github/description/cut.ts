/** A JSON Schema as OpenAPI 3.0 writes it, or a reference to one. */
export type Schema = { [key: string]: unknown };

export interface Operation {
  parameters?: unknown[];
  requestBody?: Schema;
  responses: Record<string, Schema>;
}

/** What is used of an OpenAPI document. */
export interface Description {
  paths: Record<string, Record<string, unknown>>;
  components: Record<string, Record<string, unknown>>;
}

/** Where what we ask begins. */
const inUse = /^\/(?:app|installation|repos\/\{owner\}\/\{repo\}|search|user|orgs|rate_limit)(?:\/|$)/;
const methods = ['get', 'post'];

/** Leaves out what other routes, examples and prose take: a fifteenth remains. */
export function cut({ paths, components }: Description): Description {
  const kept = Object.entries(paths)
    .filter(([path]) => inUse.test(path))
    .map(([path, item]) => [path, only(item, [...methods, 'parameters'])]);
  const part: Description = { paths: bare(Object.fromEntries(kept)) as Description['paths'], components: {} };
  const open = referencesIn(part.paths);
  const seen = new Set<string>();
  for (let reference = open.pop(); reference !== undefined; reference = open.pop()) {
    if (seen.has(reference)) continue;
    seen.add(reference);
    const [, , kind = '', name = ''] = reference.split('/');
    const found = bare(components[kind]?.[name]);
    part.components[kind] = { ...part.components[kind], [name]: found };
    open.push(...referencesIn(found));
  }
  return part;
}

const only = (of: Record<string, unknown>, names: string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(of).filter(([name]) => names.includes(name)));

const prose = [
  'description',
  'example',
  'examples',
  'externalDocs',
  'summary',
  'title',
  'x-github',
  'headers',
  'default',
];

/** Without prose, and with `nullable` as JSON Schema says it. The names of properties are no keywords. */
function bare(value: unknown, areNames = false): unknown {
  if (Array.isArray(value)) return value.map((item) => bare(item));
  if (typeof value !== 'object' || value === null) return value;
  const kept: Schema = Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => areNames || !prose.includes(key))
      .map(([key, inner]) => [key, bare(inner, key === 'properties' && !areNames)]),
  );
  if (areNames || kept.nullable !== true || kept.type !== undefined) return kept;
  const { nullable: _, ...schema } = kept;
  return { anyOf: [schema, { type: 'null' }] };
}

function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' && typeof inner === 'string' ? [inner] : referencesIn(inner),
  );
}
