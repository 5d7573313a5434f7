import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { CaseError } from '../case.ts';
import { AwsError } from './aws-error.ts';
import { folders } from './world.ts';

const entry = z.union([
  z.strictObject({ when: z.record(z.string(), z.unknown()), response: z.record(z.string(), z.unknown()) }),
  z.strictObject({
    when: z.record(z.string(), z.unknown()),
    error: z.strictObject({ name: z.string(), message: z.string().default(''), status: z.int().default(400) }),
  }),
]);
export type Recorded = z.infer<typeof entry>;

/** By `service/Operation`. */
export type Responses = Map<string, Recorded[]>;

export async function loadResponses(root: string): Promise<Responses> {
  const responses: Responses = new Map();
  for (const service of await folders(root)) {
    for (const file of (await readdir(join(root, service))).sort()) {
      if (!file.endsWith('.json')) continue;
      const path = join(root, service, file);
      responses.set(`${service}/${file.slice(0, -'.json'.length)}`, await loadEntries(path));
    }
  }
  return responses;
}

async function loadEntries(path: string): Promise<Recorded[]> {
  try {
    return z.array(entry).parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    throw new CaseError(path, error instanceof z.ZodError ? z.prettifyError(error) : String(error));
  }
}

/** The answer of the first entry whose `when` is a subset of the request, or undefined; throws its error. */
export function replay(entries: Recorded[], request: Record<string, unknown>): Record<string, unknown> | undefined {
  const found = entries.find((candidate) => isSubset(candidate.when, request));
  if (found === undefined) return undefined;
  if ('error' in found) throw new AwsError(found.error.name, found.error.message, found.error.status);
  return found.response;
}

/**
 * Every field of `part` stands in `whole`; of a list, every element of `part` equals one of `whole`. A name matches the
 * ARN that ends in it, and a number its decimal text, since requests use either.
 */
export function isSubset(part: unknown, whole: unknown): boolean {
  if (Array.isArray(part)) {
    return Array.isArray(whole) && part.every((element) => whole.some((candidate) => isSubset(element, candidate)));
  }
  if (part !== null && typeof part === 'object') {
    if (whole === null || typeof whole !== 'object') return false;
    const fields = new Map(Object.entries(whole));
    return Object.entries(part).every(([name, value]) => isSubset(value, fields.get(name)));
  }
  if (part === null || whole === null || whole === undefined || typeof whole === 'object') return part === whole;
  return sameName(String(part), String(whole));
}

/** Equal, or one is an ARN (of a cluster, service, task, task definition) that ends in the other. */
export function sameName(a: string, b: string): boolean {
  return a === b || tail(a) === b || tail(b) === a;
}

/** What stands behind the last slash of an ARN. */
export function tail(name: string): string {
  return name.startsWith('arn:') ? (name.split('/').at(-1) ?? name) : name;
}
