import type { WorkflowHandle } from '@temporalio/client';
import { median } from './statistics.ts';

export type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;
type HistoryEvent = NonNullable<History['events']>[number];

/** An activity as its history times it; milliseconds since the epoch. */
interface Timed {
  type: string;
  scheduled: number;
  started: number;
  completed: number;
}

/** The legs of one turn, in the order in which they pass; they add up to the turn. Milliseconds. */
export const legs = [
  'model turn: scheduled to started',
  'model turn: started to completed',
  'model turn completed to its calls scheduled',
  'calls scheduled to the last one started',
  'last call started to last completed',
  'last call completed to next turn scheduled',
] as const;

/** One turn with its tool calls: from its being scheduled to the next one's. */
export interface Turn {
  totalMs: number;
  legMs: number[];
}

/** The turns that called tools, by the event times of a history; the last turn, which submits, is none of them. */
export function turnsOf({ events }: History): Turn[] {
  const activities = timed(events ?? []);
  const models = activities.filter(({ type }) => type === 'takeTurn');
  return models.slice(0, -1).map((model, at) => {
    const next = models[at + 1]?.scheduled ?? Number.NaN;
    const calls = activities.filter(
      ({ type, scheduled }) => type === 'callTool' && scheduled >= model.completed && scheduled < next,
    );
    const marks = [
      model.scheduled,
      model.started,
      model.completed,
      Math.min(...calls.map((call) => call.scheduled)),
      Math.max(...calls.map((call) => call.started)),
      Math.max(...calls.map((call) => call.completed)),
      next,
    ];
    const legMs = legs.map((_, leg) => (marks[leg + 1] ?? Number.NaN) - (marks[leg] ?? Number.NaN));
    return { totalMs: next - model.scheduled, legMs };
  });
}

/** The median of each leg over many turns, a line each: where the time goes. */
export function legLines(turns: readonly Turn[]): string[] {
  return legs.map((name, leg) => {
    const middle = median(turns.map(({ legMs }) => legMs[leg] ?? Number.NaN));
    return `${middle.toFixed(1).padStart(9)} ms  ${name}`;
  });
}

function timed(events: readonly HistoryEvent[]): Timed[] {
  const scheduled = new Map(events.map((event) => [String(event.eventId), event]));
  const started = new Map(
    events.flatMap((event) => {
      const attributes = event.activityTaskStartedEventAttributes;
      return attributes ? [[String(attributes.scheduledEventId), event] as const] : [];
    }),
  );
  return events.flatMap((event) => {
    const id = event.activityTaskCompletedEventAttributes?.scheduledEventId;
    const [first, second] = [scheduled.get(String(id)), started.get(String(id))];
    const type = first?.activityTaskScheduledEventAttributes?.activityType?.name;
    if (!first || !second || !type) return [];
    return [{ type, scheduled: timeOf(first), started: timeOf(second), completed: timeOf(event) }];
  });
}

/** Milliseconds since the epoch, with the fraction. */
export function timeOf({ eventTime }: HistoryEvent): number {
  return Number(eventTime?.seconds ?? 0) * 1_000 + (eventTime?.nanos ?? 0) / 1e6;
}
