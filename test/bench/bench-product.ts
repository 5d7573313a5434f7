import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { packageRoot } from '../../worker/package-root.ts';
import { type Diagnosis, taskQueue, workflowType } from '../../workflows/contract.ts';
import { startEstate } from '../estate/index.ts';
import { productEnvironment } from '../product-environment.ts';
import { quickMcpConfig } from '../quick-product.ts';
import { startTemporal } from '../temporal-server.ts';
import { type InvestigationShape, scriptOf, toolsPerTurn } from './scripted-investigation.ts';
import { startWorkerProgram } from './worker-program.ts';

/** One investigation that has ended with its diagnosis. */
export interface Investigated {
  workflowId: string;
  /** Milliseconds from the request to start it until the diagnosis is here, both Slack messages made. */
  wallMs: number;
}

export interface BenchProduct {
  client: Client;
  workerPid: number;
  /** Asks in a thread of the incidents channel, by starting the run; throws where it was not of the expected shape. */
  investigate(): Promise<Investigated>;
  close(): Promise<void>;
}

interface Options {
  shape: InvestigationShape;
  /** Temporal's server without the project's two settings. */
  stock?: boolean;
}

/**
 * The product with the scripted model and one quick MCP server, the worker as a program of its own. The fleet-wide rate on
 * a server (20 calls a second by default) is lifted: at zero latency it would be the only thing measured.
 */
export async function startBenchProduct({ shape, stock = false }: Options): Promise<BenchProduct> {
  const closes: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const step of closes.splice(0).reverse()) await step();
  };
  try {
    const estate = await startEstate({ caseDir: join(packageRoot(), 'test', 'cases', 'healthy') });
    closes.push(() => estate.close());
    const temporal = await startTemporal({ stock });
    closes.push(() => temporal.close());
    const config = await quickMcpConfig(shape.toolMs);
    closes.push(() => config.remove());
    const more = { SRE_AGENT_MCP_CONFIG: config.file, SRE_AGENT_SERVER_RATE: '100000' };
    const { env, remove } = await productEnvironment({ estate, temporal, model: 'scripted', more });
    closes.push(remove);
    const worker = await startWorkerProgram(env);
    closes.push(() => worker.stop());
    const connection = await Connection.connect({ address: temporal.address });
    closes.push(() => connection.close());
    const client = new Client({ connection });
    estate.model.script(scriptOf(shape));
    const { channel, request: question } = estate.incident;

    return {
      client,
      workerPid: worker.pid,
      close,
      investigate: async () => {
        const ts = estate.slack.say(question, { channel });
        const thread = { team: estate.slack.team, channel: estate.slack.channelId(channel), ts };
        const workflowId = `bench-${randomUUID()}`;
        const began = performance.now();
        const args = [{ question, thread }];
        const handle = await client.workflow.start(workflowType, { workflowId, taskQueue, args });
        const diagnosis: Diagnosis = await handle.result();
        const wallMs = performance.now() - began;
        const { turns, toolCalls } = diagnosis.usage;
        if (turns !== shape.rounds + 1 || toolCalls !== shape.rounds * toolsPerTurn + 1) {
          throw new Error(`a run of ${turns} turns and ${toolCalls} tool calls is not what was to be measured`);
        }
        return { workflowId, wallMs };
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
