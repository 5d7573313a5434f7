import { ToolError } from '../runtime/tool-error.ts';
import { chooseLogs } from './choose-logs.ts';
import { readLog } from './log-lines.ts';
import type { Cluster } from './read.ts';
import type { Snapshot } from './snapshot.ts';

const logTail = { lines: 200, bytes: 256 * 1_024 };

/** The ends of the logs that are worth reading, put into the snapshot in a fixed order. */
export async function readLogs(
  { cluster, names, signal }: { cluster: Cluster; names: Set<string>; signal: AbortSignal },
  snapshot: Snapshot,
): Promise<void> {
  await Promise.all(
    chooseLogs(snapshot, names).map(async ({ namespace, name, container, previous }) => {
      const options = { container, previous, tailLines: logTail.lines, limitBytes: logTail.bytes };
      try {
        const read = await readLog(cluster, { namespace, pod: name }, options, signal);
        snapshot.logs.push({ pod: `Pod/${namespace}/${name}`, container, ...read });
      } catch (error) {
        // A container that has not started has no log, and a node that is gone gives none: neither is a gap to report.
        if (!(error instanceof ToolError)) throw error;
        if (error.code === 'forbidden') {
          snapshot.unread.push({ resource: 'pods/log', namespace, words: error.message });
        }
      }
    }),
  );
  const order = (log: (typeof snapshot.logs)[number]): string => `${log.pod} ${log.container} ${log.previous}`;
  snapshot.logs.sort((a, b) => (order(a) < order(b) ? -1 : 1));
}
