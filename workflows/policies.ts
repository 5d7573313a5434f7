import type { ActivityOptions, LocalActivityOptions, RetryPolicy } from '@temporalio/workflow';
import type { Settings } from './activities.ts';
import { serverTaskQueue } from './contract.ts';

/**
 * Every activity's timeouts and retries, chosen in one place.
 *
 * - `startToClose` bounds one attempt; `heartbeat` is how soon a killed worker's attempt is given to another.
 * - Nothing here bounds how long work waits for a worker: a worker that comes back late goes on, and the run's own
 *   deadlines decide what is still worth doing.
 * - A failure's type decides whether it is tried again; activities mark what is final as non-retryable themselves, and
 *   a Retry-After of the other side becomes the delay.
 */
export interface Policies {
  listTools: ActivityOptions;
  resolveScope: ActivityOptions;
  callTool(server: string): ActivityOptions;
  takeTurn: ActivityOptions;
  /** Slack being down delays a message and doesn't lose it: tried for a day. */
  post: ActivityOptions;
}

/** Configuration only, no I/O: a local activity, so that the acknowledgement is not kept waiting. */
export const settingsPolicy: LocalActivityOptions = { startToCloseTimeout: '5s', retry: { maximumAttempts: 5 } };

export function policies({ initialMs, maximumMs, modelAttempts }: Settings['retry']): Policies {
  const retry = (maximumAttempts?: number): RetryPolicy => ({
    initialInterval: initialMs,
    maximumInterval: maximumMs,
    backoffCoefficient: 2,
    ...(maximumAttempts === undefined ? {} : { maximumAttempts }),
  });
  return {
    listTools: { startToCloseTimeout: '45s', heartbeatTimeout: '10s', retry: retry(3) },
    resolveScope: { startToCloseTimeout: '60s', heartbeatTimeout: '10s', retry: retry(3) },
    // A tool's own deadline is 60 s. Transport failures and retryable errors are tried twice more; the rest is data.
    callTool: (server) => ({
      taskQueue: serverTaskQueue(server),
      startToCloseTimeout: '90s',
      heartbeatTimeout: '10s',
      retry: retry(3),
    }),
    // The stream heartbeats as it flows and gives up by itself when it stalls for 60 s.
    takeTurn: { startToCloseTimeout: '10m', heartbeatTimeout: '10s', retry: retry(modelAttempts) },
    post: { startToCloseTimeout: '30s', heartbeatTimeout: '10s', scheduleToCloseTimeout: '24h', retry: retry() },
  };
}
