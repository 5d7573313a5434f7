import { nearest } from '../runtime/nearest.ts';
import { ToolError } from '../runtime/tool-error.ts';
import type { KubernetesConfig } from './config.ts';
import { openEksCluster } from './eks/open.ts';
import { type Cluster, connect } from './read.ts';
import { resources } from './resources.ts';

/** The clusters that may be read. */
export interface Clusters {
  all: Cluster[];
  /** Namespaces that may be read; empty: all. */
  allowedNamespaces: string[];
  /** The one cluster, or the one that is named. Throws not_allowed or not_found with the nearest names. */
  pick(context?: string): Cluster;
}

export function openClusters(config: KubernetesConfig): Clusters {
  const clusters = new Map([
    ...[...config.contexts].map(([name, kubeconfig]) => [name, connect(name, kubeconfig)] as const),
    ...config.eksClusters.map((one) => [one.context, openEksCluster(one)] as const),
  ]);
  const names = [...clusters.keys()];
  return {
    all: [...clusters.values()],
    allowedNamespaces: config.namespaces,
    pick(context) {
      const [only] = clusters.values();
      if (context === undefined) {
        if (only && clusters.size === 1) return only;
        throw new ToolError('invalid_arguments', 'several clusters are allowed: say which', {
          hint: `context is one of ${names.join(', ')}`,
        });
      }
      const found = clusters.get(context);
      if (found) return found;
      if (config.otherContexts.includes(context)) {
        throw new ToolError('not_allowed', `context ${context} is not in SRE_AGENT_KUBERNETES_CONTEXTS`, {
          hint: `allowed: ${names.join(', ')}`,
        });
      }
      const close = nearest(context, names);
      throw new ToolError('not_found', `no context '${context}'`, {
        hint: `${close.length > 0 ? 'nearest' : 'allowed'}: ${(close.length > 0 ? close : names).join(', ')}`,
      });
    },
  };
}

/**
 * Reads in a namespace. Whether that exists is asked where nothing is found in it, and not before: throws not_allowed for
 * one outside the allow-list, not_found with the nearest names for one that does not exist.
 */
export async function readInside<Found>(
  { clusters, cluster, namespace, signal }: Inside,
  read: () => Promise<Found>,
  isEmpty: (found: Found) => boolean,
): Promise<Found> {
  if (namespace === undefined) return read();
  refuseOutside(clusters.allowedNamespaces, namespace);
  const found = await read().catch(async (error: unknown) => {
    const maybeUnknown = error instanceof ToolError && ['not_found', 'forbidden'].includes(error.code);
    if (maybeUnknown) await mustExist(cluster, namespace, signal);
    throw error;
  });
  if (isEmpty(found)) await mustExist(cluster, namespace, signal);
  return found;
}

export interface Inside {
  clusters: Clusters;
  cluster: Cluster;
  /** Undefined: none was named, and none is checked. */
  namespace: string | undefined;
  signal: AbortSignal;
}

function refuseOutside(allowed: string[], namespace: string): void {
  if (allowed.length === 0 || allowed.includes(namespace)) return;
  throw new ToolError('not_allowed', `namespace ${namespace} is not in SRE_AGENT_KUBERNETES_NAMESPACES`, {
    hint: `allowed: ${allowed.join(', ')}`,
  });
}

async function mustExist(cluster: Cluster, namespace: string, signal: AbortSignal): Promise<void> {
  const known = await namespaceNames(cluster, signal);
  if (known === undefined || known.includes(namespace)) return;
  const close = nearest(namespace, known);
  throw new ToolError('not_found', `no namespace '${namespace}' in context ${cluster.context}`, {
    hint: `${close.length > 0 ? 'nearest' : 'there are'}: ${(close.length > 0 ? close : known.slice(0, 20)).join(', ')}`,
  });
}

/** Undefined where namespaces may not be listed. */
export async function namespaceNames(cluster: Cluster, signal: AbortSignal): Promise<string[] | undefined> {
  try {
    const { items } = await cluster.list(resources.namespaces, {}, signal);
    return items.map((item) => item.metadata.name);
  } catch (error) {
    if (error instanceof ToolError && (error.code === 'forbidden' || error.code === 'not_found')) return undefined;
    throw error;
  }
}
