import { z } from 'zod';
import { defineTool } from '../../runtime/tool.ts';
import { resolveWindow, stamp, windowArguments } from '../../runtime/window.ts';
import { type Change, changeLine } from '../changes/change.ts';
import { readChanges } from '../changes/read-changes.ts';
import { type Clusters, readInside } from '../clusters.ts';
import { gapsOf } from '../gaps.ts';

const defaultWindowMs = 2 * 60 * 60_000;
/** `structured` is dropped by the caller above 24,000 characters. */
const mostStructured = 60;

/** What changed in a window, from what objects and events still tell; what left no trace in either is not seen. */
export function changesTool(clusters: Clusters) {
  return defineTool({
    name: 'k8s_changes',
    title: 'What changed in Kubernetes',
    description:
      'One timeline of a window: rollouts with what differs from the revision before, scalings, creations and edits by who made them, deletions seen in events.',
    input: z.strictObject({
      namespace: z.string().optional(),
      context: z.string().optional(),
      object: z.string().optional().describe('a name, or Kind/name'),
      ...windowArguments,
    }),
    async run({ namespace, context, object, since, until }, { signal, now }) {
      const cluster = clusters.pick(context);
      const window = resolveWindow({ since, until }, now, defaultWindowMs);
      const namespaces = namespace ? [namespace] : clusters.allowedNamespaces;
      const { changes, snapshot, read } = await readInside(
        { clusters, cluster, namespace, signal },
        () => readChanges({ cluster, namespaces, now: now(), window, signal }),
        (changes) => changes.read === 0,
      );
      const shown = changes.filter((change) => object === undefined || isAbout(change, object));
      const notChecked = gapsOf(snapshot, false);
      const place = `${cluster.context}${namespace ? ` in ${namespace}` : ''}${object ? `, ${object}` : ''}`;
      return {
        lines: [
          `Kubernetes changes of ${place}, ${window.text}: ${shown.length} changes, ${read} objects read`,
          ...shown.map(changeLine),
          ...(eventsMayBeGone(window.since, now())
            ? ['scalings and deletions: events older than an hour are gone by default']
            : []),
          ...notChecked.map((words) => `not checked: ${words}`),
        ],
        structured: {
          window: { since: stamp(window.since), until: stamp(window.until) },
          changes: shown.slice(0, mostStructured),
          examined: [`${read} objects${namespace ? ` in ${namespace}` : ''}`],
          notChecked,
        },
      };
    },
  });
}

const eventsMayBeGone = (since: Date, now: Date): boolean => now.getTime() - since.getTime() > 60 * 60_000;

function isAbout({ object, title }: Change, wanted: string): boolean {
  const [kind = '', , name = ''] = object.toLowerCase().split('/');
  const parts = wanted.toLowerCase().split('/');
  const last = parts.at(-1) ?? '';
  const kindFits = parts.length < 2 || [kind, `${kind}s`].includes(parts[0] ?? '');
  return (kindFits && (name === last || name.startsWith(`${last}-`))) || title.toLowerCase().includes(`/${last} `);
}
