import { startBenchProduct } from './bench-product.ts';
import type { Outcome } from './figure.ts';
import { criticalPath, type InvestigationShape } from './scripted-investigation.ts';
import { median, spread } from './statistics.ts';
import { legLines, type Turn, turnsOf } from './turn-legs.ts';

const shape: InvestigationShape = { rounds: 8, characters: 2_000, modelMs: 1_000, toolMs: 300 };
const runs = 3;
const aim = 1.03;

/** Wall time of an investigation with real waiting in it, as a ratio to the waiting that nothing can make shorter. */
export async function overhead(): Promise<Outcome> {
  const product = await startBenchProduct({ shape });
  try {
    const turns: Turn[] = [];
    const loops: number[] = [];
    const walls: number[] = [];
    for (let run = 0; run < runs; run++) {
      const { workflowId, wallMs } = await product.investigate();
      const made = turnsOf(await product.client.workflow.getHandle(workflowId).fetchHistory());
      turns.push(...made);
      loops.push(made.reduce((sum, { totalMs }) => sum + totalMs, 0));
      walls.push(wallMs);
    }
    const { loopMs, runMs } = criticalPath(shape);
    const ratios = (times: number[], of: number) => times.map((time) => time / of);
    const met = (times: number[], of: number) => median(ratios(times, of)) <= aim;
    return {
      title: `overhead: 8 turns with 3 parallel tools each, model 1 s, tool 0.3 s; median of ${runs} runs (min–max)`,
      figures: [
        {
          what: `loop of 8 turns / ${loopMs / 1_000} s (8 × (1 + 0.3))`,
          measured: spread(ratios(loops, loopMs), 3),
          aim: `${aim}`,
          met: met(loops, loopMs),
        },
        {
          what: `whole run, asked to answered / ${runMs / 1_000} s (first look 0.3 + loop + submitting turn 1)`,
          measured: spread(ratios(walls, runMs), 3),
          aim: `${aim}`,
          met: met(walls, runMs),
        },
      ],
      notes: ['Where a turn goes, by the event times of the histories (medians):', ...legLines(turns)],
    };
  } finally {
    await product.close();
  }
}
