import { z } from 'zod';
import { NotServed } from '../system.ts';
import { AwsError } from './aws-error.ts';
import type { Caller } from './signature.ts';
import type { Region } from './world.ts';

/** Where and when an operation is answered. */
export interface Place {
  region: Region;
  caller: Caller;
  /** The incident's clock. */
  now: Date;
}

/** An operation with the parameters it knows. */
export interface Operation {
  run(operation: string, input: Record<string, unknown>, place: Place): Record<string, unknown>;
}

/** Parameters that are not in `input` are not served; a wrong value gets the service's own validation error. */
export function operation<Input extends z.ZodObject>(
  input: Input,
  answer: (input: z.output<Input>, place: Place) => Record<string, unknown>,
  invalid = 'InvalidParameterException',
): Operation {
  return {
    run(name, given, place) {
      const parsed = input.safeParse(given);
      if (parsed.success) return answer(parsed.data, place);
      for (const issue of parsed.error.issues) {
        if (issue.code === 'unrecognized_keys') throw new NotServed(`${issue.keys.join(', ')} of ${name}`);
      }
      throw new AwsError(invalid, z.prettifyError(parsed.error));
    },
  };
}

/** Seconds since the epoch, or RFC 3339 as the query protocol has it. */
export const time = z.union([
  z.number().transform((seconds) => new Date(seconds * 1_000)),
  z.iso.datetime({ offset: true }).transform((text) => new Date(text)),
]);

/** The query protocol writes numbers as text. */
export const count = z.coerce.number().int().min(1);

/**
 * One page of a list and the token of the next. A token is bound to its query: with another one it is refused, as AWS
 * does it.
 */
export function page<T>(
  items: T[],
  limit: number,
  token: string | undefined,
  query: unknown,
): { items: T[]; next?: string } {
  const print = fingerprint(query);
  let start = 0;
  if (token !== undefined) {
    const [at, of] = Buffer.from(token, 'base64url').toString('utf8').split(':');
    if (of !== print) throw new AwsError('InvalidParameterException', 'The specified nextToken is invalid.');
    start = Number(at);
  }
  const end = start + limit;
  const next = end < items.length ? Buffer.from(`${end}:${print}`).toString('base64url') : undefined;
  return next === undefined ? { items: items.slice(start, end) } : { items: items.slice(start, end), next };
}

function fingerprint(query: unknown): string {
  let hash = 5381;
  for (const character of JSON.stringify(query)) hash = (hash * 33 + (character.codePointAt(0) ?? 0)) >>> 0;
  return hash.toString(36);
}
