import { toldBy } from '../../runtime/decisive-text.ts';
import { decisiveLine } from '../../runtime/error-lines.ts';
import { shown } from '../../runtime/log-events.ts';
import { headline, quotes } from '../../runtime/quotes.ts';
import { isOver, ref } from '../objects.ts';
import type { Snapshot } from '../snapshot.ts';
import { logsOf, podsOf, workloadOf } from '../snapshot-index.ts';
import { isRefused } from './crashes.ts';
import { type Draft, depth, groupBy, portion } from './draft.ts';
import { answerers } from './services.ts';

/** An init container that runs for longer waits for something that does not come. */
const patienceMs = 5 * 60_000;

/** Init containers that fail or never end, so that the pod's own containers never start. */
export function initContainers(snapshot: Snapshot): Draft[] {
  const found = snapshot.pods
    .filter((pod) => !isOver(pod) && !pod.metadata.deletionTimestamp)
    .flatMap((pod) =>
      (pod.status?.initContainerStatuses ?? []).flatMap((status) => {
        const sidecar = pod.spec?.initContainers?.find((c) => c.name === status.name)?.restartPolicy === 'Always';
        const ended = status.state?.terminated ?? status.lastState?.terminated;
        const looping = status.state?.waiting?.reason === 'CrashLoopBackOff';
        const failed = ended !== undefined && ended.exitCode !== 0 && status.state?.running === undefined;
        const started = status.state?.running?.startedAt;
        const hanging = !sidecar && started !== undefined && snapshot.now.getTime() - Date.parse(started) > patienceMs;
        const refused = isRefused(status.state?.waiting, pod) ? (status.state?.waiting?.message ?? '') : undefined;
        return looping || failed || hanging || refused !== undefined ? [{ pod, status, ended, hanging, refused }] : [];
      }),
    );
  const groups = groupBy(found, ({ pod, status }) => `${workloadOf(snapshot, pod)} ${status.name}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const { pod, status, ended, hanging, refused } = first;
    const workload = workloadOf(snapshot, pod);
    const tails = logsOf(snapshot, pod, status.name);
    const lines = (tails.find((t) => t.previous && t.lines.length > 0) ?? tails[0])?.lines ?? [];
    const line = decisiveLine(lines);
    const told = line && toldBy(lines, line);
    const state =
      refused !== undefined
        ? `cannot be started (${status.state?.waiting?.reason}): ${refused}`
        : hanging
          ? `does not end, running since ${status.state?.running?.startedAt}`
          : `fails, exit code ${ended?.exitCode ?? '?'}${ended?.reason ? ` (${ended.reason})` : ''}, ${status.restartCount} restarts`;
    const pods = group.map((g) => ref(g.pod));
    return [
      {
        category: 'init-container-failing',
        object: workload,
        severity: 'critical' as const,
        title: headline(
          `${workload}: init container ${status.name} ${state} in ${portion(pods.length, Math.max(pods.length, podsOf(snapshot, workload).length))}${told ? `: ${told.text}` : ''}`,
        ),
        since: pod.metadata.creationTimestamp,
        mechanism: "A pod's containers start only when each init container has ended well.",
        evidence: quotes([
          `${ref(pod)} init container ${status.name} ${state}`,
          ...(told?.lines ?? []).map(shown),
          ended?.message,
        ]),
        related: pods,
        dependsOn: answerers(snapshot, lines, pod.metadata.namespace),
        depth: depth.run,
        next: {
          tool: 'k8s_logs',
          args: { pod: pod.metadata.name, namespace: pod.metadata.namespace, container: status.name },
          why: 'what the init container waits for or fails at',
        },
      },
    ];
  });
}
