import type { MessageCreateParamsStreaming, Tool } from '@anthropic-ai/sdk/resources/messages';
import { type Entry, submitDiagnosis } from '../../../workflows/contract.ts';
import type { ToolDefinition } from '../model.ts';
import { isCurrentClaude } from './capabilities.ts';
import type { AnthropicConfig } from './config.ts';
import { messagesOf } from './messages.ts';
import { submitTool } from './submit-tool.ts';
import { systemPrompt } from './system-prompt.ts';

/**
 * The Messages request of a turn. It holds only what every server of the Messages API knows, and what Claude knows beyond
 * that only for Claude.
 */
export function requestOf(
  model: string,
  transcript: Entry[],
  definitions: ToolDefinition[],
  config: Pick<AnthropicConfig, 'maxOutputTokens' | 'thinking'>,
): MessageCreateParamsStreaming {
  const current = isCurrentClaude(model);
  const thinks = config.thinking === 'adaptive' || (config.thinking === 'auto' && current);
  const last = definitions.length === 0;
  return {
    model,
    max_tokens: config.maxOutputTokens,
    stream: true,
    // Tools come before the system prompt in the cached prefix, so this one breakpoint holds both.
    system: [{ type: 'text', text: systemPrompt, cache_control: { type: 'ephemeral' } }],
    tools: [...definitions.map(toolParam), submitTool(current)],
    messages: messagesOf(transcript),
    ...(thinks ? { thinking: { type: 'adaptive' } } : {}),
    // A model that thinks cannot be forced to call a tool; it is told in a note that this is the last turn.
    ...(last && !thinks ? { tool_choice: { type: 'tool', name: submitDiagnosis } } : {}),
  };
}

function toolParam({ name, description, inputSchema }: ToolDefinition): Tool {
  const { $schema: _, ...schema } = inputSchema;
  return { name, description, input_schema: { ...schema, type: 'object' } };
}
