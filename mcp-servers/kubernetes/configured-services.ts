import { podsBehind } from './findings/services.ts';
import { hostsIn } from './hosts.ts';
import { containersOf, type Pod, refOf } from './objects.ts';
import type { Snapshot } from './snapshot.ts';
import { workloadOf } from './snapshot-index.ts';

/** Services that a pod's environment names, and the workloads behind them: whom it waits for where its log names nobody. */
export function configuredFor(snapshot: Snapshot, pod: Pod): string[] {
  const values = containersOf(pod).flatMap(({ env = [] }) => env.map(({ value }) => value ?? ''));
  const bare = values.filter((value) => /^[a-z][a-z0-9.-]*$/.test(value));
  const hosts = [
    ...hostsIn(values).map(({ name, namespace }) => ({ name, namespace })),
    ...bare.map((value) => ({ name: value.split('.')[0] ?? '', namespace: value.split('.')[1] })),
  ];
  const named = hosts.flatMap(({ name, namespace = pod.metadata.namespace }) => {
    const service = snapshot.services.find(
      ({ metadata }) => metadata.name === name && metadata.namespace === namespace,
    );
    if (!service) return [];
    return [
      refOf('Service', namespace, name),
      ...podsBehind(snapshot, service).map((one) => workloadOf(snapshot, one)),
    ];
  });
  return [...new Set(named)];
}
