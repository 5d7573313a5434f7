import { describe, it } from '@jest/globals';
import type { AnyObject } from '../../../mcp-servers/kubernetes/objects.ts';
import { object, pod, warning } from './objects.ts';
import { expectTold } from './told.ts';

const at = '2026-05-12T09:30:00Z';
const owned = (of: string) => ({ ownerReferences: [{ kind: 'CronJob', name: of, controller: true }] });
const job = (
  name: string,
  type: string,
  reason: string,
  message = '',
  more: Record<string, unknown> = {},
  of?: string,
) =>
  object('Job', name, {
    metadata: { ...(of && owned(of)), creationTimestamp: '2026-05-12T09:20:00Z', ...more },
    status: {
      ...(type === 'Complete' ? { succeeded: 1 } : { failed: 2 }),
      startTime: '2026-05-12T09:20:00Z',
      conditions: [{ type, status: 'True', reason, message, lastTransitionTime: at }],
    },
  });
const later = { creationTimestamp: '2026-05-12T09:35:00Z' };

const failures: [reason: string, message: string][] = [
  ['BackoffLimitExceeded', 'Job has reached the specified backoff limit'],
  ['DeadlineExceeded', 'Job was active longer than specified deadline'],
  [
    'PodFailurePolicy',
    'Container app for pod shop/report-1-a failed with exit code 42 matching FailJob rule at index 0',
  ],
  ['FailedIndexes', 'Job has failed indexes'],
  ['MaxFailedIndexesExceeded', 'Job has exceeded the specified maximal number of failed indexes'],
];

describe('a job', () => {
  it.each(failures)('has failed by %s, until a later run of its schedule succeeds', (reason, message) =>
    expectTold({
      what: reason,
      objects: [schedule({}), job('report-1', 'Failed', reason, message, {}, 'report')],
      root: ['job-failing', 'CronJob/shop/report'],
      says: `${reason}: ${message}`,
      well: {
        objects: [
          schedule({}),
          job('report-1', 'Failed', reason, message, {}, 'report'),
          job('report-2', 'Complete', 'CompletionsReached', '', later, 'report'),
        ],
      },
    }),
  );
});

const schedule = (spec: Record<string, unknown>, status: Record<string, unknown> = {}): AnyObject =>
  object('CronJob', 'report', {
    spec: { schedule: '0 * * * *', concurrencyPolicy: 'Forbid', ...spec },
    status: { lastScheduleTime: '2026-05-12T08:00:00Z', ...status },
  });

const starved: [what: string, reason: string, message: string, more?: Record<string, unknown>][] = [
  [
    'more than a hundred missed times',
    'TooManyMissedTimes',
    'too many missed start times: 101. Set or decrease .spec.startingDeadlineSeconds or check clock skew',
  ],
  [
    'missed times in the words of older controllers',
    'FailedNeedsStart',
    'Cannot determine if job needs to be started: too many missed start time (> 100). Set or decrease .spec.startingDeadlineSeconds or check clock skew',
  ],
  [
    'a start that came too late',
    'MissSchedule',
    'Missed scheduled time to start a job: Tue, 12 May 2026 09:00:00 +0000',
  ],
  [
    'a schedule that cannot be read',
    'UnparseableSchedule',
    'unparseable schedule: "0 * * *" : expected exactly 5 fields, found 4',
  ],
  [
    'a zone that does not exist',
    'UnknownTimeZone',
    'invalid timeZone: "Europe/Belin" : unknown time zone Europe/Belin',
  ],
];

describe('a schedule', () => {
  it.each(starved)('starts nothing for %s, which is over once a run was started', (what, reason, message, more = {}) =>
    expectTold({
      what,
      objects: [schedule({}), warning('CronJob/report', reason, message, more)],
      root: ['job-failing', 'CronJob/shop/report'],
      says: `${reason}: ${message}`.slice(0, 90),
      well: {
        objects: [
          schedule({}, { lastScheduleTime: '2026-05-12T09:36:00Z' }),
          warning('CronJob/report', reason, message, more),
        ],
      },
    }),
  );

  it.each(starved)('that is suspended starts nothing on purpose: %s', (what, reason, message) =>
    expectTold({
      what,
      objects: [schedule({}), warning('CronJob/report', reason, message)],
      root: ['job-failing', 'CronJob/shop/report'],
      well: { objects: [schedule({ suspend: true }), warning('CronJob/report', reason, message)] },
    }),
  );

  const waits = warning(
    'CronJob/report',
    'JobAlreadyActive',
    'Not starting job because prior execution is running and concurrency policy is Forbid',
    { type: 'Normal' },
  );
  const hung = object('Job', 'report-1', { metadata: owned('report'), status: { active: 1, startTime: at } });
  const ofJob = { ownerReferences: [{ kind: 'Job', name: 'report-1', controller: true }] };
  const active = { active: [{ kind: 'Job', name: 'report-1', namespace: 'shop' }] };

  it('waits for a run that hangs, and for one that ends it does not', () =>
    expectTold({
      what: 'hung',
      objects: [schedule({}, active), hung, pod('report-1-a', { metadata: ofJob }), waits],
      root: ['job-failing', 'CronJob/shop/report'],
      says: 'concurrencyPolicy Forbid, and Job/shop/report-1 has not ended',
      well: {
        objects: [
          schedule({}, { lastScheduleTime: '2026-05-12T09:37:00Z' }),
          job('report-1', 'Complete', 'CompletionsReached', '', {}, 'report'),
          waits,
        ],
      },
    }));

  it('waits for a run whose pod cannot start, and that is the cause', () =>
    expectTold({
      what: 'cannot start',
      objects: [
        schedule({}, active),
        hung,
        pod('report-1-a', {
          phase: 'Pending',
          ready: false,
          metadata: ofJob,
          status: {
            ready: false,
            state: { waiting: { reason: 'ImagePullBackOff', message: 'Back-off pulling image' } },
          },
        }),
        warning('Pod/report-1-a', 'Failed', 'Failed to pull image "shop/app:1": manifest unknown'),
        waits,
      ],
      root: ['image-not-found', 'CronJob/shop/report'],
      follows: ['CronJob/shop/report'],
      well: { objects: [schedule({}), job('report-1', 'Complete', 'CompletionsReached', '', {}, 'report')] },
    }));
});
