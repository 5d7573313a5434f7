import { CancelledFailure, type Client, WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { z } from 'zod';
import type { DiagnoseRequest } from '../workflows/contract.ts';

const summaryLimit = 4_000;

/** Only what is told to the next run: an older version's result may lack or have more. */
const diagnosed = z.object({ verdict: z.string(), rootCause: z.string(), summary: z.string(), asOf: z.string() });
const setBack = z.object({ message: z.string(), found: z.array(z.string()) });

/** What a closed run of the thread came to, as context for the next one. */
export async function earlierRun(
  client: Client,
  { workflowId, runId }: { workflowId: string; runId: string },
): Promise<NonNullable<DiagnoseRequest['earlier']>> {
  const summary = await outcomeOf(client, workflowId, runId);
  return { workflowId, runId, ...(summary ? { summary: summary.slice(0, summaryLimit) } : {}) };
}

async function outcomeOf(client: Client, workflowId: string, runId: string): Promise<string | undefined> {
  try {
    const result = diagnosed.safeParse(await client.workflow.getHandle(workflowId, runId).result()).data;
    return result && `${result.verdict} as of ${result.asOf}: ${result.rootCause}\n${result.summary}`;
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    if (error.cause instanceof CancelledFailure) return 'It was stopped before it had a diagnosis.';
    const setback =
      error.cause instanceof ApplicationFailure ? setBack.safeParse(error.cause.details?.[0]).data : undefined;
    return setback && `It failed: ${setback.message}\nFound before that: ${setback.found.join('; ') || 'nothing'}`;
  }
}
