import { createHash } from 'node:crypto';
import { type Turn, turnsOf } from './conversation-rules.ts';
import { adaptiveModels, bindingModels, isClaude } from './models.ts';
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
  /** Signatures of thinking that newer models bind to the conversation it was made in. */
  readonly #conversations = new Map<string, Set<string>>();

  sign(thinking: string, signature?: string): string {
    const issued = signature ?? createHash('sha256').update(`signed:${thinking}`).digest('base64');
    this.#bySignature.set(issued, thinking);
    return issued;
  }

  /** Remembers which thoughts went out with which tool calls, and in which conversation. */
  issue(content: Record<string, unknown>[], prompt: Prompt): void {
    if (bindingModels.has(prompt.model)) {
      const conversation = conversationOf(prompt, turnsOf(prompt));
      for (const { signature } of content.flatMap(thoughtOf)) {
        const known = this.#conversations.get(signature) ?? new Set();
        this.#conversations.set(signature, known.add(conversation));
      }
    }
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
        const [thought] = thoughtOf(block);
        const bound = thought && this.#conversations.get(thought.signature);
        if (bound && !bound.has(conversationOf(prompt, turns.slice(0, at)))) {
          return `messages.${at}.content.${index}: Invalid \`signature\` in \`thinking\` block. The block is bound to a different conversation.`;
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

/** System prompt, tools and every turn before; breakpoints of the prompt cache may move. */
function conversationOf({ system, tools }: Prompt, before: Turn[]): string {
  const bytes = JSON.stringify([system, tools, before], (key, value: unknown) =>
    key === 'cache_control' ? undefined : value,
  );
  return createHash('sha256').update(bytes).digest('hex');
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
