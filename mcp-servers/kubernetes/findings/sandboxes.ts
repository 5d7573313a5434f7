import { headline, quotes } from '../../runtime/quotes.ts';
import { isReady, ref } from '../objects.ts';
import type { Snapshot } from '../snapshot.ts';
import { eventsAbout, workloadOf } from '../snapshot-index.ts';
import { type Draft, depth, groupBy, portion } from './draft.ts';

/** Pods whose sandbox the runtime cannot make: no address left, a broken network plugin. */
export function sandboxes(snapshot: Snapshot): Draft[] {
  const stuck = snapshot.pods
    .filter((pod) => pod.status?.phase === 'Pending' && pod.spec?.nodeName && !isReady(pod))
    .flatMap((pod) => {
      const said = eventsAbout(snapshot, ref(pod)).findLast((e) => e.reason === 'FailedCreatePodSandBox');
      return said ? [{ pod, said }] : [];
    });
  return [...groupBy(stuck, ({ pod }) => workloadOf(snapshot, pod)).entries()].flatMap(([workload, group]) => {
    const [first] = group;
    if (!first) return [];
    return [
      {
        category: 'unknown',
        object: workload,
        severity: 'critical' as const,
        title: headline(
          `${workload}: ${portion(group.length, group.length)} cannot get a sandbox: ${first.said.message}`,
        ),
        since: first.said.first,
        mechanism:
          'Before any container starts, the runtime makes the network of the pod; without it the pod stays Pending.',
        evidence: quotes([first.said.message]),
        related: group.map(({ pod }) => ref(pod)),
        dependsOn: group.flatMap(({ pod }) => (pod.spec?.nodeName ? [`Node/-/${pod.spec.nodeName}`] : [])),
        depth: depth.start,
      },
    ];
  });
}
