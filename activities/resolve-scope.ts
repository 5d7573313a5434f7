import { z } from 'zod';
import { redact, redactDeep } from '../mcp-servers/runtime/redact.ts';
import type { Activities } from '../workflows/activities.ts';
import { type DiagnoseRequest, type Scope, scopeSchema } from '../workflows/contract.ts';
import { heartbeating } from './heartbeat.ts';
import { inferScope } from './scope/infer.ts';
import { type InventoryItem, inventoryItemSchema } from './scope/match.ts';
import type { ServicesFile } from './scope/services-file.ts';
import { isTimeZone } from './scope/time-zone.ts';
import { windowOf } from './scope/window.ts';
import type { Tools } from './tools.ts';

/** Listing what exists must not keep the thread waiting; what is not listed by then is said to be missing. */
const inventoryMs = 15_000;

interface ResolveScopeOptions {
  tools: Tools;
  services: ServicesFile;
  clock: () => Date;
}

/** Words, alert, services.yaml and the asker's time zone to one scope; what is inferred is marked as inferred. */
export function createResolveScope({ tools, services, clock }: ResolveScopeOptions): Activities['resolveScope'] {
  return ({ request }) =>
    heartbeating(async (signal) => {
      const [{ inventory, notChecked }, timeZone] = await Promise.all([
        inventoryOf(tools, signal),
        timeZoneOf(request, tools, signal),
      ]);
      const now = clock();
      const { inferred: windowWhy, ...window } = windowOf(request, now, timeZone);
      const found = inferScope(request, services, inventory, notChecked.length === 0);
      const inferred = windowWhy === undefined ? found.inferred : [...found.inferred, windowWhy];
      return scopeSchema.parse(
        redactDeep({ ...found, inferred, window, now: now.toISOString(), timeZone, notChecked } satisfies Scope),
      );
    });
}

const structuredSchema = z.object({
  inventory: z.array(inventoryItemSchema).default([]),
  notChecked: z.array(z.string()).default([]),
});

async function inventoryOf(
  tools: Tools,
  cancelled: AbortSignal,
): Promise<{ inventory: InventoryItem[]; notChecked: string[] }> {
  const signal = AbortSignal.any([cancelled, AbortSignal.timeout(inventoryMs)]);
  const lists = await Promise.all(
    (await tools.inventories()).map(async ({ server, tool, args }) => {
      const nothing = (why: string) => ({ inventory: [], notChecked: [`${server}: ${redact(why).slice(0, 300)}`] });
      try {
        const answer = await tools.call({ tool, args, signal });
        if (answer.isError) return nothing(answer.text);
        return structuredSchema.parse(answer.structured);
      } catch (error) {
        cancelled.throwIfAborted();
        return nothing(error instanceof Error ? error.message : String(error));
      }
    }),
  );
  return { inventory: lists.flatMap((list) => list.inventory), notChecked: lists.flatMap((list) => list.notChecked) };
}

const userSchema = z.object({ tz: z.string() });

/** The asker's own zone: what the request says, else what Slack knows, else UTC. */
async function timeZoneOf({ asker, thread }: DiagnoseRequest, tools: Tools, signal: AbortSignal): Promise<string> {
  if (asker?.timeZone && isTimeZone(asker.timeZone)) return asker.timeZone;
  if (!asker || !thread) return 'UTC';
  try {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(3_000)]);
    const answer = await tools.call({ tool: 'slack_user', args: { user: asker.id }, signal: limited });
    const { tz } = userSchema.parse(answer.structured);
    return isTimeZone(tz) ? tz : 'UTC';
  } catch {
    signal.throwIfAborted();
    return 'UTC';
  }
}
