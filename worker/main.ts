import { DefaultLogger, Runtime } from '@temporalio/worker';
import { createLog, type Logger } from '../mcp-servers/runtime/log.ts';
import { sendThroughProxy } from '../mcp-servers/runtime/proxy.ts';
import { ConfigError, readWorkerConfig } from './config.ts';
import { startWorker } from './start.ts';
import { TemporalUnreachable } from './temporal.ts';

/** The worker program. SIGTERM and SIGINT let what is under way finish; a second one ends it at once. */
async function main(): Promise<void> {
  const config = await readWorkerConfig(process.env);
  sendThroughProxy(process.env);
  const log = createLog('worker', config.logLevel);
  // The SDK's own handlers would stop the workers behind our back, before the MCP servers are closed.
  Runtime.install({ shutdownSignals: [], logger: sdkLog(log) });
  const worker = await startWorker({ config, env: process.env, log });
  let stopping: number | undefined;
  const stop = () => {
    // npm hands Ctrl-C on to a program that has it from the terminal already: that is no second one.
    if (stopping !== undefined && Date.now() - stopping > 1_000) process.exit(130);
    stopping ??= Date.now();
    void worker.stop();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
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
  const forPeople = error instanceof ConfigError || error instanceof TemporalUnreachable;
  console.error(forPeople ? error.message : error);
  // An attempt to connect may still be under way.
  process.exit(1);
});
