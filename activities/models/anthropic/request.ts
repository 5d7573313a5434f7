import type { MessageCreateParamsStreaming } from '@anthropic-ai/sdk/resources/messages';
import { submitDiagnosis } from '../../../workflows/contract.ts';
import type { ServerInstructions, TurnRequest } from '../model.ts';
import { isCurrentClaude } from './capabilities.ts';
import type { AnthropicConfig } from './config.ts';
import { messagesOf } from './messages.ts';
import { hypothesesTool, submitTool } from './own-tools.ts';
import { systemPrompt } from './system-prompt.ts';
import { toolParams } from './tool-params.ts';

/**
 * The Messages request of a turn. It holds only what every server of the Messages API knows, and what Claude knows beyond
 * that only for Claude.
 *
 * On the last turn nothing but the submission is answered. Claude is told so in a note and keeps its tools: its prompt cache
 * and the signatures of its thinking hang on them, and it can't be forced to call one. Any other model is offered the
 * submission alone, and made to call it.
 */
export function requestOf(
  model: string,
  {
    transcript,
    definitions,
    instructions = [],
    last = false,
  }: Pick<TurnRequest, 'transcript' | 'definitions' | 'instructions' | 'last'>,
  config: Pick<AnthropicConfig, 'maxOutputTokens' | 'thinking'>,
): MessageCreateParamsStreaming {
  const current = isCurrentClaude(model);
  const thinks = config.thinking === 'adaptive' || (config.thinking === 'auto' && current);
  const keeps = current || thinks;
  return {
    model,
    max_tokens: config.maxOutputTokens,
    stream: true,
    // Tools come before the system prompt in the cached prefix, so this one breakpoint holds both.
    system: [{ type: 'text', text: systemText(instructions), cache_control: { type: 'ephemeral' } }],
    tools:
      last && !keeps
        ? [submitTool(current)]
        : [...toolParams(definitions), hypothesesTool(current), submitTool(current)],
    messages: messagesOf(transcript),
    ...(thinks ? { thinking: { type: 'adaptive' } } : {}),
    ...(last && !keeps ? { tool_choice: { type: 'tool', name: submitDiagnosis } } : {}),
  };
}

/** In the servers' order of names, whichever of them was reached first. */
function systemText(instructions: ServerInstructions[]): string {
  const sorted = [...instructions].sort((a, b) => (a.server < b.server ? -1 : 1));
  const parts = sorted.map(({ server, text }) => `## ${server}\n\n${text.trim()}\n`);
  return parts.length === 0 ? systemPrompt : [systemPrompt, '# The tools\n', ...parts].join('\n');
}
