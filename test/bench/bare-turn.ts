import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Client } from '@temporalio/client';
import { bundleWorkflowCode, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { serverTaskQueue } from '../../workflows/contract.ts';
import { startTemporal } from '../temporal-server.ts';
import { type BareActivities, bareLoop, bareServer } from './bare-workflow.ts';
import { type Turn, turnsOf } from './turn-legs.ts';

const silent = { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} };

/** Turns whose activities answer at once from this process: the floor under a turn of the product. */
export async function bareTurns(runs: number, rounds: number): Promise<Turn[]> {
  Runtime.install({ shutdownSignals: [], logger: silent });
  const ending = import.meta.filename.endsWith('.ts') ? 'ts' : 'js';
  const workflowsPath = join(import.meta.dirname, `bare-workflow.${ending}`);
  const workflowBundle = await bundleWorkflowCode({ workflowsPath, logger: silent });
  const temporal = await startTemporal();
  const connection = await NativeConnection.connect({ address: temporal.address });
  const activities: BareActivities = { takeTurn: async () => 'taken', callTool: async () => 'called' };
  const taskQueue = 'bare';
  const workers = await Promise.all([
    Worker.create({ connection, taskQueue, workflowBundle, activities }),
    Worker.create({ connection, taskQueue: serverTaskQueue(bareServer), activities }),
  ]);
  const running = Promise.all(workers.map((worker) => worker.run()));
  try {
    const client = new Client({ connection });
    const turns: Turn[] = [];
    // As in the product's measurement, the first run meets cold code.
    for (let run = 0; run <= runs; run++) {
      const workflowId = `bare-${randomUUID()}`;
      await client.workflow.execute(bareLoop, { workflowId, taskQueue, args: [rounds] });
      if (run > 0) turns.push(...turnsOf(await client.workflow.getHandle(workflowId).fetchHistory()));
    }
    return turns;
  } finally {
    for (const worker of workers) worker.shutdown();
    await running;
    await connection.close();
    await temporal.close();
  }
}
