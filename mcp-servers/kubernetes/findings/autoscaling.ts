import { headline, quotes } from '../../runtime/quotes.ts';
import type { Autoscaler } from '../objects.ts';
import { ref, refOf } from '../objects.ts';
import type { Snapshot } from '../snapshot.ts';
import { workloadsOf } from '../snapshot-index.ts';
import { type Draft, depth } from './draft.ts';

/** Autoscalers that cannot act: no target, no metric, or no room left while there is too much load. */
export function autoscaling(snapshot: Snapshot): Draft[] {
  return snapshot.autoscalers.flatMap((scaler) => {
    const object = ref(scaler);
    const { kind = 'Deployment', name = '?' } = scaler.spec?.scaleTargetRef ?? {};
    const target = refOf(kind, scaler.metadata.namespace, name);
    const condition = (type: string, status: string) =>
      scaler.status?.conditions?.find((c) => c.type === type && c.status === status);
    const missing = !workloadsOf(snapshot).some((w) => ref(w) === target) && /^(Deployment|StatefulSet)$/.test(kind);
    const cannot = condition('AbleToScale', 'False') ?? condition('ScalingActive', 'False');
    const limited = condition('ScalingLimited', 'True');
    const disabled = cannot?.reason === 'ScalingDisabled';
    const full = limited?.reason === 'TooManyReplicas' && overloaded(scaler);
    if (disabled || (!cannot && !full)) return [];
    const max = scaler.spec?.maxReplicas;
    const why = cannot
      ? `cannot scale ${target}: ${cannot.reason}: ${cannot.message ?? ''}`
      : `wants more than its maximum of ${max} replicas for ${target}: ${limited?.message ?? ''}`;
    return [
      {
        category: 'autoscaler-stuck',
        object,
        severity: 'warning' as const,
        title: headline(`${object} ${why}${missing ? ' (the target does not exist)' : ''}`),
        since: (cannot ?? limited)?.lastTransitionTime,
        mechanism: cannot
          ? 'Without its metric or its target the autoscaler leaves the number of replicas as it is, whatever the load.'
          : 'At its maximum the autoscaler adds no replicas, so that more load makes the pods slower.',
        evidence: quotes([
          (cannot ?? limited)?.message,
          `${object} replicas ${scaler.status?.currentReplicas ?? '?'}, max ${max}`,
        ]),
        related: [target],
        depth: depth.configuration,
      },
    ];
  });
}

/** At its maximum an autoscaler may be just right: only load above the target says that it is not. */
function overloaded(scaler: Autoscaler): boolean {
  return (scaler.status?.currentMetrics ?? []).some(({ resource }) => {
    const target = scaler.spec?.metrics?.find((m) => m.resource?.name === resource?.name)?.resource?.target;
    const wanted = target?.averageUtilization;
    return wanted !== undefined && (resource?.current?.averageUtilization ?? 0) > wanted * 1.1;
  });
}
