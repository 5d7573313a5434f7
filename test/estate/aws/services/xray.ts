import { z } from 'zod';
import { type Operation, operation, time } from '../operation.ts';
import type { Recorded } from '../recorded.ts';
import type { Region } from '../world.ts';

const trace = z.looseObject({ Id: z.string() });
const summary = z.looseObject({ Id: z.string(), StartTime: z.union([z.number(), z.string()]).optional() });

/** The recorded traces, chosen by time and by id as X-Ray chooses them. */
export const xrayOperations: Record<string, Operation> = {
  GetTraceSummaries: operation(
    z.strictObject({ StartTime: time, EndTime: time, Sampling: z.boolean().optional() }),
    ({ StartTime, EndTime }, { region, now }) => {
      const all = rows(region, 'GetTraceSummaries', 'TraceSummaries', summary);
      const found = all.filter(({ Id, StartTime: began }) => {
        const at = beginning(Id, began);
        return at >= +StartTime && at <= +EndTime;
      });
      return { TraceSummaries: found, ApproximateTime: now, TracesProcessedCount: found.length };
    },
    'InvalidRequestException',
  ),
  BatchGetTraces: operation(
    z.strictObject({ TraceIds: z.array(z.string()).min(1).max(5) }),
    ({ TraceIds }, { region }) => {
      const found = rows(region, 'BatchGetTraces', 'Traces', trace).filter(({ Id }) => TraceIds.includes(Id));
      const known = new Set(found.map(({ Id }) => Id));
      return { Traces: found, UnprocessedTraceIds: TraceIds.filter((id) => !known.has(id)) };
    },
    'InvalidRequestException',
  ),
};

/** Where a summary has no time, its id has: 1-58406520-a006649127e371903a2de979. */
function beginning(id: string, began: number | string | undefined): number {
  if (typeof began === 'string') return Date.parse(began);
  return (began ?? Number.parseInt(id.split('-')[1] ?? '', 16)) * 1_000;
}

/** Of all recorded answers, each once: a case may hold one for each id. */
function rows<Row extends { Id: string }>(region: Region, name: string, list: string, row: z.ZodType<Row>): Row[] {
  const recorded: Recorded[] = region.responses.get(`xray/${name}`) ?? [];
  const all = recorded.flatMap((entry) =>
    'response' in entry ? z.array(row).default([]).parse(entry.response[list]) : [],
  );
  return [...new Map(all.map((one) => [one.Id, one])).values()];
}
