import { z } from 'zod';
import type { Block } from '../../../workflows/contract.ts';
import type { OpenBlock } from './read-stream.ts';

/** Blocks that are looked at, and hold nothing beside what is looked at. */
const known = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('tool_use'), id: z.string(), name: z.string() }),
  z.strictObject({ type: z.literal('thinking'), thinking: z.string(), signature: z.string() }),
  z.strictObject({ type: z.literal('redacted_thinking'), data: z.string() }),
]);

/**
 * The block of the contract for a block of the wire; anything unknown is kept whole, so that it can go back unchanged.
 * Where the answer was cut, a tool call whose input is not complete JSON is left out: nobody asked for half a call.
 */
export function blockOf({ fields, json }: OpenBlock, cut: boolean): Block[] {
  const parsed = known.safeParse(fields);
  if (!parsed.success) return [{ type: 'other', block: fields }];
  if (parsed.data.type !== 'tool_use') return [parsed.data];
  const input = json.trim() === '' ? (fields.input ?? {}) : parsedJson(json);
  if (input === undefined && cut) return [];
  return [{ ...parsed.data, input: input ?? json }];
}

/** Undefined where it is not JSON; a model's malformed arguments are then passed on as the text they are. */
function parsedJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
