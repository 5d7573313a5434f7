import { redact } from '../mcp-servers/runtime/redact.ts';
import type { Activities } from '../workflows/activities.ts';
import { heartbeating } from './heartbeat.ts';
import type { Tools } from './tools.ts';

/** Which tools there are now. A server that is away is named with the reason; it is no failure. */
export function createListTools({ tools }: { tools: Tools }): Activities['listTools'] {
  return () =>
    heartbeating(async () => {
      const catalogue = await tools.catalogue();
      return {
        ...catalogue,
        unreachable: catalogue.unreachable.map(({ server, reason }) => ({
          server,
          reason: redact(reason).slice(0, 300),
        })),
      };
    });
}
