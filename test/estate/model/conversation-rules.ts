import type { Prompt, RequestBlock } from './request-schema.ts';

export interface Turn {
  role: 'user' | 'assistant';
  content: RequestBlock[];
}

/** Messages as the API sees them: strings are one text block, neighbours of one role are one turn. */
export function turnsOf(prompt: Prompt): Turn[] {
  const turns: Turn[] = [];
  for (const { role, content } of prompt.messages) {
    const blocks: RequestBlock[] = typeof content === 'string' ? [{ type: 'text', text: content }] : content;
    const last = turns.at(-1);
    if (last?.role === role) last.content.push(...blocks);
    else turns.push({ role, content: [...blocks] });
  }
  return turns;
}

const toolUses = (turn: Turn | undefined): string[] =>
  turn?.role === 'assistant' ? turn.content.flatMap((b) => (b.type === 'tool_use' ? [b.id] : [])) : [];

/** The rules for roles, blocks, and tool calls with their results. Gives the first one broken, in Anthropic's words. */
export function conversationViolation(prompt: Prompt): string | undefined {
  const turns = turnsOf(prompt);
  if (turns[0]?.role !== 'user') return 'messages: first message must use the "user" role';
  const seen = new Set<string>();
  for (const [at, turn] of turns.entries()) {
    const broken =
      blockViolation(turn, at) ?? resultViolation(turn, turns[at - 1], at) ?? missingResult(turn, turns[at + 1], at);
    if (broken) return broken;
    for (const id of toolUses(turn)) {
      if (seen.has(id)) return `messages.${at}: \`tool_use\` ids must be unique`;
      seen.add(id);
    }
  }
  return endViolation(turns);
}

function blockViolation(turn: Turn, at: number): string | undefined {
  if (turn.content.length === 0) return `messages.${at}: all messages must have non-empty content`;
  for (const [index, block] of turn.content.entries()) {
    const where = `messages.${at}.content.${index}`;
    if (block.type === 'text' && block.text === '') return `messages: text content blocks must be non-empty (${where})`;
    if (block.type === 'text' && block.text.trim() === '') {
      return `messages: text content blocks must contain non-whitespace text (${where})`;
    }
    const theirs = block.type === 'tool_result' ? 'user' : block.type === 'text' ? turn.role : 'assistant';
    if (theirs !== turn.role) {
      return `${where}: \`${block.type}\` blocks can only be in \`${theirs}\` messages`;
    }
  }
  const final = turn.content.at(-1)?.type;
  if (turn.role === 'assistant' && (final === 'thinking' || final === 'redacted_thinking')) {
    return `messages.${at}: The final block in an assistant message cannot be \`thinking\`.`;
  }
  return undefined;
}

function resultViolation(turn: Turn, before: Turn | undefined, at: number): string | undefined {
  const asked = toolUses(before);
  const answered = new Set<string>();
  for (const [index, block] of turn.content.entries()) {
    if (block.type !== 'tool_result') continue;
    const where = `messages.${at}.content.${index}`;
    if (!asked.includes(block.tool_use_id)) {
      return `${where}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${block.tool_use_id}. Each \`tool_result\` block must have a corresponding \`tool_use\` block in the previous message.`;
    }
    if (answered.has(block.tool_use_id)) {
      return `${where}: each tool_use must have a single result. Found multiple \`tool_result\` blocks with id: ${block.tool_use_id}`;
    }
    answered.add(block.tool_use_id);
  }
  return undefined;
}

/** Results stand first in the very next user message; text before them counts as results that are missing. */
function missingResult(turn: Turn, next: Turn | undefined, at: number): string | undefined {
  const answered = new Set<string>();
  for (const block of next?.content ?? []) {
    if (block.type !== 'tool_result') break;
    answered.add(block.tool_use_id);
  }
  const missing = toolUses(turn).filter((id) => !answered.has(id));
  return missing.length === 0
    ? undefined
    : `messages.${at}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${missing.join(', ')}. Each \`tool_use\` block must have a corresponding \`tool_result\` block in the next message.`;
}

function endViolation(turns: Turn[]): string | undefined {
  const last = turns.at(-1);
  const final = last?.content.at(-1);
  if (last?.role !== 'assistant' || final?.type === 'server_tool_use') return undefined;
  if (final?.type === 'text' && final.text !== final.text.trimEnd()) {
    return 'messages: final assistant content cannot end with trailing whitespace';
  }
  return 'This model does not support assistant message prefill. The conversation must end with a user message.';
}
