import { setTimeout as sleep } from 'node:timers/promises';
import { isGrpcServiceError, NamespaceNotFoundError, ServiceError } from '@temporalio/client';

/** Final by gRPC's own rules: INVALID_ARGUMENT, NOT_FOUND, PERMISSION_DENIED, UNIMPLEMENTED, UNAUTHENTICATED. */
const final = new Set([3, 5, 7, 12, 16]);

/** What a person is told where Temporal did not take a start or a stop. */
export class Unanswered extends Error {
  readonly reason: 'away' | 'refused';

  constructor(reason: 'away' | 'refused', cause: unknown) {
    super(cause instanceof Error ? detailOf(cause) : String(cause), { cause });
    this.name = 'Unanswered';
    this.reason = reason;
  }
}

/**
 * Tries until it works, at least once, with pauses from a quarter of a second up to five.
 *
 * @param until milliseconds since the epoch
 * @throws Unanswered when `until` has passed, or at once where Temporal refuses for good; the signal's reason when that fires.
 */
export async function untilTemporalAnswers<T>(ask: () => Promise<T>, until: number, signal: AbortSignal): Promise<T> {
  for (let pause = 250; ; pause = Math.min(pause * 2, 5_000)) {
    signal.throwIfAborted();
    try {
      return await ask();
    } catch (error) {
      if (error instanceof NamespaceNotFoundError || final.has(codeOf(error) ?? -1))
        throw new Unanswered('refused', error);
      if (Date.now() + pause >= until) throw new Unanswered('away', error);
    }
    await sleep(pause, undefined, { signal });
  }
}

function codeOf(error: unknown): number | undefined {
  const cause = error instanceof ServiceError ? error.cause : error;
  return isGrpcServiceError(cause) ? cause.code : undefined;
}

function detailOf(error: Error): string {
  const cause = error instanceof ServiceError ? error.cause : error;
  return isGrpcServiceError(cause) ? cause.details : error.message;
}
