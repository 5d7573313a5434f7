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

/** Throws not_allowed for a namespace outside the allow-list, not_found with the nearest names for one that does not exist. */
export async function checkNamespace(
  clusters: Clusters,
  cluster: Cluster,
  namespace: string,
  signal: AbortSignal,
): Promise<void> {
  const { allowedNamespaces } = clusters;
  if (allowedNamespaces.length > 0 && !allowedNamespaces.includes(namespace)) {
    throw new ToolError('not_allowed', `namespace ${namespace} is not in SRE_AGENT_KUBERNETES_NAMESPACES`, {
      hint: `allowed: ${allowedNamespaces.join(', ')}`,
    });
  }
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
