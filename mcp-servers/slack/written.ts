import { z } from 'zod';
import { messageType } from './own-messages.ts';
import { quietBlocks, quietMentions } from './quiet-mentions.ts';

/** Characters; chat.update refuses more, and beside blocks `text` is only what a notification shows. */
const longestBesideBlocks = 4_000;

export const writtenArguments = {
  text: z.string().min(1).describe('mrkdwn; with blocks, what notifications and screen readers get'),
  blocks: z.array(z.record(z.string(), z.unknown())).max(50).optional().describe('Block Kit'),
};

/** Text and blocks as they are sent: nobody is alarmed, and nothing is refused for the length of a fallback. */
export function written({ text, blocks }: { text: string; blocks?: unknown[] }): { text: string; blocks?: unknown[] } {
  const said = quietMentions(text);
  if (!blocks || blocks.length === 0) return { text: said };
  // A cut must not leave half an entity.
  const short =
    said.length <= longestBesideBlocks ? said : `${said.slice(0, longestBesideBlocks - 10).replace(/&[a-z]*$/, '')}…`;
  return { text: short, blocks: quietBlocks(blocks) };
}

export function metadata(payload: Record<string, unknown>): { event_type: string; event_payload: object } {
  return { event_type: messageType, event_payload: payload };
}
