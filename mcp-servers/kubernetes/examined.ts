import type { ScopeArgument } from '../runtime/scope.ts';
import { groupBy } from './findings/draft.ts';
import { strengthOf } from './findings/strength.ts';
import { isOver, isReady, ref } from './objects.ts';
import { namedObjects } from './relevance.ts';
import type { Snapshot } from './snapshot.ts';
import { workloadsOf } from './snapshot-index.ts';

const mostNamed = 8;
const mostNamespaces = 6;

/**
 * What was looked at and how it is, in numbers: what was asked for first. Empty where a service was asked for and nothing
 * here is it.
 */
export function examined(snapshot: Snapshot, names: Set<string>, scope: ScopeArgument | undefined): string[] {
  const asked = namedObjects(snapshot, names);
  if (scope?.service && asked.size === 0) return [];
  const named = workloadsOf(snapshot)
    .filter((workload) => asked.has(ref(workload)))
    .map((workload) => {
      const { wanted, ready } = strengthOf(workload);
      return `${ref(workload)} ${ready} of ${wanted} ready`;
    });
  const live = snapshot.pods.filter((pod) => !isOver(pod));
  const perNamespace = [...groupBy(live, (pod) => pod.metadata.namespace ?? '-')];
  const counts = perNamespace
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([namespace, pods]) => `${pods.length} pods in ${namespace}: ${pods.filter(isReady).length} ready`);
  const more = counts.length - mostNamespaces;
  const up = snapshot.nodes.filter((node) =>
    node.status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True'),
  );
  return [
    ...named.slice(0, mostNamed),
    ...counts.slice(0, mostNamespaces),
    ...(more > 0 ? [`${live.length} pods in ${counts.length} namespaces: ${live.filter(isReady).length} ready`] : []),
    ...(snapshot.nodes.length > 0 ? [`${snapshot.nodes.length} nodes: ${up.length} ready`] : []),
    ...(snapshot.logs.length > 0 ? [`logs of ${new Set(snapshot.logs.map((log) => log.pod)).size} pods`] : []),
  ];
}
