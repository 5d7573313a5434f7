import type { LogLine } from '../runtime/log-events.ts';
import { ToolError } from '../runtime/tool-error.ts';
import type { Cluster, LogOptions } from './read.ts';

const stamped = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d) ?(.*)$/s;

/**
 * What the API server answers with `timestamps=true`: a time, a space, the text. A kubelet writes nine decimals whatever
 * the runtime measured; what is kept of them is milliseconds, and nothing where they are zero.
 */
export function parseLog(body: string): LogLine[] {
  const lines = body.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((whole) => {
    const line = whole.endsWith('\r') ? whole.slice(0, -1) : whole;
    const match = stamped.exec(line);
    if (!match) return { text: whole };
    const [, seconds = '', decimals = '', zone = '', text = ''] = match;
    const ms = decimals.slice(0, 3).padEnd(3, '0');
    return { at: ms === '000' ? `${seconds}${zone}` : `${seconds}.${ms}${zone}`, text };
  });
}

/**
 * A container's log. Of a run before that the node has already thrown away, the current log is the nearest there is; not
 * so where the run before was asked for by name.
 */
export async function readLog(
  cluster: Cluster,
  { namespace, pod }: { namespace: string; pod: string },
  options: LogOptions & { insist?: boolean },
  signal: AbortSignal,
): Promise<{ lines: LogLine[]; previous: boolean; bytes: number }> {
  const { insist = false, ...asked } = options;
  const previous = asked.previous ?? false;
  try {
    return { ...parsed(await cluster.log(namespace, pod, asked, signal)), previous };
  } catch (error) {
    const gone = error instanceof ToolError && (error.code === 'invalid_arguments' || error.code === 'not_found');
    if (!gone || !previous || insist) throw error;
    return {
      ...parsed(await cluster.log(namespace, pod, { ...asked, previous: false }, signal)),
      previous: false,
    };
  }
}

const parsed = (body: string): { lines: LogLine[]; bytes: number } => ({
  lines: parseLog(body),
  bytes: Buffer.byteLength(body),
});
