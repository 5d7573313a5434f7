import { DefaultLogger, Runtime } from '@temporalio/worker';
import { createLog, type Logger } from '../mcp-servers/runtime/log.ts';
import { sendThroughProxy } from '../mcp-servers/runtime/proxy.ts';
import { ConfigError, readWorkerConfig } from './config.ts';
import { startWorker } from './start.ts';

/** The worker program. SIGTERM and SIGINT let what is under way finish; a second one ends it at once. */
async function main(): Promise<void> {
  const config = await readWorkerConfig(process.env);
  sendThroughProxy(process.env);
  const log = createLog('worker', config.logLevel);
  // The SDK's own handlers would stop the workers behind our back, before the MCP servers are closed.
  Runtime.install({ shutdownSignals: [], logger: sdkLog(log) });
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

/** The SDK's lines in the same log: one format, redacted like the rest. */
function sdkLog(log: Logger): DefaultLogger {
  const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;
  return new DefaultLogger('INFO', ({ level, message, meta }) => {
    // What the SDK says at INFO is detail here, and a server's queue has no workflows on purpose.
    const detail = level === 'INFO' || message.startsWith('No workflows registered');
    log[detail ? 'debug' : levels[level]]({ ...meta }, message);
  });
}

main().catch((error: unknown) => {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exitCode = 1;
});
