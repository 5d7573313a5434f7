import { bareTurns } from './bare-turn.ts';
import { startBenchProduct } from './bench-product.ts';
import type { Figure, Outcome } from './figure.ts';
import type { InvestigationShape } from './scripted-investigation.ts';
import { median, spread } from './statistics.ts';
import { legLines, type Turn, turnsOf } from './turn-legs.ts';

const shape: InvestigationShape = { rounds: 8, characters: 2_000, modelMs: 0, toolMs: 0 };
const runs = 5;
const aimMs = 30;

/** What a turn costs beyond its work: model and tools answer at once. */
export async function turn(): Promise<Outcome> {
  const bare = await bareTurns(runs, shape.rounds);
  const tuned = await measured(false);
  const stock = await measured(true);
  const figure = (what: string, turns: Turn[]): Figure => ({
    what,
    measured: spread(
      turns.map(({ totalMs }) => totalMs),
      1,
      ' ms',
    ),
  });
  const middle = (turns: Turn[]) => median(turns.map(({ totalMs }) => totalMs));
  const met = middle(tuned) <= aimMs;
  return {
    title: `turn: model and 3 parallel tools at zero latency; median of ${tuned.length} turns in ${runs} runs (min–max)`,
    figures: [
      { ...figure('a turn on the tuned server', tuned), aim: `${aimMs} ms`, met },
      figure('a turn on the stock server', stock),
      figure('the same steps with empty activities, tuned server', bare),
      { what: 'tuned turn / empty steps', measured: (middle(tuned) / middle(bare)).toFixed(2) },
    ],
    notes: [
      ...['Where it goes, tuned:', ...legLines(tuned)],
      ...['Where it goes, stock:', ...legLines(stock)],
      ...['Where it goes with empty activities:', ...legLines(bare)],
    ],
  };
}

async function measured(stock: boolean): Promise<Turn[]> {
  const product = await startBenchProduct({ shape, stock });
  try {
    // The first run meets cold code and caches.
    await product.investigate();
    const turns: Turn[] = [];
    for (let run = 0; run < runs; run++) {
      const { workflowId } = await product.investigate();
      turns.push(...turnsOf(await product.client.workflow.getHandle(workflowId).fetchHistory()));
    }
    return turns;
  } finally {
    await product.close();
  }
}
