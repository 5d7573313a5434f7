import type { ScopeArgument } from '../runtime/scope.ts';
import type { Linked } from './causes.ts';
import { ref } from './objects.ts';
import type { Snapshot } from './snapshot.ts';
import { workloadOf, workloadsOf } from './snapshot-index.ts';

/** How near a finding is to what was asked for: 3 it is it, 2 it touches it, 1 it is in its namespace, 0 none. */
export type Relevance = (finding: Pick<Linked, 'object' | 'related'>) => number;

const nameLabels = [
  'app.kubernetes.io/name',
  'app.kubernetes.io/instance',
  'app',
  'k8s-app',
  'app.kubernetes.io/part-of',
];

/** Objects are asked for by name, by an app label, or by a pod's or node's name somewhere in the question. */
export function relevanceTo(scope: ScopeArgument | undefined, snapshot: Snapshot): Relevance {
  const names = new Set([scope?.service, ...(scope?.names ?? [])].flatMap((name) => (name ? [plain(name)] : [])));
  const namespaces = new Set(scope?.clusters?.flatMap((cluster) => cluster.namespaces ?? []) ?? []);
  const asked = namedObjects(snapshot, names);
  return ({ object, related }) => {
    if (asked.has(object)) return 3;
    if (related.some((other) => asked.has(other))) return 2;
    const namespace = object.split('/')[1] ?? '-';
    return namespaces.has(namespace) || (names.has(plain(namespace)) && namespace !== 'default') ? 1 : 0;
  };
}

/** What the scope's names mean in this cluster; the workload of a pod that is asked for, and its Services, belong to it. */
export function namedObjects(snapshot: Snapshot, names: Set<string>): Set<string> {
  const asked = new Set<string>();
  if (names.size === 0) return asked;
  const all = [
    ...workloadsOf(snapshot),
    ...snapshot.cronJobs,
    ...snapshot.pods,
    ...snapshot.services,
    ...snapshot.ingresses,
    ...snapshot.nodes,
    ...snapshot.claims,
    ...snapshot.autoscalers,
    ...snapshot.quotas,
    ...snapshot.networkPolicies,
  ];
  for (const object of all) {
    const labels = nameLabels.map((label) => object.metadata.labels?.[label]);
    const known = [object.metadata.name, ...labels].flatMap((name) => (name ? [plain(name)] : []));
    if (known.some((name) => [...names].some((asked) => same(asked, name)))) asked.add(ref(object));
  }
  for (const pod of snapshot.pods) {
    const workload = workloadOf(snapshot, pod);
    if (asked.has(ref(pod))) asked.add(workload);
    else if (asked.has(workload)) asked.add(ref(pod));
  }
  return asked;
}

/** `checkout`, `checkout-service` and `checkout_svc` are one name to people. */
function same(asked: string, name: string): boolean {
  return asked === name || stem(asked) === stem(name) || name.startsWith(`${asked}.`);
}

const plain = (name: string): string => name.toLowerCase().replaceAll('_', '-');
const stem = (name: string): string => name.replace(/-?(service|svc|deployment|api|app)$/, '') || name;
