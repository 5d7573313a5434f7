import type { ContainerStatus, Pod } from './objects.ts';
import { isReady, ref } from './objects.ts';
import { namedObjects } from './relevance.ts';
import type { Snapshot } from './snapshot.ts';
import { workloadOf } from './snapshot-index.ts';

export interface LogChoice {
  namespace: string;
  name: string;
  container: string;
  previous: boolean;
}

/** Logs cost more than anything else that triage reads: at most so many pods. */
const mostPods = 10;
const perWorkload = 2;
const mostContainers = 3;
const freshMs = 15 * 60_000;

/**
 * Whose logs are worth reading: failing pods first, then those that were asked for, then one of each other workload, none
 * of the cluster's own while others are there.
 */
export function chooseLogs(
  snapshot: Snapshot,
  names: Set<string>,
  logsOf: (snapshot: Snapshot, pod: Pod) => boolean,
): LogChoice[] {
  const asked = namedObjects(snapshot, names);
  const scored = snapshot.pods
    .filter((pod) => (pod.spec?.nodeName && pod.status?.phase !== 'Pending' ? true : hasStarted(pod)))
    .filter((pod) => pod.status?.phase !== 'Succeeded' && logsOf(snapshot, pod))
    .map((pod) => ({ pod, score: scoreOf(snapshot, pod, asked), workload: workloadOf(snapshot, pod) }))
    .sort((a, b) => b.score - a.score || (ref(a.pod) < ref(b.pod) ? -1 : 1));
  const taken = new Map<string, number>();
  const chosen: Pod[] = [];
  for (const { pod, score, workload } of scored) {
    const already = taken.get(workload) ?? 0;
    if (already >= (score >= 4 ? perWorkload : 1)) continue;
    taken.set(workload, already + 1);
    chosen.push(pod);
    if (chosen.length === mostPods) break;
  }
  return chosen.flatMap((pod) => containersToRead(pod, snapshot.now));
}

function scoreOf(snapshot: Snapshot, pod: Pod, asked: Set<string>): number {
  const named = asked.has(ref(pod)) || asked.has(workloadOf(snapshot, pod)) ? 4 : 0;
  const failing = isReady(pod) ? 0 : 3;
  const restarted = (pod.status?.containerStatuses ?? []).some((status) => status.restartCount > 0) ? 1 : 0;
  const own = pod.metadata.namespace?.startsWith('kube-') ? -2 : 0;
  return named + failing + restarted + own;
}

/** Of one pod: its containers that say most, and their runs before where those tell why they ended. */
export function containersToRead(pod: Pod, now: Date): LogChoice[] {
  const init = (pod.status?.initContainerStatuses ?? []).filter(
    (status) => status.state?.running || (status.state?.terminated?.exitCode ?? 0) !== 0 || status.restartCount > 0,
  );
  const main = pod.status?.containerStatuses ?? [];
  const waiting = main.every((status) => status.state?.waiting && status.restartCount === 0);
  // While init containers run, the others have no log yet.
  const statuses = waiting ? init : [...main].sort((a, b) => Number(a.ready) - Number(b.ready));
  return statuses.slice(0, mostContainers).flatMap((status) => readingsOf(pod, status, now));
}

function readingsOf(pod: Pod, status: ContainerStatus, now: Date): LogChoice[] {
  const base = { namespace: pod.metadata.namespace ?? '', name: pod.metadata.name, container: status.name };
  const running = status.state?.running !== undefined;
  const ended = status.state?.terminated !== undefined;
  const before = status.restartCount > 0 && (!status.ready || hasJustFailed(status, now));
  // A container that waits for its next start has only the log of its last run, which both requests would give.
  return [
    ...(running || ended ? [{ ...base, previous: false }] : []),
    ...(before ? [{ ...base, previous: true }] : []),
  ];
}

/** Between two of its ends a container that ends again and again is ready: why it does stands in the log before. */
function hasJustFailed({ lastState }: ContainerStatus, now: Date): boolean {
  const { exitCode = 0, finishedAt } = lastState?.terminated ?? {};
  return exitCode !== 0 && finishedAt !== undefined && now.getTime() - Date.parse(`${finishedAt}`) < freshMs;
}

const hasStarted = (pod: Pod): boolean =>
  [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])].some(
    (status) => status.restartCount > 0 || status.state?.running || status.state?.terminated,
  );
