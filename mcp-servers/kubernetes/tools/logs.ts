import { z } from 'zod';
import { defineTool } from '../../runtime/tool.ts';
import { ToolError } from '../../runtime/tool-error.ts';
import { resolveWindow, windowArguments } from '../../runtime/window.ts';
import type { Clusters } from '../clusters.ts';
import { streamsOf } from '../log-streams.ts';
import { podsMeant } from '../log-targets.ts';
import type { Pod } from '../objects.ts';
import { isReady, ref } from '../objects.ts';
import { readStreams } from '../read-streams.ts';
import { renderCompared, renderLogs } from '../render-logs.ts';

const mostPods = 20;
/** Whoever asks for plain lines without saying which wants the last ones. */
const plainTail = 200;
const hourMs = 60 * 60_000;
const dayMs = 24 * hourMs;
const notAsked = '(not asked for)';

/** Logs of one or many pods, by patterns, errors or lines. */
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
      tail: z
        .int()
        .min(1)
        .max(100_000)
        .optional()
        .describe('last lines of each container; default all, 200 in mode lines'),
      grep: z.string().max(200).optional().describe('regular expression, any case'),
      exclude: z.string().max(200).optional(),
      context_lines: z.int().min(0).max(20).optional(),
      mode: z.enum(['lines', 'errors', 'patterns']).optional(),
      baseline: z.boolean().optional().describe('patterns against the window before'),
    }),
    async run(args, { signal, now }) {
      const cluster = clusters.pick(args.context);
      const mode = args.mode ?? (args.grep && !args.baseline ? 'lines' : 'patterns');
      const compared = args.baseline === true && mode === 'patterns';
      const windowed = args.since !== undefined || args.until !== undefined || compared;
      const window = resolveWindow(args, now, compared ? hourMs : dayMs);
      const pods = (await podsMeant(clusters, cluster, args, signal)).sort(
        (a, b) => Number(isReady(a)) - Number(isReady(b)),
      );
      const within = withContainer(pods, args.container);
      const picked = within.slice(0, mostPods).map((pod) => ({ pod, ...streamsOf(pod, args) }));
      const left = [
        ...pods.filter((pod) => !within.includes(pod)).map((pod) => `${ref(pod)} (no container ${args.container})`),
        ...within.slice(mostPods).map((pod) => `${ref(pod)} (more than ${mostPods} pods)`),
        ...picked.flatMap(({ pod, skipped }) => skipped.map((name) => `${ref(pod)} container ${name} ${notAsked}`)),
      ];
      const plain = mode === 'lines' && args.grep === undefined && !windowed;
      const tailLines = args.tail ?? (plain ? plainTail : undefined);
      const { lines, read, notRead } = await readStreams(
        cluster,
        picked.flatMap(({ streams }) => streams),
        {
          tailLines,
          // A log cannot be asked for by its end: the window before and the window come in one reading.
          since: compared ? startBefore(window) : windowed ? window.since : undefined,
          until: args.until === undefined ? undefined : window.until,
          insist: args.previous === true,
          signal,
        },
      );
      if (read === 0) throw new ToolError('not_found', `no log could be read: ${[...notRead, ...left].join('; ')}`);
      const said = [...notRead, ...left].sort();
      const range = windowed ? window.text : tailLines ? `last ${tailLines} lines a container` : 'as far as it is kept';
      return {
        lines: [
          `logs of ${named(picked.map(({ pod }) => ref(pod)))}, ${range}`,
          ...(compared ? renderCompared(lines, window.since, args) : renderLogs(lines, { ...args, mode })),
          ...summed(said),
        ],
        structured: {
          examined: [`${lines.length} log lines of ${read} containers`],
          notChecked: said.filter((words) => !words.endsWith(notAsked)),
        },
      };
    },
  });
}

/** Pods that have the container, where it is named and any has it. */
function withContainer(pods: Pod[], container: string | undefined): Pod[] {
  if (container === undefined) return pods;
  const having = pods.filter(({ spec }) =>
    [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])].some(({ name }) => name === container),
  );
  return having.length > 0 ? having : pods;
}

/** The window before is as long as the one that is asked about. */
const startBefore = ({ since, until }: { since: Date; until: Date }): Date =>
  new Date(2 * since.getTime() - until.getTime());

function named(pods: string[]): string {
  const different = [...new Set(pods)];
  const more = different.length - 5;
  return `${different.slice(0, 5).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Twenty pods leave twenty sidecars unread: said in a few lines. */
function summed(said: string[]): string[] {
  const more = said.length - 8;
  return [
    ...said.slice(0, 8).map((words) => `not read: ${words}`),
    ...(more > 0 ? [`not read: ${more} more containers, likewise`] : []),
  ];
}
