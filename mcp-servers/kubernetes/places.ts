import type { ScopeArgument } from '../runtime/scope.ts';
import { ToolError } from '../runtime/tool-error.ts';
import type { Clusters } from './clusters.ts';
import type { Cluster } from './read.ts';

/** One cluster, and what of it is asked about. */
export interface Place {
  cluster: Cluster;
  namespaces: string[];
}

/** Clusters and namespaces of the scope, or all that are allowed; what the allow-lists do not permit is said, not read. */
export function placesOf(
  clusters: Clusters,
  scope: ScopeArgument | undefined,
): { places: Place[]; notAllowed: string[] } {
  const allowed = clusters.allowedNamespaces;
  const wanted = scope?.clusters ?? [];
  if (wanted.length === 0)
    return { places: clusters.all.map((cluster) => ({ cluster, namespaces: allowed })), notAllowed: [] };
  const notAllowed: string[] = [];
  const places = wanted.flatMap(({ context, namespaces = [] }) => {
    const inside = namespaces.filter((n) => allowed.length === 0 || allowed.includes(n));
    for (const outside of namespaces.filter((n) => !inside.includes(n))) {
      notAllowed.push(`namespace ${outside} in ${context} (not in SRE_AGENT_KUBERNETES_NAMESPACES)`);
    }
    if (namespaces.length > 0 && inside.length === 0) return [];
    try {
      return [{ cluster: clusters.pick(context), namespaces: inside.length > 0 ? inside : allowed }];
    } catch (error) {
      if (!(error instanceof ToolError) || wanted.length === 1) throw error;
      notAllowed.push(`context ${context} (${error.message})`);
      return [];
    }
  });
  if (places.length === 0)
    throw new ToolError('not_allowed', notAllowed.join('; '), { hint: `allowed: ${allowed.join(', ')}` });
  return { places, notAllowed };
}
