import type { Script } from '../estate/model/system.ts';
import { calls, submits } from '../workflows/scripted.ts';

export interface InvestigationShape {
  /** Turns that call three tools in parallel; one more submits the diagnosis. */
  rounds: number;
  /** Characters of each result. */
  characters: number;
  /** Milliseconds that each model turn takes. */
  modelMs: number;
  /** Milliseconds that each tool takes. */
  toolMs: number;
}

export const toolsPerTurn = 3;

/**
 * The model's script for any number of investigations of this shape side by side: a turn is counted in the request, and
 * no call repeats an earlier one, since that would be answered without asking the server.
 */
export function scriptOf({ rounds, characters, modelMs }: InvestigationShape): Script {
  return ({ messages }) => {
    const turn = messages.filter(isAnswer).length;
    if (turn >= rounds) return { ...submits(), latencyMs: modelMs };
    const reads = Array.from({ length: toolsPerTurn }, (_, at) => ({
      name: 'quick_read',
      input: { number: turn * toolsPerTurn + at, characters, max_chars: Math.max(500, characters) },
    }));
    return { ...calls(...reads), latencyMs: modelMs };
  };
}

const isAnswer = (message: unknown): boolean =>
  typeof message === 'object' && message !== null && 'role' in message && message.role === 'assistant';

/**
 * Milliseconds that nothing can make shorter, for the loop alone (every turn with its tools) and for the whole run (the
 * first look before it and the turn that submits after it).
 */
export function criticalPath({ rounds, modelMs, toolMs }: InvestigationShape): { loopMs: number; runMs: number } {
  const loopMs = rounds * (modelMs + toolMs);
  return { loopMs, runMs: toolMs + loopMs + modelMs };
}
