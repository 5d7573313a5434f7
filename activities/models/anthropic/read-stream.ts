import type { RawContentBlockDelta, RawMessageStreamEvent } from '@anthropic-ai/sdk/resources/messages';
import type { Block, Usage } from '../../../workflows/contract.ts';
import { ModelFailure } from '../model.ts';
import { blockOf } from './block.ts';

/** A message as it was streamed. */
export interface Streamed {
  /** The model's own name for itself. */
  model: string;
  content: Block[];
  stopReason: string | undefined;
  usage: Usage;
}

/** A block while it comes; of a tool's input there is only JSON, as far as it has come. */
export interface OpenBlock {
  fields: Record<string, unknown>;
  json: string;
}

/** Puts a streamed message together. Throws ModelUnreachable where the stream ends before the message does. */
export async function readStream(events: AsyncIterable<RawMessageStreamEvent>, onEvent: () => void): Promise<Streamed> {
  const open: OpenBlock[] = [];
  const usage: Usage = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };
  let model = '';
  let stopReason: string | undefined;
  let complete = false;
  for await (const event of events) {
    onEvent();
    if (event.type === 'message_start') {
      model = event.message.model;
      count(usage, event.message.usage);
    } else if (event.type === 'content_block_start') {
      open[event.index] = { fields: { ...event.content_block }, json: '' };
    } else if (event.type === 'content_block_delta') {
      const block = open[event.index];
      if (block) append(block, event.delta);
    } else if (event.type === 'message_delta') {
      stopReason = event.delta.stop_reason ?? stopReason;
      count(usage, event.usage);
    } else if (event.type === 'message_stop') {
      complete = true;
    }
  }
  if (!complete) throw new ModelFailure('ModelUnreachable', 'The model broke off in the middle of its answer.');
  const cut = stopReason === 'max_tokens' || stopReason === 'model_context_window_exceeded';
  return { model, content: open.flatMap((block) => blockOf(block, cut)), stopReason, usage };
}

function append(open: OpenBlock, delta: RawContentBlockDelta): void {
  const { fields } = open;
  if (delta.type === 'text_delta') fields.text = `${fields.text ?? ''}${delta.text}`;
  else if (delta.type === 'thinking_delta') fields.thinking = `${fields.thinking ?? ''}${delta.thinking}`;
  else if (delta.type === 'signature_delta') fields.signature = delta.signature;
  else if (delta.type === 'input_json_delta') open.json += delta.partial_json;
}

interface WireUsage {
  input_tokens?: number | null;
  output_tokens?: number | null;
  cache_read_input_tokens?: number | null;
  cache_creation_input_tokens?: number | null;
}

/** The counts of a stream are cumulative: a later one replaces an earlier, and other servers leave some out or all. */
function count(usage: Usage, wire: WireUsage | undefined): void {
  usage.inputTokens = wire?.input_tokens ?? usage.inputTokens;
  usage.outputTokens = wire?.output_tokens ?? usage.outputTokens;
  usage.cacheReadTokens = wire?.cache_read_input_tokens ?? usage.cacheReadTokens;
  usage.cacheWriteTokens = wire?.cache_creation_input_tokens ?? usage.cacheWriteTokens;
}
