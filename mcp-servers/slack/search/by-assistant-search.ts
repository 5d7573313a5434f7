import { z } from 'zod';
import type { SlackApi } from '../api.ts';
import { messageSchema } from '../messages.ts';
import type { Slack } from '../slack.ts';
import { type Asked, type Found, type Hit, inWindow } from './found.ts';
import { slackQuery } from './query.ts';

const pageSize = 20;
const mostPages = 5;

const answerSchema = z.object({
  results: z.looseObject({
    messages: z
      .array(
        z.looseObject({
          author_name: z.string().default(''),
          author_user_id: z.string().default(''),
          channel_id: z.string(),
          channel_name: z.string().default(''),
          message_ts: z.string(),
          content: z.string().default(''),
          is_author_bot: z.boolean().default(false),
          permalink: z.string().optional(),
        }),
      )
      .default([]),
  }),
  response_metadata: z.looseObject({ next_cursor: z.string().optional() }).optional(),
});

/**
 * Slack's Real-time Search, which newer user tokens have (search:read.public) instead of search:read. Only public channels
 * are asked for. A bot's token would need the `action_token` of the message that it answers, and gets none here.
 */
export async function byAssistantSearch(
  api: SlackApi,
  slack: Slack,
  asked: Asked,
  signal: AbortSignal,
): Promise<Found> {
  const hits: Hit[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const args = {
      query: slackQuery(asked.terms),
      after: Math.floor(asked.since.getTime() / 1_000),
      before: Math.ceil(asked.until.getTime() / 1_000),
      include_bots: true,
      limit: pageSize,
      sort: 'timestamp' as const,
      disable_semantic_search: true,
      ...(cursor && { cursor }),
    };
    const answer = await api('assistant.search.context', args, answerSchema, signal);
    for (const found of answer.results.messages) {
      const channel = { id: found.channel_id, name: found.channel_name, isPrivate: false };
      const wanted = asked.channels === undefined || asked.channels.some(({ id }) => id === channel.id);
      if (!wanted || !slack.mayRead(channel) || !inWindow(found.message_ts, asked)) continue;
      const message = messageSchema.parse({
        ts: found.message_ts,
        text: found.content,
        ...(found.author_user_id && { user: found.author_user_id }),
        ...(found.author_name && { username: found.author_name }),
        ...(found.is_author_bot && { subtype: 'bot_message' }),
      });
      hits.push({ channel, message, ...(found.permalink !== undefined && { permalink: found.permalink }) });
    }
    cursor = answer.response_metadata?.next_cursor;
    if (!cursor) break;
  }
  return {
    hits,
    more: Boolean(cursor),
    method: "assistant.search.context, Slack's Real-time Search by SLACK_USER_TOKEN",
    notCovered:
      'private channels and direct messages; blocks and attachments of alerts, as far as Slack leaves them out',
    notChecked: [],
  };
}
