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
const listItem = z.looseObject({ metadata: z.looseObject({ name: z.string() }) });

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
    items.push(share(withoutBulk({ ...listItem.parse(step.value), kind, apiVersion })));
  }
  const { metadata } = listAnswer.parse(step.value);
  return {
    items,
    ...(metadata.continue && { next: metadata.continue }),
    ...(metadata.remainingItemCount !== undefined && { remaining: metadata.remainingItemCount }),
  };
}
