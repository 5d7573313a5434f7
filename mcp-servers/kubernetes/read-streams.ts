import type { LogLine } from '../runtime/log-events.ts';
import { ToolError } from '../runtime/tool-error.ts';
import { stamp } from '../runtime/window.ts';
import { readLog } from './log-lines.ts';
import type { Stream } from './log-streams.ts';
import { ref } from './objects.ts';
import type { Cluster } from './read.ts';

/** Of all containers together; a log is read whole where it fits, since the decisive line may stand anywhere. */
const mostBytes = 32 * 1_024 * 1_024;
const fewestBytes = 2 * 1_024 * 1_024;
/** What is read instead of a log that does not fit, so that its newest lines are there. */
const newestLines = 10_000;

export interface Sourced extends LogLine {
  /** `pod/container`, with ` (previous)` for the run before. */
  source: string;
}

export interface StreamOptions {
  tailLines: number | undefined;
  since: Date | undefined;
  until: Date | undefined;
  /** The run before was asked for, and nothing else will do. */
  insist: boolean;
  signal: AbortSignal;
}

export interface StreamsRead {
  /** Merged by time. */
  lines: Sourced[];
  /** Containers whose log was read. */
  read: number;
  /** Which were not, or not whole, and why. */
  notRead: string[];
}

/** The logs of many containers in one; one that cannot be read is said, and keeps the others from nothing. */
export async function readStreams(cluster: Cluster, streams: Stream[], options: StreamOptions): Promise<StreamsRead> {
  const limitBytes = Math.max(fewestBytes, Math.floor(mostBytes / Math.max(1, streams.length)));
  const logs = await Promise.all(streams.map((stream) => readStream(cluster, stream, { ...options, limitBytes })));
  const lists = logs.flatMap((log) => ('lines' in log ? [log.lines] : []));
  return {
    lines: lists.length === 1 ? (lists[0] ?? []) : merged(lists),
    read: lists.length,
    notRead: logs.flatMap(({ note }) => note ?? []),
  };
}

async function readStream(
  cluster: Cluster,
  { pod, container, previous }: Stream,
  { tailLines, since, until, insist, signal, limitBytes }: StreamOptions & { limitBytes: number },
): Promise<{ lines: Sourced[]; note?: string } | { note: string }> {
  const place = { namespace: pod.metadata.namespace ?? '', pod: pod.metadata.name };
  const options = { container, previous, insist, limitBytes, ...(since && { sinceTime: stamp(since) }) };
  const about = `${ref(pod)} container ${container}${previous ? ' (previous)' : ''}`;
  try {
    let { lines, previous: before, bytes } = await readLog(cluster, place, { ...options, tailLines }, signal);
    let note: string | undefined;
    // The limit cuts the newest lines away, which tell most of what goes on.
    if (bytes >= limitBytes && until === undefined && (tailLines ?? Number.POSITIVE_INFINITY) > newestLines) {
      ({
        lines,
        previous: before,
        bytes,
      } = await readLog(cluster, place, { ...options, tailLines: newestLines }, signal));
      note = `${about}: only its last ${lines.length} lines, it has more than ${Math.round(limitBytes / 2 ** 20)} MB; since and until reach the others`;
    } else if (bytes >= limitBytes) {
      note = `${about}: only its first ${Math.round(limitBytes / 2 ** 20)} MB in this range; a later since reaches the rest`;
    }
    const source = `${pod.metadata.name}/${container}${before ? ' (previous)' : ''}`;
    const inRange = until ? lines.filter(({ at }) => !at || Date.parse(at) <= until.getTime()) : lines;
    // The lines are of this read alone, so that tens of thousands need not be copied.
    return { lines: inRange.map((line) => Object.assign(line, { source })), ...(note && { note }) };
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return { note: `${about}: ${error.message}` };
  }
}

/** By time; what belongs to the line before it in its log, as a stack trace does, stays behind that line. */
function merged(lists: Sourced[][]): Sourced[] {
  const placed = lists.flatMap((lines) => {
    let head = '';
    return lines.map((line) => {
      if (line.at !== undefined && !/^\s|^Caused by: /.test(line.text)) head = line.at;
      return { head, line };
    });
  });
  // The sort is stable, so that lines of one moment keep the order of their log.
  placed.sort((a, b) => (a.head < b.head ? -1 : a.head > b.head ? 1 : 0));
  return placed.map(({ line }) => line);
}
