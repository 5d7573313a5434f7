import { Anthropic } from '@anthropic-ai/sdk';
import type { MessageCreateParamsStreaming } from '@anthropic-ai/sdk/resources/messages';
import type { StopReason, TurnResult } from '../../../workflows/contract.ts';
import { type Model, ModelFailure, type TurnContext } from '../model.ts';
import type { AnthropicConfig } from './config.ts';
import { isTooLarge, modelFailure } from './errors.ts';
import { costOf } from './prices.ts';
import { readStream, type Streamed } from './read-stream.ts';
import { requestOf } from './request.ts';
import { StallWatch } from './stall-watch.ts';
import { withServerNames } from './tool-params.ts';

/**
 * A model behind the Messages API: Anthropic's own, or any server that speaks it at `baseUrl`. Nothing is retried here,
 * since Temporal retries the turn; a prompt that does not fit is the answer `context_full` and no failure.
 */
export function createAnthropicModel(config: AnthropicConfig): Model {
  const client = clientOf(config);
  return {
    turn: async (input, context) => {
      const model = input.model === 'anthropic' ? config.model : input.model;
      const request = requestOf(model, input, config);
      const streamed = await answered(client, request, context, config.stallMs);
      if (!streamed)
        return contextFull(model, { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 });
      const usd = costOf(model, streamed.usage, config.prices);
      const spent = { usage: streamed.usage, ...(usd === undefined ? {} : { usd }), model: streamed.model || model };
      if (streamed.stopReason === 'model_context_window_exceeded')
        return { content: [], stop: 'context_full', ...spent };
      return { content: withServerNames(streamed.content, input.definitions), stop: stopOf(streamed), ...spent };
    },
  };
}

function clientOf({ apiKey, authToken, baseUrl }: AnthropicConfig): Anthropic {
  return new Anthropic({
    baseURL: baseUrl ?? 'https://api.anthropic.com',
    // A server without credentials still gets a header; without one the SDK would look for a login on this machine.
    apiKey: apiKey ?? (authToken ? null : 'none'),
    authToken: apiKey ? null : (authToken ?? null),
    maxRetries: 0,
    // The watch decides when an answer is not coming any more.
    timeout: 60 * 60_000,
  });
}

/** The answer, or nothing where the prompt does not fit. Throws ModelFailure, or whatever an abort throws. */
async function answered(
  client: Anthropic,
  request: MessageCreateParamsStreaming,
  { signal, heartbeat }: TurnContext,
  stallMs: number,
): Promise<Streamed | undefined> {
  const watch = new StallWatch(stallMs);
  try {
    const watched = client.withOptions({ fetch: watch.fetch });
    const events = await watched.messages.create(request, { signal: AbortSignal.any([signal, watch.signal]) });
    return await readStream(events, () => heartbeat());
  } catch (error) {
    if (signal.aborted) throw error;
    if (watch.stalled) {
      throw new ModelFailure('ModelTimeout', `The model has sent nothing for ${stallMs / 1_000} s.`, { cause: error });
    }
    if (isTooLarge(error)) return undefined;
    throw modelFailure(error, request.model);
  } finally {
    watch.stop();
  }
}

const contextFull = (model: string, usage: TurnResult['usage']): TurnResult => ({
  content: [],
  stop: 'context_full',
  usage,
  model,
});

/** Some servers report the end of a turn that holds tool calls as if it held none. */
function stopOf({ stopReason, content }: Streamed): StopReason {
  if (stopReason === 'max_tokens' || stopReason === 'refusal' || stopReason === 'pause_turn') return stopReason;
  return content.some((block) => block.type === 'tool_use') ? 'tool_use' : 'end_turn';
}
