import { createHash } from 'node:crypto';
import { turnsOf } from './conversation-rules.ts';
import type { Prompt } from './request-schema.ts';

export interface InputUsage {
  input_tokens: number;
  cache_read_input_tokens: number;
  cache_creation_input_tokens: number;
}

/** Anthropic looks at most this many blocks back from a breakpoint for something it holds. */
const lookBack = 20;

/** Roughly what English costs; the estate needs a number that grows with the text, not the right one. */
export const tokensOf = (characters: number): number => Math.ceil(characters / 4);

/**
 * Prompt caching as the API bills it: tools, system and messages are one sequence of blocks, a breakpoint stores the
 * prefix that ends there, and a later request reads the longest stored prefix. What a test sees is whether caching works:
 * the smallest cacheable prefix and the time to live are not played.
 */
export class PromptCache {
  readonly #prefixes = new Set<string>();

  /** Counts a request and stores its breakpoints. */
  use(prompt: Prompt): InputUsage {
    const blocks = sequence(prompt);
    const breakpoints = blocks.flatMap((block, at) => (block.breakpoint ? [at] : []));
    const last = breakpoints.at(-1) ?? -1;
    const hit = breakpoints
      .flatMap((at) => Array.from({ length: lookBack }, (_, back) => at - back))
      .filter((at) => this.#prefixes.has(blocks[at]?.prefix ?? ''))
      .reduce((best, at) => Math.max(best, at), -1);
    for (const at of breakpoints) this.#prefixes.add(blocks[at]?.prefix ?? '');
    const upTo = (at: number): number => tokensOf(blocks[at]?.characters ?? 0);
    return {
      cache_read_input_tokens: upTo(hit),
      cache_creation_input_tokens: Math.max(0, upTo(last) - upTo(hit)),
      input_tokens: Math.max(1, upTo(blocks.length - 1) - upTo(Math.max(last, hit))),
    };
  }
}

/** Tokens of a whole prompt, cached or not. */
export const promptTokens = (prompt: Prompt): number => tokensOf(sequence(prompt).at(-1)?.characters ?? 0);

interface Block {
  /** Hash of everything up to and including this block. */
  prefix: string;
  /** Characters of everything up to and including this block. */
  characters: number;
  breakpoint: boolean;
}

function sequence(prompt: Prompt): Block[] {
  const system = typeof prompt.system === 'string' ? [{ type: 'text', text: prompt.system }] : (prompt.system ?? []);
  const messages = turnsOf(prompt).flatMap((turn) => turn.content.map((block) => ({ role: turn.role, ...block })));
  // A change of thinking or tool choice keeps the cached tools and system, and loses the messages.
  const mode = { mode: [prompt.thinking ?? null, prompt.tool_choice ?? null] };
  const hash = createHash('sha256').update(prompt.model);
  let characters = 0;
  const blocks: { cache_control?: unknown }[] = [...(prompt.tools ?? []), ...system, mode as object, ...messages];
  return blocks.map(({ cache_control, ...rest }) => {
    const text = JSON.stringify(rest);
    hash.update(text);
    characters += text.length;
    return { prefix: hash.copy().digest('hex'), characters, breakpoint: Boolean(cache_control) };
  });
}
