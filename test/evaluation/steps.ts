import type { WorkflowHandle } from '@temporalio/client';
import type { Step } from './attempt.ts';

type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;
type Event = NonNullable<History['events']>[number];

/** The activities of a run as steps in time, read from its history; local activities take no time worth showing. */
export function stepsOf({ events }: History): Step[] {
  const all = events ?? [];
  const start = all[0] ? at(all[0]) : 0;
  const ends = new Map<string, Event>();
  for (const event of all) {
    const scheduled =
      event.activityTaskCompletedEventAttributes?.scheduledEventId ??
      event.activityTaskFailedEventAttributes?.scheduledEventId ??
      event.activityTaskTimedOutEventAttributes?.scheduledEventId ??
      event.activityTaskCanceledEventAttributes?.scheduledEventId;
    if (scheduled !== undefined && scheduled !== null) ends.set(String(scheduled), event);
  }
  return all.flatMap((event): Step[] => {
    const type = event.activityTaskScheduledEventAttributes?.activityType?.name;
    if (!type) return [];
    const end = ends.get(String(event.eventId));
    return [
      {
        what: summaryOf(event) ?? type,
        kind: kindOf(type),
        from: at(event) - start,
        to: (end ? at(end) : at(all.at(-1) ?? event)) - start,
        failed: !end?.activityTaskCompletedEventAttributes,
      },
    ];
  });
}

/** When the model was first asked: the first look is in by then, and told in the thread. */
export function firstLookSeconds(steps: Step[]): number | undefined {
  const turn = steps.find(({ kind }) => kind === 'turn');
  return turn && turn.from / 1_000;
}

const kinds: Record<string, Step['kind']> = {
  listTools: 'scope',
  resolveScope: 'scope',
  callTool: 'tool',
  takeTurn: 'turn',
  post: 'post',
};

const kindOf = (type: string): Step['kind'] => kinds[type] ?? 'other';

function at({ eventTime }: Event): number {
  return Number(eventTime?.seconds ?? 0) * 1_000 + (eventTime?.nanos ?? 0) / 1e6;
}

/** What the activity was started with for people to read, a JSON string. */
function summaryOf({ userMetadata }: Event): string | undefined {
  const data = userMetadata?.summary?.data;
  if (!data) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(data).toString('utf8'));
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
