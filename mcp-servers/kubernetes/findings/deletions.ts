import { headline, quotes } from '../../runtime/quotes.ts';
import type { Meta } from '../objects.ts';
import { isOver, ref } from '../objects.ts';
import type { Snapshot } from '../snapshot.ts';
import { workloadOf, workloadsOf } from '../snapshot-index.ts';
import { type Draft, depth } from './draft.ts';

/** Beyond its grace period a deletion should take moments. */
const patienceMs = 5 * 60_000;

/** Objects that are being deleted for too long, and what holds them. */
export function deletions(snapshot: Snapshot): Draft[] {
  const candidates: { kind: string; metadata: Meta }[] = [
    ...snapshot.pods,
    ...snapshot.claims,
    ...snapshot.namespaces,
    ...snapshot.nodes,
    ...workloadsOf(snapshot),
    ...snapshot.cronJobs,
    ...snapshot.services,
    ...snapshot.ingresses,
    ...snapshot.configMaps,
  ];
  return candidates.flatMap((object) => {
    const { deletionTimestamp, deletionGracePeriodSeconds = 0, finalizers = [] } = object.metadata;
    if (!deletionTimestamp) return [];
    const late = snapshot.now.getTime() - Date.parse(deletionTimestamp) - deletionGracePeriodSeconds * 1_000;
    if (late < patienceMs) return [];
    const pod = snapshot.pods.find((p) => p === object);
    const space = snapshot.namespaces.find((n) => n === object);
    const users = usersOf(snapshot, object);
    const remaining = space?.status?.conditions?.filter((c) => c.status === 'True').map((c) => c.message ?? '') ?? [];
    const held =
      finalizers.length > 0
        ? `finalizers ${finalizers.join(', ')}${users.length > 0 ? ` while ${users.join(', ')} use it` : ''}`
        : pod
          ? 'the kubelet does not confirm it'
          : remaining[0] || 'nothing visible';
    return [
      {
        category: 'deletion-stuck',
        object: ref(object),
        severity: 'warning' as const,
        title: headline(`${ref(object)} is being deleted since ${deletionTimestamp}, held by ${held}`),
        since: deletionTimestamp,
        mechanism: 'An object goes only when every finalizer is removed, a pod only when its kubelet confirms it.',
        evidence: quotes([`${ref(object)} deletionTimestamp ${deletionTimestamp}: ${held}`, ...remaining]),
        related: pod ? [workloadOf(snapshot, pod)] : users,
        dependsOn: pod?.spec?.nodeName ? [`Node/-/${pod.spec.nodeName}`] : [],
        depth: depth.rollout,
      },
    ];
  });
}

/** The pods that mount a claim, which keeps it until they are gone. */
function usersOf(snapshot: Snapshot, { kind, metadata }: { kind: string; metadata: Meta }): string[] {
  if (kind !== 'PersistentVolumeClaim') return [];
  return snapshot.pods
    .filter((pod) => pod.metadata.namespace === metadata.namespace && !isOver(pod))
    .filter((pod) => pod.spec?.volumes?.some((v) => v.persistentVolumeClaim?.claimName === metadata.name))
    .map(ref);
}
