import type { ToolContext } from './tool.ts';

/** One field of the form that a client shows for a prompt. Never required: a person may know only half of it. */
export interface PromptArgument {
  name: string;
  description: string;
  /** Everything that could be meant; the runtime chooses by what was typed. A failure suggests nothing. */
  suggest?(context: Pick<ToolContext, 'signal' | 'now'>): Promise<string[]> | string[];
}

/** A text that a person picks in a client and that starts a conversation. */
export interface Prompt {
  name: string;
  title: string;
  description: string;
  arguments: PromptArgument[];
  /** The user's turn; arguments that were left empty are missing. */
  text(given: Record<string, string>): string;
}
