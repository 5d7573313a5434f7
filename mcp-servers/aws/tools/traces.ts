import { z } from 'zod';
import { defineTool } from '../../runtime/tool.ts';
import { resolveWindow } from '../../runtime/window.ts';
import { placeArguments, windowArguments } from '../arguments.ts';
import { placeName } from '../config.ts';
import type { Connection } from '../connection.ts';
import { traceLines } from '../findings/traces.ts';
import { choose } from '../places.ts';
import { Unread } from '../read/unread.ts';
import { seconds } from '../traces/critical-path.ts';
import { worstTraces } from '../traces/worst.ts';

const input = z.strictObject({
  names: z.array(z.string()).optional().describe('services on the path'),
  ...windowArguments,
  ...placeArguments,
});

const hour = 3_600_000;

export const tracesTool = (connections: Connection[]) =>
  defineTool({
    name: 'aws_traces',
    title: 'Traces',
    description:
      'X-Ray: the worst traces, failed before slow, with critical path and what differs from before the window.',
    input,
    async run({ names = [], ...args }, { now, signal }) {
      const window = resolveWindow(args, now, hour);
      const chosen = choose(connections, args.account || args.region ? [args] : []);
      const unread = new Unread();
      const parts = await Promise.all(
        chosen.map(async (connection) => {
          const seen = await unread.attempt('traces', () => worstTraces(connection, names, window, signal));
          if (!seen) return [];
          const where = placeName(connection.place);
          if (seen.more) unread.note(`${where}: traces past the first ${seen.read}, narrow the window`);
          const header = `${where}, ${window.text}: ${seen.read} traces, ${seen.failed} failed, the slowest ${seconds(seen.p99)}`;
          return [header, ...seen.worst.flatMap(traceLines)];
        }),
      );
      if (unread.onlyFailure) throw unread.onlyFailure;
      return {
        lines: [...parts.flat(), ...unread.reasons.map((reason) => `not checked: ${reason}`)],
        structured: {
          window: { since: window.since.toISOString(), until: window.until.toISOString() },
          notChecked: unread.reasons,
        },
      };
    },
  });
