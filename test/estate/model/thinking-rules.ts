import { createHash } from 'node:crypto';
import { type Turn, turnsOf } from './conversation-rules.ts';
import { adaptiveModels, isClaude } from './models.ts';
import type { Prompt } from './request-schema.ts';

interface Thought {
  type: 'thinking' | 'redacted_thinking';
  /** The thinking, or the data of a redacted block. */
  content: string;
  signature: string;
}

/** Issues signatures and remembers what stood under them, so that a thinking block that comes back can be compared. */
export class IssuedThinking {
  readonly #bySignature = new Map<string, string>();
  readonly #byCalls = new Map<string, Thought[]>();

  sign(thinking: string, signature?: string): string {
    const issued = signature ?? createHash('sha256').update(`signed:${thinking}`).digest('base64');
    this.#bySignature.set(issued, thinking);
    return issued;
  }

  /** Remembers which thoughts went out with which tool calls. */
  issue(content: Record<string, unknown>[]): void {
    this.#byCalls.set(callsOf(content), content.flatMap(thoughtOf));
  }

  violation(prompt: Prompt): string | undefined {
    if (prompt.thinking && !isClaude(prompt.model)) return 'thinking: Extra inputs are not permitted';
    if (prompt.thinking?.type === 'adaptive' && !adaptiveModels.has(prompt.model)) {
      return 'adaptive thinking is not supported on this model';
    }
    const turns = turnsOf(prompt);
    for (const [at, turn] of turns.entries()) {
      for (const [index, block] of turn.content.entries()) {
        if (block.type === 'thinking' && this.#bySignature.get(block.signature) !== block.thinking) {
          return `messages.${at}.content.${index}: Invalid \`signature\` in \`thinking\` block`;
        }
      }
    }
    return prompt.thinking && prompt.thinking.type !== 'disabled' ? this.#changed(turns) : undefined;
  }

  /** Thinking of the last assistant turn stays as it was while its tool calls are being answered. */
  #changed(turns: Turn[]): string | undefined {
    const at = turns.findLastIndex((turn) => turn.role === 'assistant');
    const turn = turns[at];
    const issued = turn && this.#byCalls.get(callsOf(turn.content));
    if (!issued || callsOf(turn.content) === '[]') return undefined;
    const back = turn.content.flatMap(thoughtOf);
    return JSON.stringify(back) === JSON.stringify(issued)
      ? undefined
      : `messages.${at}.content: \`thinking\` or \`redacted_thinking\` blocks in the latest assistant message cannot be modified. These blocks must remain as they were in the original response.`;
  }
}

/** A turn is known again by what it called; the ids are the caller's to rename, as long as they pair. */
const callsOf = (content: Record<string, unknown>[]): string =>
  JSON.stringify(content.flatMap((block) => (block.type === 'tool_use' ? [[block.name, block.input]] : [])));

function thoughtOf(block: Record<string, unknown>): Thought[] {
  if (block.type === 'thinking') {
    return [{ type: 'thinking', content: String(block.thinking), signature: String(block.signature) }];
  }
  return block.type === 'redacted_thinking'
    ? [{ type: 'redacted_thinking', content: String(block.data), signature: '' }]
    : [];
}
