import { Runtime } from '@temporalio/worker';
import { createLog } from '../mcp-servers/runtime/log.ts';
import { ConfigError, readWorkerConfig } from './config.ts';
import { startWorker } from './start.ts';

/** The worker program. SIGTERM and SIGINT let what is under way finish; a second one ends it at once. */
async function main(): Promise<void> {
  const config = await readWorkerConfig(process.env);
  const log = createLog('worker', config.logLevel);
  // The SDK's own handlers would stop the workers behind our back, before the MCP servers are closed.
  Runtime.install({ shutdownSignals: [] });
  const worker = await startWorker({ config, env: process.env, log });
  const stop = () => {
    process.once('SIGINT', () => process.exit(130));
    process.once('SIGTERM', () => process.exit(143));
    void worker.stop();
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  await worker.done;
  await worker.stop();
  log.info('the worker has stopped');
}

main().catch((error: unknown) => {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exitCode = 1;
});
