import type { Client } from '@temporalio/client';
import { startBenchProduct } from './bench-product.ts';
import type { Figure, Outcome } from './figure.ts';
import type { InvestigationShape } from './scripted-investigation.ts';

const usual: InvestigationShape = { rounds: 8, characters: 2_000, modelMs: 0, toolMs: 0 };
/** The default budget of turns, each result as large as one may be. */
const largest: InvestigationShape = { rounds: 19, characters: 16_000, modelMs: 0, toolMs: 0 };
const aimBytes = 5e6;

/** What an investigation leaves in Temporal. */
export async function history(): Promise<Outcome> {
  const [small, large] = [await measured(usual), await measured(largest)];
  const show = ({ bytes, events, runs }: Left): string =>
    `${(bytes / 1e6).toFixed(2)} MB in ${events} events${runs > 1 ? ` of ${runs} runs` : ''}`;
  const figures: Figure[] = [
    { what: '8 turns with 3 results of 2,000 characters each, and the answer', measured: show(small) },
    {
      what: '20 turns, 19 with 3 results of 16,000 characters each',
      measured: show(large),
      aim: 'under 5 MB',
      met: large.bytes < aimBytes,
    },
  ];
  return { title: 'history: bytes as the server counts them', figures, notes: [] };
}

interface Left {
  bytes: number;
  events: number;
  /** More than one where it continued as new. */
  runs: number;
}

async function measured(shape: InvestigationShape): Promise<Left> {
  const product = await startBenchProduct({ shape });
  try {
    const { workflowId } = await product.investigate();
    return await leftBy(product.client, workflowId);
  } finally {
    await product.close();
  }
}

/** Summed over the runs that it continued as. */
async function leftBy(client: Client, workflowId: string): Promise<Left> {
  const left: Left = { bytes: 0, events: 0, runs: 0 };
  for await (const { runId } of client.workflow.list({ query: `WorkflowId = '${workflowId}'` })) {
    const { historySize = 0, historyLength } = await client.workflow.getHandle(workflowId, runId).describe();
    left.bytes += historySize;
    left.events += historyLength;
    left.runs += 1;
  }
  if (left.runs === 0) throw new Error(`no run of ${workflowId} is listed`);
  return left;
}
