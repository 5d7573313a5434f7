import type { Snapshot } from '../snapshot.ts';
import { grower, inWords, takersOf, takerWords } from '../takers.ts';

interface Exhausted {
  quota: string;
  namespace: string;
  /** When the first pod was refused; empty where nobody says. */
  since: string;
  /** Who gets nothing. */
  workload: string;
  resource: string;
  limit: number;
}

const mostNamed = 3;

/**
 * Who takes what a quota allows: for the title the one that grew lately, or else the one with more than half of it; for
 * the evidence the largest.
 */
export function quotaTakers(snapshot: Snapshot, { quota, namespace, since, workload, resource, limit }: Exhausted) {
  const pods = snapshot.pods.filter((pod) => pod.metadata.namespace === namespace);
  const takers = takersOf(snapshot, pods, resource, since);
  const half = takers.find((taker) => taker.workload !== workload && taker.amount > limit / 2);
  const most = grower(takers, limit, workload) ?? half;
  const named = [...new Set([...(most ? [most] : []), ...takers])].slice(0, mostNamed);
  const of = `${quota} ${resource} ${inWords(resource, limit)} is taken by`;
  return {
    most: most && takerWords(most, resource, limit),
    all: named.length > 0 ? `${of} ${named.map((one) => takerWords(one, resource, limit)).join('; ')}` : undefined,
    workloads: named.map((one) => one.workload).filter((name) => name !== workload),
  };
}
