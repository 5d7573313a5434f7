import { setTimeout as sleep } from 'node:timers/promises';
import { startBenchProduct } from './bench-product.ts';
import type { Figure, Outcome } from './figure.ts';
import { processTable } from './process-table.ts';
import type { InvestigationShape } from './scripted-investigation.ts';
import { mean } from './statistics.ts';
import { deployedFlags } from './worker-program.ts';

const shape: InvestigationShape = { rounds: 8, characters: 8_000, modelMs: 100, toolMs: 30 };
const investigations = 50;
const atATime = 4;
const everyMs = 250;
const aimBytes = 400e6;

interface Sample {
  /** Investigations that had ended. */
  ended: number;
  resident: number;
}

/** Resident memory of the worker process, without its MCP servers' processes, as investigations pass through it. */
export async function memory(): Promise<Outcome> {
  const samples = await sampled();
  const peak = Math.max(...samples.map(({ resident }) => resident));
  const during = (from: number, to: number) =>
    mean(samples.filter(({ ended }) => ended >= from && ended < to).map(({ resident }) => resident));
  // Means of ten investigations each, thirty apart.
  const growth = (during(40, 50) - during(10, 20)) / 30;
  const after: Figure[] = [0, 10, 20, 30, 40, 50].map((ended) => ({
    what: ended === 0 ? 'idle, before the first' : `after ${ended}`,
    measured: megabytes(samples.find((sample) => sample.ended >= ended)?.resident ?? Number.NaN),
  }));
  return {
    title: `memory: the worker process with its prebuilt bundle over ${investigations} investigations, ${atATime} at a time`,
    figures: [
      ...after,
      { what: 'peak', measured: megabytes(peak), aim: 'under 400 MB', met: peak < aimBytes },
      {
        what: 'growth per investigation, from the second ten to the last ten',
        measured: `${(growth / 1e6).toFixed(2)} MB`,
        aim: 'flat',
      },
    ],
    notes: [
      `Flags of \`npm run worker\`: ${(await deployedFlags()).join(' ') || 'none'}.`,
      `Each has 8 turns with 3 results of 8,000 characters. Sampled every ${everyMs} ms; MB are 10^6 bytes, resident.`,
    ],
  };
}

async function sampled(): Promise<Sample[]> {
  const product = await startBenchProduct({ shape });
  try {
    const samples: Sample[] = [];
    let ended = 0;
    const sample = async () => {
      const resident = (await processTable()).find(({ pid }) => pid === product.workerPid)?.resident;
      if (resident === undefined) throw new Error('the worker process is gone');
      samples.push({ ended, resident });
    };
    await sample();
    let left = investigations;
    const lane = async () => {
      while (left-- > 0) {
        await product.investigate();
        ended += 1;
      }
    };
    const done = Promise.all(Array.from({ length: atATime }, lane));
    const watching = new AbortController();
    const watched = (async () => {
      while (!watching.signal.aborted) {
        await sample();
        await sleep(everyMs);
      }
    })();
    try {
      await done;
    } finally {
      watching.abort();
      await watched;
    }
    await sample();
    return samples;
  } finally {
    await product.close();
  }
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
