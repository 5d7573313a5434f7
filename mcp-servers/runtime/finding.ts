import { z } from 'zod';

/**
 * What a server recognised in what it read. Pure functions make findings, one file a family; the category is a word of
 * the closed list in docs/categories.md.
 */
export const finding = z.strictObject({
  /** Unique in one answer and the same for the same state, such as `image-not-found:Deployment/shop/cart`. */
  id: z.string(),
  category: z.string(),
  /** `Kind/namespace/name` (`-` where cluster-scoped), `aws:<service>/<name>` or `github:<owner>/<repo>`. */
  object: z.string(),
  severity: z.enum(['critical', 'warning', 'info']),
  /** One line that could stand as a root cause: the object, what is wrong and why; at most 300 characters. */
  title: z.string().max(300),
  /** RFC 3339 */
  since: z.string().optional(),
  /** How the cause brings about the symptom. */
  mechanism: z.string(),
  /** Lines that stand verbatim in the same answer's text. */
  evidence: z.array(z.string()).min(1),
  /** `id` of the finding that this one follows from. */
  causedBy: z.string().optional(),
  related: z.array(z.string()),
  /** The next call worth making. */
  next: z.strictObject({ tool: z.string(), args: z.record(z.string(), z.unknown()), why: z.string() }).optional(),
});
export type Finding = z.infer<typeof finding>;

/** One thing that runs, as a server lists it where a scope has to be found: workload, ECS service, log group, repository. */
export const inventoryItem = z.strictObject({
  /** The name people may use. */
  name: z.string(),
  object: z.string(),
  /** Other names that point to it: app labels, tags, container names. */
  aliases: z.array(z.string()),
  context: z.string().optional(),
  namespace: z.string().optional(),
  account: z.string().optional(),
  region: z.string().optional(),
  logGroups: z.array(z.string()).optional(),
  repository: z.string().optional(),
  images: z.array(z.string()).optional(),
  /** A SHA that a label, annotation, tag or image says is running. */
  commit: z.string().optional(),
});
export type InventoryItem = z.infer<typeof inventoryItem>;
