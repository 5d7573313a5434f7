import { z } from 'zod';

/** The `scope` argument of every first-look tool. Empty lists mean: whatever the allow-lists permit. */
export const scopeArgument = z
  .strictObject({
    service: z.string().optional(),
    names: z.array(z.string()).optional(),
    clusters: z.array(z.strictObject({ context: z.string(), namespaces: z.array(z.string()).optional() })).optional(),
    accounts: z.array(z.strictObject({ account: z.string(), regions: z.array(z.string()).optional() })).optional(),
    log_groups: z.array(z.string()).optional(),
    repositories: z.array(z.strictObject({ repository: z.string(), paths: z.array(z.string()).optional() })).optional(),
  })
  .describe('what the question is about; see the server instructions');

export type ScopeArgument = z.infer<typeof scopeArgument>;
