import { Client, Connection } from '@temporalio/client';
import { createLog } from '../mcp-servers/runtime/log.ts';
import { configFrom } from '../trigger/config.ts';
import { slackTrigger } from '../trigger/slack/slack-trigger.ts';
import { temporalFrom } from '../trigger/temporal.ts';
import { readWorkerConfig } from '../worker/config.ts';
import { startWorker } from '../worker/start.ts';
import { silence } from './silence.ts';

export interface Product {
  /** Settles when the worker has tried each of its MCP servers. */
  warm: Promise<void>;
  client: Client;
  stop(): Promise<void>;
}

interface Options {
  env: Record<string, string>;
  workflowBundle?: { code: string };
  /** Both by default. */
  parts?: ('worker' | 'trigger')[];
}

/** Worker and trigger in this process, wired as their own programs wire them. */
export async function startProduct({ env, workflowBundle, parts = ['worker', 'trigger'] }: Options): Promise<Product> {
  silence();
  const log = createLog('product', env.LOG_LEVEL);
  const running: { stop(): Promise<void> }[] = [];
  let warm = Promise.resolve();
  if (parts.includes('worker')) {
    const worker = await startWorker({ config: await readWorkerConfig(env), env, log, workflowBundle });
    running.push(worker);
    warm = worker.warm;
  }
  if (parts.includes('trigger')) {
    const temporal = temporalFrom(env);
    const trigger = slackTrigger(configFrom(env), { temporal, log, env });
    await trigger.start();
    running.push({ stop: () => trigger.stop().then(() => temporal.close()) });
  }
  const connection = await Connection.connect({ address: env.TEMPORAL_ADDRESS });
  return {
    warm,
    client: new Client({ connection, namespace: env.TEMPORAL_NAMESPACE || 'default' }),
    stop: async () => {
      await Promise.all(running.map((part) => part.stop()));
      await connection.close();
    },
  };
}
