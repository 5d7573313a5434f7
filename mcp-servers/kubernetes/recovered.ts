import { headline } from '../runtime/quotes.ts';
import type { Linked } from './causes.ts';
import { isReady, ref } from './objects.ts';
import { pastErrorsInWords } from './past-errors.ts';
import type { Relevance } from './relevance.ts';
import { rescheduledInWords } from './rescheduled.ts';
import type { Snapshot } from './snapshot.ts';
import { eventsAbout, podsOf, workloadsOf } from './snapshot-index.ts';

const most = 5;

/** Warnings of the window about objects that are well now: no findings, but what somebody may have been alarmed by. */
export function recovered(snapshot: Snapshot, relevance: Relevance, findings: Linked[] = []): string[] {
  const accused = new Set(
    findings.filter(({ severity }) => severity !== 'info').flatMap(({ object, related }) => [object, ...related]),
  );
  return [
    ...ofWorkloads(snapshot, relevance, accused),
    ...ofJobs(snapshot, relevance, accused),
    ...ofPods(snapshot, relevance, accused),
  ].slice(0, most);
}

/** What became of a workload as a whole: where its pods went, and what its logs said while they did. */
function ofWorkloads(snapshot: Snapshot, relevance: Relevance, accused: Set<string>): string[] {
  return workloadsOf(snapshot)
    .filter((workload) => !accused.has(ref(workload)))
    .map((workload) => ({ workload, near: relevance({ object: ref(workload), related: [] }) }))
    .sort((a, b) => b.near - a.near)
    .flatMap(({ workload }) => {
      const moved = rescheduledInWords(snapshot, workload);
      const errors = moved && pastErrorsInWords(snapshot, workload);
      return moved
        ? [
            headline(
              `${ref(workload)} recovered: ${[moved.what, errors, moved.said].filter((part) => part).join('; ')}`,
            ),
          ]
        : [];
    });
}

/** Jobs of the window that were done by a later attempt: what failed before stays behind as a pod in error. */
function ofJobs(snapshot: Snapshot, relevance: Relevance, accused: Set<string>): string[] {
  return snapshot.jobs
    .filter(({ status }) => (status?.succeeded ?? 0) > 0 && (status?.failed ?? 0) > 0)
    .filter(({ status }) => Date.parse(status?.completionTime ?? '') >= snapshot.window.since.getTime())
    .filter((job) => !accused.has(ref(job)))
    .map((job) => ({ job, near: relevance({ object: ref(job), related: podsOf(snapshot, ref(job)).map(ref) }) }))
    .sort((a, b) => b.near - a.near)
    .map(({ job: { metadata, status }, job }) => {
      const pods = podsOf(snapshot, ref(job));
      const failed = pods.filter((pod) => pod.status?.phase === 'Failed');
      const done = pods.find((pod) => pod.status?.phase === 'Succeeded');
      const ended = failed[0]?.status?.containerStatuses?.[0]?.state?.terminated;
      const parts = [
        `${status?.failed} of its attempts failed${failed[0] ? ` (pod ${failed[0].metadata.name}${ended ? `, exit code ${ended.exitCode} at ${ended.finishedAt}` : ''})` : ''}`,
        `a retry succeeded${done ? ` (pod ${done.metadata.name})` : ''}`,
        `the job is complete since ${status?.completionTime}`,
      ];
      return headline(`Job/${metadata.namespace}/${metadata.name} recovered: ${parts.join(', ')}`);
    });
}

function ofPods(snapshot: Snapshot, relevance: Relevance, accused: Set<string>): string[] {
  const pods = snapshot.pods
    .filter((pod) => isReady(pod) && !pod.metadata.deletionTimestamp && !accused.has(ref(pod)))
    .map((pod) => ({ pod, near: relevance({ object: ref(pod), related: [] }) }))
    .sort((a, b) => b.near - a.near);
  return pods.flatMap(({ pod }) => {
    const events = eventsAbout(snapshot, ref(pod)).filter((e) => Date.parse(e.last) >= snapshot.window.since.getTime());
    const warning = events.findLast((e) => e.type === 'Warning');
    const restarts = pod.status?.containerStatuses?.find((status) => {
      const ended = status.lastState?.terminated?.finishedAt;
      return ended !== undefined && Date.parse(ended) >= snapshot.window.since.getTime();
    });
    if (!warning && !restarts) return [];
    const scaled = events.find((e) => e.reason === 'TriggeredScaleUp');
    const scheduled = events.find((e) => e.reason === 'Scheduled');
    const ready = pod.status?.conditions?.find((c) => c.type === 'Ready')?.lastTransitionTime;
    const last = restarts?.lastState?.terminated;
    const parts = [
      warning && `${warning.reason} at ${warning.last} (${warning.message.slice(0, 160)})`,
      last &&
        `container ${restarts?.name} restarted at ${last.finishedAt} (exit code ${last.exitCode}, ${last.reason ?? ''})`,
      scaled && `the autoscaler added a node (${scaled.message.slice(0, 100)})`,
      warning?.reason === 'FailedScheduling' && scheduled && `scheduled at ${scheduled.last}`,
      `now running and ready${ready ? ` since ${ready}` : ''}`,
    ];
    return [headline(`${ref(pod)} recovered: ${parts.filter((part) => part).join(', ')}`)];
  });
}
