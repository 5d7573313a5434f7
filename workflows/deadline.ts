import { ApplicationFailure, CancellationScope, isCancellation } from '@temporalio/workflow';

/**
 * Runs `work` until `deadline` (milliseconds since the epoch); past it, fails with `HardDeadline`. A workflow execution
 * timeout would run no code of ours, so nobody would be told.
 */
export async function withinDeadline<T>(deadline: number, allowedMs: number, work: () => Promise<T>): Promise<T> {
  const whole = CancellationScope.current();
  try {
    return await CancellationScope.withTimeout(Math.max(1, deadline - Date.now()), work);
  } catch (error) {
    // The scope inside was cancelled: by its timer, unless the whole run was.
    if (!isCancellation(error) || whole.consideredCancelled) throw error;
    const minutes = Math.round(allowedMs / 6_000) / 10;
    throw ApplicationFailure.nonRetryable(`There was no answer within ${minutes} minutes.`, 'HardDeadline');
  }
}
