import { z } from 'zod';
import { defineTool } from '../../runtime/tool.ts';
import { ToolError } from '../../runtime/tool-error.ts';
import { resolveWindow, stamp, windowArguments } from '../../runtime/window.ts';
import { type Clusters, readInside } from '../clusters.ts';
import { readEvents } from '../events.ts';
import { type EventGroup, groupEvents } from '../group-events.ts';
import type { AnyObject, ClusterEvent } from '../objects.ts';
import type { Cluster } from '../read.ts';
import { resources } from '../resources.ts';

const defaultWindowMs = 60 * 60_000;
const most = 60;
const mostNamed = 9;

export function eventsTool(clusters: Clusters) {
  return defineTool({
    name: 'k8s_events',
    title: 'Kubernetes events',
    description:
      'Events of a window grouped by reason, object and message pattern, with count, first and last; warnings first.',
    input: z.strictObject({
      namespace: z.string().optional(),
      context: z.string().optional(),
      object: z.string().optional().describe('a name, or Kind/name'),
      reason: z.string().optional(),
      warnings_only: z.boolean().optional(),
      ...windowArguments,
    }),
    async run({ namespace, context, object, reason, warnings_only, since, until }, { signal, now }) {
      const cluster = clusters.pick(context);
      const window = resolveWindow({ since, until }, now, defaultWindowMs);
      const spaces = namespace ? [namespace] : clusters.allowedNamespaces;
      const { events, notChecked } = await readInside(
        { clusters, cluster, namespace, signal },
        () => readSelected(cluster, spaces, { reason, warnings_only }, signal),
        (read) => read.events.length === 0,
      );
      const inWindow = events.filter(
        (e) => Date.parse(e.last) >= window.since.getTime() && Date.parse(e.first) <= window.until.getTime(),
      );
      const matched = inWindow
        .filter((e) => !reason || e.reason.toLowerCase() === reason.toLowerCase())
        .filter((e) => !object || isAbout(e, object))
        .filter((e) => !warnings_only || e.type === 'Warning');
      const groups = groupEvents(matched);
      const shown = groups.slice(0, most);
      const header = `events of ${cluster.context}${namespace ? ` in ${namespace}` : ''}, ${window.text}: ${events.length} read, ${inWindow.length} in the window, ${matched.length} matched in ${groups.length} groups, ${shown.length} shown`;
      return {
        lines: [
          header,
          ...shown.map(line),
          ...(matched.length === 0
            ? ['none; the API server keeps events for an hour by default, so that older ones are gone']
            : []),
          ...notChecked.map((words) => `not checked: ${words}`),
        ],
        structured: {
          window: { since: stamp(window.since), until: stamp(window.until) },
          examined: [`${events.length} events`],
          notChecked,
          events: shown.map(({ newest, objects, ...group }) => ({
            ...newest,
            ...group,
            ref: newest.about,
            objects: objects.length,
          })),
        },
      };
    },
  });
}

function line({ newest, objects, count, first, last }: EventGroup): string {
  const more = objects.length > 1 ? ` and ${objects.length - 1} like it` : '';
  const when = first === last ? last : `${first} to ${last}`;
  const others = objects.filter((object) => object !== newest.about).map((object) => object.split('/').at(-1));
  const named = others.length > 0 && others.length <= mostNamed ? ` (like it: ${others.join(', ')})` : '';
  return `${newest.type} ${newest.reason} ${newest.about}${more} x${count}, ${when}: ${newest.message.slice(0, 400)}${named}`;
}

function isAbout({ about }: ClusterEvent, object: string): boolean {
  const [kind, , name = ''] = about.toLowerCase().split('/');
  const parts = object.toLowerCase().split('/');
  const wanted = parts.at(-1) ?? '';
  const kindFits = parts.length < 2 || kind === parts[0]?.replace(/s$/, '') || kind === parts[0];
  return kindFits && (name === wanted || name.startsWith(`${wanted}-`));
}

interface Selected {
  reason?: string | undefined;
  warnings_only?: boolean | undefined;
}

/** The API server leaves out what is not asked for. It compares letters exactly, so what it does not find is looked for here. */
async function readSelected(
  cluster: Cluster,
  spaces: string[],
  { reason, warnings_only }: Selected,
  signal: AbortSignal,
): Promise<EventsRead> {
  const warnings = warnings_only ? ['type=Warning'] : [];
  if (reason && /^[A-Z]\w*$/.test(reason)) {
    const read = await readAll(cluster, spaces, [`reason=${reason}`, ...warnings].join(','), signal);
    if (read.events.length > 0) return read;
  }
  return readAll(cluster, spaces, warnings[0], signal);
}

interface EventsRead {
  events: ClusterEvent[];
  notChecked: string[];
}

/** Both APIs serve the same events; the older one is enough unless it may not be read or is not served. */
async function readAll(
  cluster: Cluster,
  spaces: string[],
  fieldSelector: string | undefined,
  signal: AbortSignal,
): Promise<EventsRead> {
  const raw: AnyObject[] = [];
  const notChecked: string[] = [];
  await Promise.all(
    (spaces.length > 0 ? spaces : [undefined]).map(async (namespace) => {
      try {
        raw.push(...(await cluster.list(resources.events, { namespace, fieldSelector }, signal)).items);
      } catch (error) {
        if (!(error instanceof ToolError) || !['forbidden', 'not_found'].includes(error.code)) throw error;
        try {
          raw.push(...(await cluster.list(resources.newEvents, { namespace, fieldSelector }, signal)).items);
        } catch (second) {
          if (spaces.length <= 1 || !(second instanceof ToolError)) throw error;
          notChecked.push(error.message);
        }
      }
    }),
  );
  return { events: readEvents(raw), notChecked };
}
