import { ToolError } from '../runtime/tool-error.ts';
import { stamp } from '../runtime/window.ts';
import { chooseLogs, type LogChoice } from './choose-logs.ts';
import { readLog } from './log-lines.ts';
import type { Pod } from './objects.ts';
import type { Cluster } from './read.ts';
import type { Snapshot } from './snapshot.ts';

const newest = { tailLines: 500, limitBytes: 256 * 1_024 };
/** Of a window that is over: from its start on, since nothing can be asked for by its end. */
const pastBytes = 2 * 1_024 * 1_024;
const justNowMs = 60_000;

interface Chosen {
  cluster: Cluster;
  names: Set<string>;
  signal: AbortSignal;
  /** Whose logs are worth reading at all. */
  logsOf: (snapshot: Snapshot, pod: Pod) => boolean;
}

/** The ends of the logs that are worth reading, put into the snapshot in a fixed order. */
export async function readLogs({ cluster, names, signal, logsOf }: Chosen, snapshot: Snapshot): Promise<void> {
  await readChosen({ cluster, signal }, snapshot, chooseLogs(snapshot, names, logsOf));
}

/** The ends of these logs. */
export async function readChosen(
  { cluster, signal }: Pick<Chosen, 'cluster' | 'signal'>,
  snapshot: Snapshot,
  choices: LogChoice[],
): Promise<void> {
  const { since, until } = snapshot.window;
  const isPast = snapshot.now.getTime() - until.getTime() > justNowMs;
  const range = isPast ? { sinceTime: stamp(since), limitBytes: pastBytes } : newest;
  await Promise.all(
    choices.map(async ({ namespace, name, container, previous }) => {
      try {
        const options = { container, previous, ...range };
        const read = await readLog(cluster, { namespace, pod: name }, options, signal);
        const lines = read.lines.filter(({ at }) => !isPast || !at || Date.parse(at) <= until.getTime());
        snapshot.logs.push({
          pod: `Pod/${namespace}/${name}`,
          container,
          previous: read.previous,
          lines: lines.slice(-newest.tailLines),
        });
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
