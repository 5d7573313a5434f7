import { z } from 'zod';

/**
 * What the servers' results hold beside their findings, as far as the rules read it. Each item is checked by itself: one
 * that looks different is passed over, and never stops an investigation.
 */
const change = z.object({
  /** RFC 3339: when it took effect, or was committed. */
  at: z.string(),
  kind: z.string(),
  repository: z.string(),
  sha: z.string().regex(/^[0-9a-f]{7,40}$/),
  title: z.string(),
  url: z.string().optional(),
  paths: z.array(z.string()).default([]),
  service: z.string().optional(),
  /** Of a deployment: where to, and how it ended. */
  environment: z.string().optional(),
  state: z.string().optional(),
  /** When it was committed, where `at` says when it was put out. */
  committedAt: z.string().optional(),
  /** Whether the server finds that it touches what was asked about. */
  relevant: z.boolean().optional(),
});
export type Change = z.infer<typeof change>;

const commit = z.object({
  sha: z.string().regex(/^[0-9a-f]{7,40}$/),
  title: z.string().default(''),
  repository: z.string().optional(),
  url: z.string().optional(),
  at: z.string().optional(),
  files: z.array(z.object({ path: z.string(), patch: z.string().optional() })),
});
export type Commit = z.infer<typeof commit>;

/** A call that changed something in the cloud, as its trail has it. */
const deed = z.object({ at: z.string(), author: z.string(), action: z.string(), target: z.string(), line: z.string() });
export type Deed = z.infer<typeof deed>;

const running = z.object({ name: z.string(), object: z.string(), commit: z.string().optional() });

type Structured = Record<string, unknown> | undefined;

export const changesIn = (structured: Structured): Change[] => each(change, structured?.changes);
export const deedsIn = (structured: Structured): Deed[] => each(deed, structured?.deeds);
export const commitsIn = (structured: Structured): Commit[] => each(commit, [structured]);
export const examinedIn = (structured: Structured): string[] => each(z.string(), structured?.examined);
export const recoveredIn = (structured: Structured): string[] => each(z.string(), structured?.recovered);
/** What an inventory says runs, with its commit where anything says so. */
export const runningIn = (structured: Structured): z.infer<typeof running>[] => each(running, structured?.inventory);

function each<Item>(schema: z.ZodType<Item>, value: unknown): Item[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item) => {
    const parsed = schema.safeParse(item);
    return parsed.success ? [parsed.data] : [];
  });
}
