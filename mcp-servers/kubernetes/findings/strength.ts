import type { Workload } from '../objects.ts';
import { ref } from '../objects.ts';
import type { Snapshot } from '../snapshot.ts';
import { workloadsOf } from '../snapshot-index.ts';

/** How many pods a workload should have, how many exist and how many are ready. Jobs have no strength. */
export function strengthOf(workload: Workload): { wanted: number; created: number; ready: number } {
  const status = workload.status ?? {};
  if (workload.kind === 'DaemonSet') {
    const { desiredNumberScheduled = 0, currentNumberScheduled = 0, numberReady = 0 } = status as DaemonStatus;
    return { wanted: desiredNumberScheduled, created: currentNumberScheduled, ready: numberReady };
  }
  if (workload.kind === 'Job') {
    const { parallelism = 1, completions } = (workload.spec ?? {}) as { parallelism?: number; completions?: number };
    const { active = 0, succeeded = 0, ready = 0 } = status as { active?: number; succeeded?: number; ready?: number };
    const wanted = Math.max(0, Math.min(parallelism, (completions ?? parallelism) - succeeded));
    return { wanted, created: active, ready };
  }
  const { replicas: wanted = 1 } = (workload.spec ?? {}) as { replicas?: number };
  const { replicas = 0, readyReplicas = 0 } = status as { replicas?: number; readyReplicas?: number };
  return { wanted, created: replicas, ready: readyReplicas };
}

interface DaemonStatus {
  desiredNumberScheduled?: number;
  currentNumberScheduled?: number;
  numberReady?: number;
}

/** Fewer pods were made than are wanted; so of what is no workload that is known, such as a pod made by hand. */
export function lacksPods(snapshot: Snapshot, object: string): boolean {
  const workload = workloadsOf(snapshot).find((one) => ref(one) === object);
  const strength = workload && strengthOf(workload);
  return strength === undefined || strength.created < strength.wanted;
}
