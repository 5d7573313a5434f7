import { quantity } from '../quantity.ts';
import type { Snapshot } from '../snapshot.ts';
import { grower, inWords, takersOf, takerWords } from '../takers.ts';

const mostNamed = 3;
const nothing = { most: undefined, all: undefined, workloads: [] };

/**
 * Who took the room on the nodes that a pod finds no place on, where somebody grew in the day before: that nodes are
 * full is no news, and only of the namespaces that were read is anything known.
 */
export function roomTakers(snapshot: Snapshot, workload: string, category: string, since: string | undefined) {
  const resource = { 'insufficient-cpu': 'cpu', 'insufficient-memory': 'memory' }[category];
  if (resource === undefined) return nothing;
  const names = new Set(snapshot.nodes.map((node) => node.metadata.name));
  const total = snapshot.nodes.reduce((sum, node) => sum + (quantity(node.status?.allocatable?.[resource]) ?? 0), 0);
  const placed = snapshot.pods.filter((pod) => names.has(pod.spec?.nodeName ?? ''));
  const takers = takersOf(snapshot, placed, resource, since);
  const most = grower(takers, total, workload);
  if (!most) return nothing;
  const named = [...new Set([most, ...takers])].slice(0, mostNamed);
  const words = named.map((one) => takerWords(one, resource, total)).join('; ');
  return {
    most: takerWords(most, resource, total),
    all: `${resource} ${inWords(resource, total)} of ${names.size} nodes is taken by ${words}`,
    workloads: [most.workload],
  };
}
