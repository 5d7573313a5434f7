import { z } from 'zod';
import { levelOf } from '../../runtime/log-level.ts';
import { type LogLine, renderPatterns, summarise } from '../../runtime/patterns.ts';
import { defineTool } from '../../runtime/tool.ts';
import { ToolError } from '../../runtime/tool-error.ts';
import { resolveWindow, stamp, windowArguments } from '../../runtime/window.ts';
import type { Clusters } from '../clusters.ts';
import { readLog } from '../log-lines.ts';
import { podsMeant, type Stream, streamsOf } from '../log-targets.ts';
import { ref } from '../objects.ts';
import type { Cluster } from '../read.ts';

const mostPods = 20;
const bytes = 4 * 1_024 * 1_024;
const dayMs = 24 * 60 * 60_000;

interface Sourced extends LogLine {
  source: string;
}

export function logsTool(clusters: Clusters) {
  return defineTool({
    name: 'k8s_logs',
    title: 'Kubernetes logs',
    description:
      'Logs of a pod, a workload (deployment/name) or a selector, merged by time. The container and, when it crashes, its previous run are chosen by themselves. mode: patterns (default: counts with one line each, errors and rare ones first), errors, or lines (default with grep).',
    input: z.strictObject({
      pod: z.string().optional(),
      workload: z.string().optional(),
      selector: z.string().optional(),
      namespace: z.string().optional(),
      context: z.string().optional(),
      container: z.string().optional(),
      previous: z.boolean().optional(),
      ...windowArguments,
      tail: z.int().min(1).max(100_000).optional().describe('last lines of each container; default 2000'),
      grep: z.string().max(200).optional().describe('regular expression, any case'),
      exclude: z.string().max(200).optional(),
      context_lines: z.int().min(0).max(20).optional(),
      mode: z.enum(['lines', 'errors', 'patterns']).optional(),
    }),
    async run(args, { signal, now }) {
      const cluster = clusters.pick(args.context);
      const windowed = args.since !== undefined || args.until !== undefined;
      const window = resolveWindow(args, now, dayMs);
      const pods = await podsMeant(clusters, cluster, args, signal);
      const picked = pods.slice(0, mostPods).map((pod) => ({ pod, ...streamsOf(pod, args) }));
      const notRead = [
        ...pods.slice(mostPods).map((pod) => `${ref(pod)} (more than ${mostPods} pods)`),
        ...picked.flatMap(({ pod, skipped }) => skipped.map((name) => `${ref(pod)} container ${name} (not asked for)`)),
      ];
      const sinceTime = windowed ? stamp(window.since) : undefined;
      const reading = { tail: args.tail ?? 2_000, sinceTime, insist: args.previous === true, signal };
      const streams = picked.flatMap(({ streams: own }) => own);
      const answers = await Promise.all(streams.map((stream) => readStream(cluster, stream, reading)));
      const logs = answers.filter((answer) => typeof answer !== 'string');
      notRead.push(...answers.filter((answer) => typeof answer === 'string'));
      if (logs.length === 0) throw new ToolError('not_found', `no log could be read: ${notRead.join('; ')}`);
      const until = window.until.getTime();
      const read = inOrder(logs.flat()).filter(({ at }) => !windowed || !at || Date.parse(at) <= until);
      const header = `logs of ${[...new Set(picked.map(({ pod }) => ref(pod)))].slice(0, 5).join(', ')}${pods.length > 5 ? ` and ${pods.length - 5} more` : ''}${windowed ? `, ${window.text}` : `, last ${args.tail ?? 2_000} lines a container`}`;
      const said = notRead.sort().map((words) => `not read: ${words}`);
      return {
        lines: [header, ...render(read, args), ...said],
        structured: {
          examined: [`${read.length} log lines of ${logs.length} containers`],
          notChecked: notRead.filter((w) => !w.endsWith('(not asked for)')),
        },
      };
    },
  });
}

/** By time; lines of one moment stay as their containers were asked. Times differ in precision, so they are compared as numbers. */
function inOrder(lines: Sourced[]): Sourced[] {
  return lines
    .map((line) => ({ line, time: line.at ? Date.parse(line.at) : 0 }))
    .sort((a, b) => a.time - b.time)
    .map(({ line }) => line);
}

interface Reading {
  tail: number;
  sinceTime: string | undefined;
  /** The run before was asked for, and nothing else will do. */
  insist: boolean;
  signal: AbortSignal;
}

/** Lines, or why there are none in words. */
async function readStream(
  cluster: Cluster,
  { pod, container, previous }: Stream,
  { tail, sinceTime, insist, signal }: Reading,
): Promise<Sourced[] | string> {
  try {
    const place = { namespace: pod.metadata.namespace ?? '', pod: pod.metadata.name };
    const options = {
      container,
      previous,
      insist,
      tailLines: tail,
      limitBytes: bytes,
      ...(sinceTime && { sinceTime }),
    };
    const read = await readLog(cluster, place, options, signal);
    const source = `${pod.metadata.name}/${container}${read.previous ? ' (previous)' : ''}`;
    return read.lines.map((line) => ({ ...line, source }));
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    return `${ref(pod)} container ${container}${previous ? ' (previous)' : ''}: ${error.message}`;
  }
}

interface Shape {
  grep?: string | undefined;
  exclude?: string | undefined;
  context_lines?: number | undefined;
  mode?: 'lines' | 'errors' | 'patterns' | undefined;
}

function render(read: Sourced[], { grep, exclude, context_lines = 0, mode }: Shape): string[] {
  if (read.length === 0) return ['0 lines read: the log is empty in this range'];
  const wanted = grep === undefined ? undefined : expression(grep);
  const unwanted = exclude === undefined ? undefined : expression(exclude);
  const shape = mode ?? (grep ? 'lines' : 'patterns');
  if (shape === 'patterns') return renderPatterns(summarise(read, { grep: wanted, exclude: unwanted }));
  const sources = new Set(read.map(({ source }) => source));
  const hits = read.map(
    ({ text }) =>
      (!wanted || wanted.test(text)) && !unwanted?.test(text) && (shape !== 'errors' || levelOf(text) === 'error'),
  );
  const matched = hits.filter(Boolean).length;
  const near = (index: number): boolean =>
    hits.slice(Math.max(0, index - context_lines), index + context_lines + 1).some(Boolean);
  const shown = read.flatMap((line, index) => (near(index) ? [print(line, sources.size > 1)] : []));
  return [`${read.length} lines read, ${matched} matched, ${read.length - shown.length} left out`, ...shown];
}

const print = ({ at, text, source }: Sourced, several: boolean): string =>
  `${at ? `${at} ` : ''}${several ? `[${source}] ` : ''}${text}`;

/** A model's pattern that is no regular expression is meant literally. */
function expression(text: string): RegExp {
  try {
    return new RegExp(text, 'i');
  } catch {
    return new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'i');
  }
}
