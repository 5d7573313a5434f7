import { ActivityFailure, ApplicationFailure, isCancellation, TimeoutFailure } from '@temporalio/workflow';
import type { Setback, Stage } from './contract.ts';

/** The failure that somebody decides by, below the envelopes that Temporal puts round it. */
export function rootFailure(error: unknown): { type: string; message: string } {
  if (error instanceof ActivityFailure && error.cause) return rootFailure(error.cause);
  if (error instanceof ApplicationFailure) return { type: error.type ?? 'Failure', message: error.message };
  if (error instanceof TimeoutFailure) {
    const cause = error.cause ? ` (${rootFailure(error.cause).message})` : '';
    return { type: 'ActivityTimeout', message: `A step did not answer in time: ${error.timeoutType}${cause}` };
  }
  if (isCancellation(error)) return { type: 'Cancelled', message: 'The investigation was cancelled.' };
  return { type: 'Failure', message: error instanceof Error ? error.message : String(error) };
}

const again = 'Mention me again in this thread to start anew.';

export function setbackOf(stage: Stage, error: unknown, found: string[], stoppedBy?: string): Setback {
  const { type, message } = rootFailure(error);
  if (stoppedBy !== undefined) {
    return { stage, type: 'Stopped', message: `Stopped by ${stoppedBy}.`, found, tryAgain: again };
  }
  const withoutModel = 'Or add `--model rules` to your question for a diagnosis without a language model.';
  return { stage, type, message, found, tryAgain: type.startsWith('Model') ? `${again} ${withoutModel}` : again };
}

/** Equal failures share it, whatever run or thread they happened in. */
export function fingerprintOf({ stage, type, message }: Setback): string {
  return `${stage}:${type}:${message.replace(/[0-9a-f]{6,}|\d+/g, '#').slice(0, 120)}`;
}
