import type { ContentBlockParam, TextBlockParam, ToolResultBlockParam } from '@anthropic-ai/sdk/resources/messages';
import { type Block, type Entry, submitDiagnosis, type ToolResult } from '../../../workflows/contract.ts';
import { briefingText } from './briefing.ts';
import { retold } from './retold.ts';
import { wireName } from './tool-params.ts';
import { resultText } from './untrusted.ts';

type ToolUse = Extract<Block, { type: 'tool_use' }>;

interface Message {
  role: 'user' | 'assistant';
  content: ContentBlockParam[];
}

/** What the model is told, as opposed to what it said. */
type Said = Exclude<Entry, { kind: 'turn' | 'compacted' }>;

/**
 * The transcript as Messages: the same entries always give the same messages, and a longer transcript only adds to them,
 * so that the prompt cache holds. Every tool call gets exactly one result in the very next user message, results first,
 * whatever the transcript lacks. A transcript that was compacted begins anew, with all before it retold: newer models refuse
 * thinking whose conversation is no longer what it was.
 */
export function messagesOf(transcript: Entry[]): Message[] {
  const messages: Message[] = [];
  let calls: ToolUse[] = [];
  let waiting: Said[] = [];
  const say = (role: Message['role'], content: ContentBlockParam[]): void => {
    const last = messages.at(-1);
    if (last?.role === role) last.content.push(...content);
    else if (content.length > 0) messages.push({ role, content });
  };
  const answer = (): void => {
    say('user', userContent(calls, waiting));
    calls = [];
    waiting = [];
  };
  const begin = transcript.findLastIndex((entry) => entry.kind === 'compacted') + 1;
  if (begin > 0) say('user', retold(transcript.slice(0, begin)).map(text));
  for (const entry of transcript.slice(begin)) {
    if (entry.kind === 'compacted') continue;
    if (entry.kind !== 'turn') {
      waiting.push(entry);
      continue;
    }
    answer();
    say('assistant', assistantContent(entry.content));
    calls = entry.content.filter((block) => block.type === 'tool_use');
  }
  answer();
  if (needsPrompt(messages.at(-1))) say('user', [text('Go on.')]);
  return withBreakpoints(messages);
}

const text = (content: string): TextBlockParam => ({ type: 'text', text: content });

function userContent(calls: ToolUse[], entries: Said[]): (ToolResultBlockParam | TextBlockParam)[] {
  const results = entries.flatMap((entry) => (entry.kind === 'results' ? entry.results : []));
  const asked = new Set(calls.map((call) => call.id));
  const texts = entries.flatMap((entry) => {
    if (entry.kind === 'briefing') return [briefingText(entry)];
    if (entry.kind === 'note') return [entry.text];
    return entry.results.filter((result) => !asked.has(result.callId)).map(resultText);
  });
  return [...calls.map((call) => toolResult(call, results)), ...texts.filter((one) => one.trim() !== '').map(text)];
}

function toolResult(call: ToolUse, results: ToolResult[]): ToolResultBlockParam {
  const result = results.findLast(({ callId }) => callId === call.id);
  if (result) {
    const content = [text(resultText(result))];
    return { type: 'tool_result', tool_use_id: call.id, content, ...(result.isError ? { is_error: true } : {}) };
  }
  const missing =
    call.name === submitDiagnosis ? 'Not accepted; the next message says why.' : 'This call was not made.';
  return { type: 'tool_result', tool_use_id: call.id, content: [text(missing)], is_error: true };
}

/** What the model said, as it said it. Only what the API refuses is left out: blank text, and thinking at the very end. */
function assistantContent(blocks: Block[]): ContentBlockParam[] {
  const kept = blocks.filter((block) => block.type !== 'text' || block.text.trim() !== '');
  const end = kept.findLastIndex((block) => block.type !== 'thinking' && block.type !== 'redacted_thinking');
  return kept.slice(0, end + 1).map(blockParam);
}

function blockParam(block: Block): ContentBlockParam {
  if (block.type === 'tool_use') {
    return { type: 'tool_use', id: block.id, name: wireName(block.name), input: inputObject(block.input) };
  }
  // Came from the API as it stands here, and goes back without being looked at.
  return block.type === 'other' ? (block.block as unknown as ContentBlockParam) : block;
}

/** The API takes objects only, and a model may have written anything. */
const inputObject = (input: unknown): Record<string, unknown> =>
  typeof input === 'object' && input !== null && !Array.isArray(input) ? { ...input } : { malformed: input };

/** Current models refuse to continue an assistant's message, but for a turn that the server paused in a tool of its own. */
function needsPrompt(last: Message | undefined): boolean {
  return last?.role === 'assistant' && last.content.at(-1)?.type !== 'server_tool_use';
}

/** On the ends of the last two user messages: the older one is read from the cache, the newer one is written to it. */
function withBreakpoints(messages: Message[]): Message[] {
  const users = messages.flatMap(({ role }, at) => (role === 'user' ? [at] : [])).slice(-2);
  return messages.map((message, at) => {
    if (!users.includes(at)) return message;
    const content = message.content.map((block, index, all) =>
      index === all.length - 1 && (block.type === 'text' || block.type === 'tool_result')
        ? { ...block, cache_control: { type: 'ephemeral' as const } }
        : block,
    );
    return { ...message, content };
  });
}
