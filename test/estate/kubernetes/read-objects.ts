import { join } from 'node:path';
import { z } from 'zod';
import { CaseError } from '../case.ts';
import { check, filesBelow, type Placed, readYamlDocuments } from '../read-file.ts';
import type { KubeObject } from './fields.ts';

/** An object with the place it was read from, for the messages of later checks. */
export interface ReadObject extends Placed<KubeObject> {
  file: string;
}

const objectSchema = z.looseObject({
  apiVersion: z.string().regex(/^(?:[a-z0-9.-]+\/)?v[a-z0-9]+$/, 'expected group/version'),
  kind: z.string().regex(/^[A-Z][A-Za-z0-9]*$/, 'expected a kind'),
  metadata: z.looseObject({
    name: z.string().min(1),
    namespace: z.string().min(1).optional(),
    labels: z.record(z.string(), z.string()).nullish(),
    annotations: z.record(z.string(), z.string()).nullish(),
  }),
});

const listSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string().regex(/^(?:[A-Z][A-Za-z0-9]*)?List$/),
  items: z.array(z.looseObject({})),
});

/** Every object below a folder `objects`: one or more documents a file, Lists taken apart. Throws CaseError. */
export async function readObjects(dir: string): Promise<ReadObject[]> {
  const read: ReadObject[] = [];
  for (const name of await filesBelow(dir)) {
    const file = join(dir, name);
    if (!/\.(?:ya?ml|json)$/.test(name)) throw new CaseError(file, 'expected a .yaml, .yml or .json file');
    for (const { line, value } of await readYamlDocuments(file)) {
      for (const object of takeApart(file, line, value)) read.push({ file, line, value: object });
    }
  }
  return read;
}

function takeApart(file: string, line: number, value: unknown): KubeObject[] {
  const asList = listSchema.safeParse(value);
  if (!asList.success) return [check(file, objectSchema, value, line)];
  const { apiVersion, kind, items } = asList.data;
  // The items of a typed list carry neither version nor kind: the list's own name tells.
  const own = kind === 'List' ? {} : { apiVersion, kind: kind.slice(0, -'List'.length) };
  return items.map((item) => check(file, objectSchema, { ...own, ...item }, line));
}
