/** Models that the estate knows at first; a test adds the name that its own server would have. */
export const knownModels = ['claude-opus-5-5', 'claude-sonnet-5-5', 'claude-opus-4-6', 'claude-haiku-4-5'];

/** Those that decide by themselves how much to think. */
export const adaptiveModels: ReadonlySet<string> = new Set(['claude-opus-5-5', 'claude-sonnet-5-5', 'claude-opus-4-6']);

/**
 * Those that always think, can't be forced to call a tool, and sign the conversation into their thinking, by Anthropic's notes
 * on Opus 5.5 and Sonnet 5.5.
 */
export const bindingModels: ReadonlySet<string> = new Set(['claude-opus-5-5', 'claude-sonnet-5-5']);

/** Any other name stands for a server that speaks the Messages API without Anthropic's newer parameters. */
export const isClaude = (model: string): boolean => model.startsWith('claude-');

export function modelList(models: string[]): unknown {
  const data = models.map((id) => ({ type: 'model', id, display_name: id, created_at: '2026-01-01T00:00:00Z' }));
  return { data, has_more: false, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null };
}
