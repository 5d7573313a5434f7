import type { Block } from '@slack/types';
import { z } from 'zod';
import { messageType } from './own-messages.ts';
import { quietBlocks, quietMentions } from './quiet-mentions.ts';

/** Characters; chat.update refuses more, and beside blocks `text` is only what a notification shows. */
const longestBesideBlocks = 4_000;

export const writtenArguments = {
  text: z.string().min(1).describe('mrkdwn; with blocks, what notifications and screen readers get'),
  blocks: z
    .array(z.looseObject({ type: z.string() }))
    .max(50)
    .optional()
    .describe('Block Kit'),
};

/** Text and blocks as they are sent: nobody is alarmed, and nothing is refused for the length of a fallback. */
export function written({ text, blocks }: { text: string; blocks?: Block[] }): { text: string; blocks?: Block[] } {
  const said = quietMentions(text);
  if (!blocks || blocks.length === 0) return { text: said };
  // A cut must not leave half an entity.
  const short =
    said.length <= longestBesideBlocks ? said : `${said.slice(0, longestBesideBlocks - 10).replace(/&[a-z]*$/, '')}…`;
  return { text: short, blocks: quietBlocks(blocks) };
}

/** The payload by which a message is found again; what JSON cannot carry is none. */
export const payload = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

export function metadata(event_payload: z.output<typeof payload>) {
  return { event_type: messageType, event_payload };
}
