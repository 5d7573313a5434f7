import { headline, quotes } from '../../runtime/quotes.ts';
import type { ClusterEvent } from '../objects.ts';
import { ref } from '../objects.ts';
import type { Snapshot } from '../snapshot.ts';
import { eventsAbout } from '../snapshot-index.ts';
import { type Draft, depth } from './draft.ts';

const cannotStart =
  /^(FailedNeedsStart|TooManyMissedTimes|MissSchedule|UnparseableSchedule|InvalidSchedule|UnknownTimeZone|FailedCreate|InvalidCronJobSpec)$/;
const waitsForRun = 'JobAlreadyActive';

/** Schedules that start nothing: they cannot be read, were missed too often, or wait for a run that does not end. */
export function cronJobs(snapshot: Snapshot): Draft[] {
  return snapshot.cronJobs.flatMap((cronJob) => {
    if (cronJob.spec?.suspend) return [];
    const object = ref(cronJob);
    const last = cronJob.status?.lastScheduleTime ?? '';
    const events = eventsAbout(snapshot, object).filter((event) => isRecent(snapshot, event) && event.last > last);
    const failed = events.findLast(({ reason }) => cannotStart.test(reason));
    const waiting = events.findLast(({ reason }) => reason === waitsForRun);
    const said = failed ?? waiting;
    if (!said) return [];
    const active = (cronJob.status?.active ?? []).map(({ name }) => `Job/${cronJob.metadata.namespace}/${name}`);
    const why = failed
      ? `${said.reason}: ${said.message}`
      : `concurrencyPolicy ${cronJob.spec?.concurrencyPolicy}, and ${active.join(', ') || 'a run'} has not ended`;
    return [
      {
        category: 'job-failing',
        object,
        severity: 'warning' as const,
        title: headline(`${object} (${cronJob.spec?.schedule}) starts no run, the last was ${last || 'never'}: ${why}`),
        since: said.first,
        mechanism: 'Work that a schedule should do is not done until a run is started again.',
        evidence: quotes([`${object} ${said.reason}: ${said.message}`, `${object} lastScheduleTime ${last || 'none'}`]),
        related: active,
        dependsOn: [...active, ...(failed ? [] : [object])],
        depth: depth.rollout,
      },
    ];
  });
}

const isRecent = (snapshot: Snapshot, event: ClusterEvent): boolean =>
  event.type === 'Warning' || event.reason === waitsForRun
    ? Date.parse(event.last) >= snapshot.window.since.getTime()
    : false;
