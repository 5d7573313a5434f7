import { classOf } from '../runtime/error-classes.ts';
import { refusedBy } from './findings/webhooks.ts';
import { hostsIn } from './hosts.ts';
import type { Looking } from './look.ts';
import type { Resource } from './read.ts';
import { readList } from './read-lists.ts';
import { resources } from './resources.ts';
import { addObjects, type Snapshot } from './snapshot.ts';

const ofDependencies: Resource[] = [
  resources.pods,
  resources.services,
  resources.deployments,
  resources.replicaSets,
  resources.statefulSets,
  resources.networkPolicies,
];
const mostFurther = 3;

/** Where those answer that refuse what is asked for. */
const namespacesOfWebhooks = (snapshot: Snapshot): string[] =>
  [...snapshot.validatingWebhooks, ...snapshot.mutatingWebhooks]
    .flatMap(({ webhooks = [] }) => webhooks)
    .filter(({ name }) => refusedBy(snapshot, name).length > 0)
    .map(({ clientConfig }) => clientConfig?.service?.namespace ?? '');

/** What logs and refusals blame in namespaces that were not asked for: Services, what is behind them, and DNS. */
export async function readDependencies(looking: Looking, snapshot: Snapshot): Promise<void> {
  if (snapshot.inside.length === 0) return;
  const known = snapshot.namespaces.map((space) => space.metadata.name);
  const hosts = snapshot.logs.flatMap((log) => hostsIn(log.lines.map(({ text }) => text)));
  const unresolved = snapshot.logs.some(({ lines }) => lines.some(({ text }) => classOf(text)?.category === 'dns'));
  const named = [
    ...hosts.flatMap((host) => [host.namespace ?? '', host.unresolved ? 'kube-system' : '']),
    ...(unresolved ? ['kube-system'] : []),
    ...namespacesOfWebhooks(snapshot),
  ];
  const allowed = (name: string): boolean => looking.permitted.length === 0 || looking.permitted.includes(name);
  const further = [...new Set(named)]
    .filter((name) => known.includes(name) && allowed(name) && !snapshot.inside.includes(name))
    .slice(0, mostFurther);
  const lists = await Promise.all(
    further.flatMap((namespace) => ofDependencies.map((resource) => readList(looking, snapshot, resource, namespace))),
  );
  snapshot.inside.push(...further);
  addObjects(
    snapshot,
    lists.flatMap((items) => items ?? []),
  );
}
