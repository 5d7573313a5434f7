import type { Pod } from './objects.ts';
import type { Snapshot } from './snapshot.ts';
import { podsWith, workloadOf } from './snapshot-index.ts';

const known: Record<string, string>[] = [
  { 'k8s-app': 'kube-dns' },
  { 'k8s-app': 'coredns' },
  { 'app.kubernetes.io/name': 'coredns' },
];

/** The pods that answer lookups in the cluster: those behind its Service, whatever their labels are, or with the usual ones. */
export function nameServerPods(snapshot: Snapshot): Pod[] {
  const service = snapshot.services.find(
    ({ metadata }) => metadata.namespace === 'kube-system' && /^(kube-dns|coredns)$/.test(metadata.name),
  );
  const selectors = [service?.spec?.selector, ...known].filter((pairs) => pairs && Object.keys(pairs).length > 0);
  return [...new Set(selectors.flatMap((pairs) => podsWith(snapshot, 'kube-system', pairs ?? {})))];
}

/** What answers lookups in the cluster. */
export const nameServers = (snapshot: Snapshot): string[] => [
  ...new Set(nameServerPods(snapshot).map((pod) => workloadOf(snapshot, pod))),
  'Service/kube-system/kube-dns',
];
