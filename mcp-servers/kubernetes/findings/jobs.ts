import { toldBy } from '../../runtime/decisive-text.ts';
import { classOf } from '../../runtime/error-classes.ts';
import { decisiveLine, isErrorLine } from '../../runtime/error-lines.ts';
import { shown } from '../../runtime/log-events.ts';
import { headline, quotes } from '../../runtime/quotes.ts';
import type { Job } from '../objects.ts';
import { ref } from '../objects.ts';
import type { Snapshot } from '../snapshot.ts';
import { logsOf, podsOf, topmost } from '../snapshot-index.ts';
import { type Draft, depth, groupBy } from './draft.ts';

/** Jobs that failed in the window and have no later success, one finding a CronJob. */
export function jobs(snapshot: Snapshot): Draft[] {
  const groups = groupBy(snapshot.jobs, (job) => topmost(snapshot, ref(job)));
  return [...groups.entries()].flatMap(([owner, runs]) => {
    const byAge = runs.toSorted((a, b) => born(a).localeCompare(born(b)));
    const ended = byAge.filter((job) => outcomeOf(job) !== undefined);
    const last = ended.at(-1);
    const failure = last && failureOf(last);
    if (!last || !failure || Date.parse(failure.lastTransitionTime ?? born(last)) < snapshot.window.since.getTime())
      return [];
    const pods = [...podsOf(snapshot, ref(last)), ...podsOf(snapshot, owner)];
    const lines = pods.flatMap((pod) => logsOf(snapshot, pod)).flatMap((log) => log.lines);
    const line = decisiveLine(lines);
    const told = line && toldBy(lines, line);
    const known = line && isErrorLine(line.text) ? classOf(line.text) : undefined;
    const failedRuns = ended.filter((job) => failureOf(job)).length;
    return [
      {
        category: known && known.category !== 'application-crash' ? known.category : 'job-failing',
        object: owner,
        severity: 'warning' as const,
        title: headline(
          `${owner}: job ${last.metadata.name} failed (${failure.reason ?? 'Failed'}: ${failure.message ?? ''})${failedRuns > 1 ? `, as did ${failedRuns - 1} before` : ''}${told ? `: ${told.text}` : ''}`,
        ),
        since: failure.lastTransitionTime,
        mechanism: 'The job gave up after its retries or its deadline, so its work is not done.',
        evidence: quotes([
          `${ref(last)} failed ${last.status?.failed ?? 0} times: ${failure.reason ?? ''} ${failure.message ?? ''}`,
          ...(told?.lines ?? []).map(shown),
        ]),
        related: [ref(last), ...pods.map(ref)],
        dependsOn: pods.map(ref),
        depth: depth.rollout,
        next: {
          tool: 'k8s_logs',
          args: { namespace: last.metadata.namespace, workload: `job/${last.metadata.name}` },
          why: 'why it failed',
        },
      },
    ];
  });
}

const born = (job: Job): string => job.metadata.creationTimestamp ?? '';

/** Given up, or still trying after several failures. */
function failureOf(job: Job) {
  const { failed = 0, succeeded = 0, conditions = [] } = job.status ?? {};
  if (failed >= 2 && succeeded === 0 && !conditions.some((c) => c.type === 'Complete' || c.type === 'Failed')) {
    return { reason: 'Retrying', message: `${failed} pods failed`, lastTransitionTime: job.status?.startTime };
  }
  return job.status?.conditions?.find((c) => c.type === 'Failed' && c.status === 'True');
}

function outcomeOf(job: Job): 'failed' | 'complete' | undefined {
  if (failureOf(job)) return 'failed';
  return job.status?.conditions?.some((c) => c.type === 'Complete' && c.status === 'True') ? 'complete' : undefined;
}
