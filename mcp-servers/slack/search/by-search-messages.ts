import { z } from 'zod';
import type { SlackApi } from '../api.ts';
import { messageSchema } from '../messages.ts';
import type { Slack } from '../slack.ts';
import { type Asked, type Found, type Hit, inWindow } from './found.ts';
import { slackQuery } from './query.ts';

const pageSize = 100;
const mostPages = 3;
const dayMs = 86_400_000;

const matchSchema = messageSchema.extend({
  channel: z.looseObject({
    id: z.string(),
    name: z.string().default(''),
    is_private: z.boolean().optional(),
    is_im: z.boolean().optional(),
    is_mpim: z.boolean().optional(),
  }),
  permalink: z.string().optional(),
});
const answerSchema = z.object({
  messages: z.looseObject({
    matches: z.array(matchSchema).default([]),
    paging: z.looseObject({ pages: z.number().default(1) }).optional(),
  }),
});

/**
 * Slack's own index, by a person's user token. It finds what that person may see, private channels and direct messages
 * among it: what may not be read here is dropped before anything is said of it, its number included.
 */
export async function bySearchMessages(api: SlackApi, slack: Slack, asked: Asked, signal: AbortSignal): Promise<Found> {
  // Slack counts days in the searcher's own time zone and leaves out the named ones: two days more on each side.
  const after = day(asked.since.getTime() - 2 * dayMs);
  const before = day(asked.until.getTime() + 2 * dayMs);
  const [only] = asked.channels?.length === 1 ? asked.channels : [];
  const where = only ? ` in:<#${only.id}>` : '';
  const query = `${slackQuery(asked.terms)}${where} after:${after} before:${before}`;
  const hits: Hit[] = [];
  let pages = 1;
  for (let page = 1; page <= Math.min(pages, mostPages); page += 1) {
    const args = { query, count: pageSize, page, sort: 'timestamp', sort_dir: 'desc' } as const;
    const { messages } = await api('search.messages', args, answerSchema, signal);
    pages = messages.paging?.pages ?? 1;
    hits.push(...messages.matches.flatMap((match) => allowed(match, slack, asked)));
  }
  return {
    hits,
    more: pages > mostPages,
    method: "search.messages, Slack's own index by SLACK_USER_TOKEN",
    notCovered:
      "what the token's owner cannot see; private channels and direct messages, unless they are configured to be read",
    notChecked: [],
  };
}

function allowed(match: z.output<typeof matchSchema>, slack: Slack, asked: Asked): Hit[] {
  const { channel: found, permalink, ...message } = match;
  const { id, name, is_private, is_im, is_mpim } = found;
  const channel = { id, name, isPrivate: is_private === true || is_im === true || is_mpim === true };
  const wanted = asked.channels === undefined || asked.channels.some((one) => one.id === id);
  if (!wanted || !slack.mayRead(channel) || !inWindow(message.ts, asked)) return [];
  return [{ channel, message, ...(permalink !== undefined && { permalink }) }];
}

const day = (at: number): string => new Date(at).toISOString().slice(0, 10);
