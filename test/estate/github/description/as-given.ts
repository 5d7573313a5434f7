import type { Description, Schema } from './cut.ts';

/**
 * The schemas of answers for a server that leaves fields out. The estate gives what its clients and ours read, a tenth of
 * what GitHub sends: no field is required here, but each that is given has to be one that GitHub has, and of its type.
 */
export function asGiven({ paths, components }: Description): Description {
  const parts = new Set(partsOfAll(components));
  const schemas = Object.entries(components.schemas ?? {}).map(([name, schema]) => [
    name,
    given(schema, parts.has(`#/components/schemas/${name}`)),
  ]);
  const changed = given(components) as Description['components'];
  return {
    paths: given(paths) as Description['paths'],
    components: { ...changed, schemas: Object.fromEntries(schemas) },
  };
}

/** Schemas that others are put together from: what one of them lacks, the next one has. */
function partsOfAll(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(partsOfAll);
  if (typeof value !== 'object' || value === null) return [];
  const { allOf } = value as { allOf?: { $ref?: string }[] };
  const own = Array.isArray(allOf) ? allOf.flatMap(({ $ref: reference }) => reference ?? []) : [];
  return [...own, ...Object.values(value).flatMap(partsOfAll)];
}

function given(value: unknown, isPart = false): unknown {
  if (Array.isArray(value)) return value.map((item) => given(item, isPart));
  if (typeof value !== 'object' || value === null) return value;
  // Without required fields several kinds can fit what one was meant to.
  const { required, oneOf, ...schema } = value as Schema;
  const anyOf = oneOf ?? schema.anyOf;
  const isWhole = schema.properties !== undefined && schema.allOf === undefined && anyOf === undefined && !isPart;
  const inner = Object.entries({ ...schema, ...(anyOf !== undefined && { anyOf }) }).map(([key, child]) => [
    key,
    key === 'properties'
      ? properties(child)
      : given(child, key === 'allOf' || (key === 'anyOf' && schema.properties !== undefined)),
  ]);
  return {
    // A field may be called `required`, or a parameter be it.
    ...(required !== undefined && !Array.isArray(required) && { required }),
    ...(isWhole && { additionalProperties: false }),
    ...Object.fromEntries(inner),
  };
}

const properties = (named: unknown): unknown =>
  Object.fromEntries(Object.entries(named as Schema).map(([name, schema]) => [name, given(schema)]));
