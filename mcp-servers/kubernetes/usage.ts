import { z } from 'zod';
import { ToolError } from '../runtime/tool-error.ts';
import type { AnyObject } from './objects.ts';
import { isA, refOf } from './objects.ts';
import { quantity } from './quantity.ts';
import type { Cluster } from './read.ts';
import { resources } from './resources.ts';

const amounts = z.object({ cpu: z.string().default('0'), memory: z.string().default('0') });
const podMetrics = z.object({ containers: z.array(z.object({ name: z.string(), usage: amounts })).default([]) });
const nodeMetrics = z.object({ usage: amounts });

type Amounts = z.infer<typeof amounts>;

/** What pods or nodes use now, by their reference; or why it is not known. */
export interface Usage {
  of: Map<string, Amounts>;
  unknown?: string;
}

/** Usage as the metrics server last measured it. A cluster without one answers 404, which is said and is no error. */
export async function readUsage(
  cluster: Cluster,
  kind: 'Pod' | 'Node',
  namespaces: (string | undefined)[],
  signal: AbortSignal,
): Promise<Usage> {
  const resource = kind === 'Pod' ? resources.podMetrics : resources.nodeMetrics;
  const of: Usage['of'] = new Map();
  try {
    const lists = await Promise.all(namespaces.map((namespace) => cluster.list(resource, { namespace }, signal)));
    for (const item of lists.flatMap(({ items }) => items)) {
      of.set(refOf(kind, item.metadata.namespace, item.metadata.name), usedBy(item));
    }
    return { of };
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    const absent = error.code === 'not_found';
    return { of, unknown: absent ? 'usage: the cluster serves no metrics.k8s.io' : `usage: ${error.message}` };
  }
}

/** `cpu 120m (requests 200m, limits 1), memory 300Mi (requests 256Mi, limits 512Mi)` */
export function usageWords(object: AnyObject, used: Amounts | undefined): string {
  if (!used) return 'usage not measured';
  const given = allowed(object);
  return (['cpu', 'memory'] as const)
    .map((resource) => {
      const words = Object.entries(given[resource])
        .filter(([, value]) => value > 0)
        .map(([what, value]) => `${what} ${inWords(resource, value)}`);
      const of = words.length > 0 ? ` (${words.join(', ')})` : ' (no requests, no limits)';
      return `${resource} ${inWords(resource, quantity(used[resource]) ?? 0)}${of}`;
    })
    .join(', ');
}

function usedBy(item: AnyObject): Amounts {
  const node = nodeMetrics.safeParse(item);
  if (node.success) return node.data.usage;
  const { containers } = podMetrics.parse(item);
  const sum = (resource: keyof Amounts): string =>
    `${containers.reduce((total, { usage }) => total + (quantity(usage[resource]) ?? 0), 0)}`;
  return { cpu: sum('cpu'), memory: sum('memory') };
}

type Given = Record<keyof Amounts, Record<string, number>>;

function allowed(object: AnyObject): Given {
  if (isA(object, 'Node')) {
    const { allocatable = {} } = object.status ?? {};
    return {
      cpu: { allocatable: quantity(allocatable.cpu) ?? 0 },
      memory: { allocatable: quantity(allocatable.memory) ?? 0 },
    };
  }
  const containers = isA(object, 'Pod') ? (object.spec?.containers ?? []) : [];
  const sum = (part: 'requests' | 'limits', resource: string): number =>
    containers.reduce((total, container) => total + (quantity(container.resources?.[part]?.[resource]) ?? 0), 0);
  const both = (resource: string) => ({ requests: sum('requests', resource), limits: sum('limits', resource) });
  return { cpu: both('cpu'), memory: both('memory') };
}

const inWords = (resource: keyof Amounts, value: number): string =>
  resource === 'cpu' ? `${Math.round(value * 1_000)}m` : `${Math.round(value / 2 ** 20)}Mi`;
