import { z } from 'zod';
import { itemsOf } from './list-items.ts';
import type { AnyObject } from './objects.ts';
import type { Resource } from './read.ts';
import { sharing } from './sharing.ts';
import { withoutBulk } from './without-bulk.ts';

const listAnswer = z.object({
  metadata: z.object({ continue: z.string().optional(), remainingItemCount: z.number().optional() }).default({}),
  items: z.array(z.unknown()).nullish(),
});

export interface Listed<Kind> {
  items: Kind[];
  /** Where the list goes on, if it was not read to its end. */
  next?: string;
  /** How many come after that, where the API server counted them. */
  remaining?: number;
}

/** A page of a list, each item as it is kept. */
export function pageOf({ kind, apiVersion }: Resource, body: string): Listed<AnyObject> {
  const reading = itemsOf(body);
  const share = sharing();
  const items: AnyObject[] = [];
  let step = reading.next();
  for (; !step.done; step = reading.next()) {
    const item = step.value;
    if (!isNamed(item)) throw new TypeError(`an item of the list of ${kind} has no name`);
    // Items of a list say neither their kind nor their version.
    items.push(share(withoutBulk({ ...item, kind, apiVersion })));
  }
  const { metadata } = listAnswer.parse(step.value);
  return {
    items,
    ...(metadata.continue && { next: metadata.continue }),
    ...(metadata.remainingItemCount !== undefined && { remaining: metadata.remainingItemCount }),
  };
}

/** By hand, since a schema takes longer over the fields of a thousand objects than their parsing does. */
const isNamed = (item: unknown): item is Pick<AnyObject, 'metadata'> =>
  isObject(item) && isObject(item.metadata) && typeof item.metadata.name === 'string';

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
