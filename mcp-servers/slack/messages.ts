import { z } from 'zod';
import type { SlackApi } from './api.ts';

/** What is read of a message; Slack sends far more. */
export const messageSchema = z.looseObject({
  ts: z.string(),
  user: z.string().optional(),
  username: z.string().optional(),
  bot_id: z.string().optional(),
  bot_profile: z.looseObject({ name: z.string().optional() }).optional(),
  text: z.string().default(''),
  thread_ts: z.string().optional(),
  subtype: z.string().optional(),
  edited: z.looseObject({ ts: z.string() }).optional(),
  latest_reply: z.string().optional(),
  reply_count: z.number().optional(),
  blocks: z.array(z.unknown()).default([]),
  attachments: z.array(z.unknown()).default([]),
  files: z.array(z.looseObject({ name: z.string().nullish(), title: z.string().nullish() })).default([]),
  metadata: z.looseObject({ event_type: z.string(), event_payload: z.record(z.string(), z.unknown()) }).optional(),
});
export type SlackMessage = z.output<typeof messageSchema>;

const pageSchema = z.object({
  messages: z.array(messageSchema),
  has_more: z.boolean().default(false),
  response_metadata: z.looseObject({ next_cursor: z.string().optional() }).optional(),
});

export interface Range {
  channel: string;
  /** A thread's root; the channel itself without it. */
  threadTs?: string;
  oldest?: Date;
  latest?: Date;
  withMetadata?: boolean;
  /** At most so many messages. */
  limit: number;
}

/**
 * Messages of a channel newest first, or of a thread oldest first.
 *
 * @returns `more` where there are others beyond the limit
 * @throws ToolError
 */
export async function readMessages(
  api: SlackApi,
  { channel, threadTs, oldest, latest, withMetadata, limit }: Range,
  signal: AbortSignal,
): Promise<{ messages: SlackMessage[]; more: boolean }> {
  const messages = new Map<string, SlackMessage>();
  let cursor: string | undefined;
  do {
    const args = {
      channel,
      ...(oldest && { oldest: slackTime(oldest) }),
      ...(latest && { latest: slackTime(latest) }),
      inclusive: true,
      ...(withMetadata && { include_all_metadata: true }),
      limit: Math.min(200, limit),
      ...(cursor && { cursor }),
    };
    const page =
      threadTs === undefined
        ? await api('conversations.history', args, pageSchema, signal)
        : await api('conversations.replies', { ...args, ts: threadTs }, pageSchema, signal);
    // A thread's root comes with every page.
    for (const message of page.messages) messages.set(message.ts, message);
    cursor = page.has_more ? page.response_metadata?.next_cursor : undefined;
  } while (cursor && messages.size < limit);
  return { messages: [...messages.values()].slice(0, limit), more: cursor !== undefined || messages.size > limit };
}

const slackTime = (at: Date): string => (at.getTime() / 1_000).toFixed(6);
