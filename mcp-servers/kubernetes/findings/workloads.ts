import { headline, quotes } from '../../runtime/quotes.ts';
import type { Deployment, Workload } from '../objects.ts';
import { isReady, ref } from '../objects.ts';
import type { Snapshot } from '../snapshot.ts';
import { eventsAbout, podsOf, workloadsOf } from '../snapshot-index.ts';
import { type Draft, depth } from './draft.ts';
import { strengthOf } from './strength.ts';

/** A rollout or a replaced pod may take that long before lacking strength is a finding. */
const patienceMs = 2 * 60_000;

/** Workloads below strength and rollouts past their deadline: the symptom that a deeper finding explains. */
export function workloads(snapshot: Snapshot): Draft[] {
  return workloadsOf(snapshot)
    .filter((workload) => workload.kind !== 'Job')
    .flatMap((workload) => weak(snapshot, workload));
}

function weak(snapshot: Snapshot, workload: Workload): Draft[] {
  const { wanted, created, ready } = strengthOf(workload);
  const stuck = deadlineOf(workload);
  if (ready >= wanted && !stuck) return [];
  const object = ref(workload);
  const pods = podsOf(snapshot, object);
  const since = stuck?.lastTransitionTime ?? weakSince(workload, pods);
  if (!stuck && since !== undefined && snapshot.now.getTime() - Date.parse(since) < patienceMs) return [];
  const notReady = pods.filter((pod) => !isReady(pod)).map(ref);
  const state = `${ready} of ${wanted} ready${created < wanted ? `, ${wanted - created} not created` : ''}`;
  const said = eventsAbout(snapshot, object).findLast((e) => e.type === 'Warning')?.message;
  return [
    {
      category: stuck ? 'rollout-stuck' : 'unknown',
      object,
      severity: ready === 0 ? 'critical' : 'warning',
      title: headline(
        stuck
          ? `${object}: the rollout is past its deadline, ${state}: ${stuck.message ?? stuck.reason}`
          : `${object} is below strength: ${state}`,
      ),
      since,
      mechanism: stuck
        ? 'The new pods do not become ready, so the rollout stops and the old ones serve on as far as they still run.'
        : 'Fewer pods than wanted carry the load.',
      evidence: quotes([`${object} ${state}`, stuck?.message, said]),
      related: notReady.slice(0, 10),
      dependsOn: [object, ...notReady],
      depth: depth.rollout,
      next: {
        tool: 'k8s_get',
        args: { kind: workload.kind, name: workload.metadata.name, namespace: workload.metadata.namespace },
        why: 'its conditions, pods and events',
      },
    },
  ];
}

function deadlineOf(
  workload: Workload,
): { reason?: string; message?: string; lastTransitionTime?: string } | undefined {
  if (workload.kind !== 'Deployment') return undefined;
  const { conditions } = (workload as Deployment).status ?? {};
  return conditions?.find((c) => c.type === 'Progressing' && c.reason === 'ProgressDeadlineExceeded');
}

/** When it began: the Available condition's turn, or the birth of the newest pod that is not ready. */
function weakSince(workload: Workload, pods: ReturnType<typeof podsOf>): string | undefined {
  const available = (workload as Deployment).status?.conditions?.find(
    (c) => c.type === 'Available' && c.status === 'False',
  );
  if (available?.lastTransitionTime) return available.lastTransitionTime;
  const turned = pods
    .filter((pod) => !isReady(pod))
    .map(
      (pod) =>
        pod.status?.conditions?.find((c) => c.type === 'Ready' && c.status !== 'True')?.lastTransitionTime ??
        pod.metadata.creationTimestamp,
    );
  return turned.filter((at) => at !== undefined).sort()[0] ?? workload.metadata.creationTimestamp;
}
