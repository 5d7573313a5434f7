import { Anthropic } from '@anthropic-ai/sdk';
import type { MessageCreateParamsStreaming } from '@anthropic-ai/sdk/resources/messages';
import type { Entry, StopReason, TurnResult } from '../../../workflows/contract.ts';
import { type Model, ModelFailure, type TurnContext, type TurnRequest } from '../model.ts';
import type { AnthropicConfig } from './config.ts';
import { isForeignThinking, isTooLarge, modelFailure } from './errors.ts';
import { withLeads } from './leads.ts';
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
      const { transcript, leads } = withLeads(input.transcript);
      const request = (entries: Entry[]) => requestOf(model, { ...input, transcript: entries }, config);
      // Where a server's tools or instructions have changed since, what was thought before them can't be sent again.
      const anew = () => request([...transcript, { kind: 'compacted' }]);
      const streamed = await answered(client, request(transcript), anew, context, config.stallMs);
      return { ...resultOf(model, input, streamed, config), ...(leads === undefined ? {} : { leads }) };
    },
  };
}

function resultOf(
  model: string,
  { definitions }: TurnRequest,
  streamed: Streamed | undefined,
  { prices }: AnthropicConfig,
): TurnResult {
  if (!streamed) {
    const usage = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };
    return { content: [], stop: 'context_full', usage, model };
  }
  const usd = costOf(model, streamed.usage, prices);
  const spent = { usage: streamed.usage, ...(usd === undefined ? {} : { usd }), model: streamed.model || model };
  if (streamed.stopReason === 'model_context_window_exceeded') return { content: [], stop: 'context_full', ...spent };
  return { content: withServerNames(streamed.content, definitions), stop: stopOf(streamed), ...spent };
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

/** The answer, to `anew` where what was thought is refused; nothing where the prompt does not fit. Throws ModelFailure, or whatever an abort throws. */
async function answered(
  client: Anthropic,
  request: MessageCreateParamsStreaming,
  anew: () => MessageCreateParamsStreaming,
  { signal, heartbeat }: TurnContext,
  stallMs: number,
): Promise<Streamed | undefined> {
  const watch = new StallWatch(stallMs);
  const watched = client.withOptions({ fetch: watch.fetch });
  const asked = async (body: MessageCreateParamsStreaming): Promise<Streamed> => {
    const events = await watched.messages.create(body, { signal: AbortSignal.any([signal, watch.signal]) });
    return readStream(events, () => heartbeat());
  };
  try {
    return await asked(request).catch((error: unknown) => {
      if (isForeignThinking(error)) return asked(anew());
      throw error;
    });
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

/** Some servers report the end of a turn that holds tool calls as if it held none. */
function stopOf({ stopReason, content }: Streamed): StopReason {
  if (stopReason === 'max_tokens' || stopReason === 'refusal' || stopReason === 'pause_turn') return stopReason;
  return content.some((block) => block.type === 'tool_use') ? 'tool_use' : 'end_turn';
}
