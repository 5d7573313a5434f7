import { BatchGetTracesCommand, GetTraceSummariesCommand, type TraceSummary } from '@aws-sdk/client-xray';
import type { Connection } from '../connection.ts';
import { type Segment, segmentsOf } from '../traces/segment.ts';
import type { Span } from './log-events.ts';
import { batches, paged } from './paged.ts';

export interface Trace {
  id: string;
  at: Date;
  /** Seconds. */
  duration: number;
  failed: boolean;
  entry: string;
  services: string[];
}

const pages = 3;
/** X-Ray lists a window of six hours at most. */
const longest = 6 * 3_600_000;
/** What BatchGetTraces takes. */
const perBatch = 5;

/** Traces of a window, or of its last six hours. */
export async function listTraces(
  connection: Connection,
  { since, until }: Span,
  signal: AbortSignal,
): Promise<{ items: Trace[]; more: boolean }> {
  const from = new Date(Math.max(since.getTime(), until.getTime() - longest));
  let asked = 0;
  const { items, more } = await paged(Number.MAX_SAFE_INTEGER, async (NextToken) => {
    const input = { StartTime: from, EndTime: until, ...(NextToken !== undefined && { NextToken }) };
    const page = await connection.read('xray:GetTraceSummaries', input, signal, ({ xray }, options) =>
      xray.send(new GetTraceSummariesCommand(input), options),
    );
    asked += 1;
    return { items: page.TraceSummaries, next: asked < pages ? page.NextToken : undefined };
  });
  const traces = items.map(toTrace).filter(({ at }) => at >= from && at <= until);
  return { items: traces, more: more || asked >= pages };
}

/** The roots of each trace, by its id. */
export async function readTraces(
  connection: Connection,
  ids: string[],
  signal: AbortSignal,
): Promise<Map<string, Segment[]>> {
  const answers = await Promise.all(
    batches(ids, perBatch).map((TraceIds) =>
      connection.read('xray:BatchGetTraces', { TraceIds }, signal, ({ xray }, options) =>
        xray.send(new BatchGetTracesCommand({ TraceIds }), options),
      ),
    ),
  );
  return new Map(
    answers
      .flatMap(({ Traces = [] }) => Traces)
      .filter(({ Id = '' }) => ids.includes(Id))
      .map(({ Id = '', Segments = [] }) => [Id, segmentsOf(Segments.map(({ Document = '' }) => Document))]),
  );
}

function toTrace(summary: TraceSummary): Trace {
  const { Id = '', StartTime, MatchedEventTime, Duration, ResponseTime } = summary;
  // The id holds the second in which the trace began: 1-58406520-a006649127e371903a2de979
  const began = Number.parseInt(Id.split('-')[1] ?? '', 16) * 1_000;
  return {
    id: Id,
    at: StartTime ?? MatchedEventTime ?? new Date(began || 0),
    duration: Duration ?? ResponseTime ?? 0,
    failed: Boolean(summary.HasFault || summary.HasError || summary.HasThrottle),
    entry: summary.EntryPoint?.Name ?? summary.ServiceIds?.[0]?.Name ?? '?',
    services: (summary.ServiceIds ?? []).flatMap(({ Name }) => Name ?? []),
  };
}
