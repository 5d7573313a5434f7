import { createAnthropicModel } from '../../../../activities/models/anthropic/anthropic-model.ts';
import { type AnthropicConfig, readAnthropicConfig } from '../../../../activities/models/anthropic/config.ts';
import type { Model, ToolDefinition } from '../../../../activities/models/model.ts';
import type { Entry, TurnInput, TurnResult } from '../../../../workflows/contract.ts';
import { briefing } from '../transcripts.ts';

export const logsTool: ToolDefinition = {
  name: 'k8s_logs',
  description: 'Reads logs.',
  inputSchema: { $schema: 'x', type: 'object', properties: { pod: { type: 'string' } }, additionalProperties: false },
};

export const inputOf = (transcript: Entry[] = [briefing()], more: Partial<TurnInput> = {}) => ({
  model: 'anthropic',
  transcript,
  tools: [logsTool.name],
  definitions: [logsTool],
  ...more,
});

/** The product's model, pointed at an estate by its environment. */
export function modelAt(url: string, env: Record<string, string> = {}): Model {
  return createAnthropicModel(configOf({ ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: 'none', ...env }));
}

export function configOf(env: Record<string, string>): AnthropicConfig {
  const { config, problems } = readAnthropicConfig(env);
  if (!config) throw new Error(problems.join('\n'));
  return config;
}

export const quiet = { signal: new AbortController().signal, heartbeat: () => {} };

/** Takes one turn with nobody listening. */
export const turnOf = (model: Model, input = inputOf()): Promise<TurnResult> => model.turn(input, quiet);
