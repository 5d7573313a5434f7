import { z } from 'zod';
import { scopeArgument } from '../runtime/scope.ts';

/*
 * Definitions are read by the model on every turn: what all tools have in common is explained once, in the server's
 * instructions, and not again in each schema.
 */

export const windowArguments = { since: z.string().optional(), until: z.string().optional() };

export const placeArguments = { account: z.string().optional(), region: z.string().optional() };

/** A scope as every first look takes it; what concerns other systems is let through unread. */
export const scope = z.strictObject({
  ...scopeArgument.shape,
  clusters: z.unknown().optional(),
  repositories: z.unknown().optional(),
});
export type Scope = z.infer<typeof scope>;
