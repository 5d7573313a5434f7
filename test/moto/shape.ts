import { z } from 'zod';

/**
 * What an answer is made of, without its values: each field's path and type. A list's elements are one element that has
 * the fields of all; fields without a value are not there.
 */
export function shapeOf(settled: PromiseSettledResult<unknown>): string[] {
  if (settled.status === 'rejected') return [errorShape(settled.reason)];
  return [...new Set(fields(settled.value, ''))].sort();
}

/** All that was answered, without what the SDK says of the request. */
export function valuesOf(settled: PromiseSettledResult<unknown>): unknown {
  if (settled.status === 'rejected') throw settled.reason;
  return { ...Object(settled.value), $metadata: undefined };
}

function fields(value: unknown, path: string): string[] {
  if (value === undefined || value === null) return [];
  if (value instanceof Date) return [`${path}: date`];
  if (Array.isArray(value)) return [`${path}[]`, ...value.flatMap((element) => fields(element, `${path}[]`))];
  if (typeof value !== 'object') return [`${path}: ${typeof value}`];
  return Object.entries(value)
    .filter(([name]) => name !== '$metadata')
    .flatMap(([name, inner]) => fields(inner, path === '' ? name : `${path}.${name}`));
}

const failure = z.object({ name: z.string(), $metadata: z.object({ httpStatusCode: z.number() }) });

/** An error by what a program tells it by. */
function errorShape(error: unknown): string {
  const { name, $metadata } = failure.parse(error);
  return `${name} (${$metadata.httpStatusCode})`;
}
