import { CancelledFailure, Context } from '@temporalio/activity';

/** Well inside the shortest heartbeat timeout of workflows/policies.ts. */
const everyMs = 2_000;

/**
 * Heartbeats while `work` runs, so that a killed worker is noticed and cancellation arrives. Clients throw errors of their
 * own when their signal fires, which Temporal would take for failures: they become the CancelledFailure it waits for.
 */
export async function heartbeating<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const context = Context.current();
  const timer = setInterval(() => context.heartbeat(), everyMs);
  try {
    return await work(context.cancellationSignal);
  } catch (error) {
    if (context.cancellationSignal.aborted) throw new CancelledFailure('cancelled');
    throw error;
  } finally {
    clearInterval(timer);
  }
}
