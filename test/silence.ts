import { Runtime } from '@temporalio/worker';

let silent = false;

/** The SDK's own log and signal handlers off, once a process; failures reach whoever awaits them. */
export function silence(): void {
  if (silent) return;
  silent = true;
  const quiet = () => {};
  const logger = { log: quiet, trace: quiet, debug: quiet, info: quiet, warn: quiet, error: quiet };
  Runtime.install({ shutdownSignals: [], logger });
}
