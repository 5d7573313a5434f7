import { z } from 'zod';
import { NotServed } from '../../system.ts';
import { count, defineMethod, flag, type Method, Refusal, type Slack, text } from '../method.ts';
import type { SlackMessage } from '../system.ts';
import type { Channel } from '../workspace.ts';

/** Whose user token the workspace gave out: what she may see is what is found. */
const searcher = 'U0MARIA01';

export const searchMethods: Method[] = [
  defineMethod('search.messages', {
    token: 'user',
    scope: 'search:read',
    params: z.object({
      query: text,
      count: count.max(100).default(20),
      page: count.max(100).default(1),
      sort: z.enum(['score', 'timestamp']).default('score'),
      sort_dir: z.enum(['asc', 'desc']).default('desc'),
      highlight: flag.optional(),
    }),
    answer(args, slack) {
      if (args.query.trim() === '') throw new Refusal('no_query');
      const found = search(args.query, slack);
      if (args.sort_dir === 'asc') found.reverse();
      const start = (args.page - 1) * args.count;
      const pages = Math.ceil(found.length / args.count);
      return {
        query: args.query,
        messages: {
          total: found.length,
          pagination: {
            total_count: found.length,
            page: args.page,
            per_page: args.count,
            page_count: pages,
            first: start + 1,
            last: Math.min(start + args.count, found.length),
          },
          paging: { count: args.count, total: found.length, page: args.page, pages },
          matches: found.slice(start, start + args.count).map((hit) => matchObject(hit, slack)),
        },
      };
    },
  }),
  defineMethod('assistant.search.context', {
    token: 'user',
    scope: 'search:read.public',
    params: z.object({
      query: text,
      after: count.optional(),
      before: count.optional(),
      limit: count.max(20).default(20),
      cursor: text.optional(),
      sort: z.enum(['score', 'timestamp']).default('score'),
      sort_dir: z.enum(['asc', 'desc']).default('desc'),
      include_bots: flag.default(false),
      disable_semantic_search: flag.default(false),
    }),
    answer(args, slack) {
      if (args.query.trim() === '') throw new Refusal('missing_query');
      if (!args.disable_semantic_search) throw new NotServed('semantic search');
      const { after = 0, before = Number.POSITIVE_INFINITY } = args;
      const found = search(args.query, slack)
        .filter(({ channel }) => !channel.private && !channel.directWith)
        .filter(({ message }) => args.include_bots || message.bot_id === undefined)
        .filter(({ message }) => Number(message.ts) > after && Number(message.ts) < before);
      const start = Number(args.cursor ?? 0);
      const end = start + args.limit;
      return {
        results: {
          messages: found.slice(start, end).map(({ message, channel }) => ({
            author_name: slack.workspace.person(message.user ?? '')?.realName ?? message.username ?? '',
            author_user_id: message.user ?? '',
            team_id: slack.workspace.team.id,
            channel_id: channel.id,
            channel_name: channel.name,
            message_ts: message.ts,
            content: message.text,
            is_author_bot: message.bot_id !== undefined,
            permalink: linkTo(message, channel, slack),
          })),
        },
        response_metadata: { next_cursor: end < found.length ? String(end) : '' },
      };
    },
  }),
];

interface Hit {
  message: SlackMessage;
  channel: Channel;
}

/** Newest first: every word and phrase, in what the searcher can see. */
function search(query: string, { workspace }: Slack): Hit[] {
  const terms = [...query.matchAll(/"([^"]+)"|(\S+)/g)].map(([, phrase, word]) => ({ phrase, word: word ?? '' }));
  const tests = terms.map(({ phrase, word }) => (phrase === undefined ? termOf(word) : contains(phrase)));
  const hits = workspace.channels
    .filter((channel) => channel.members.has(searcher) || !(channel.private || channel.directWith))
    .flatMap((channel) => channel.messages.map((message) => ({ message, channel })))
    .filter((hit) => tests.every((test) => test(hit)));
  return hits.sort((a, b) => Number(b.message.ts) - Number(a.message.ts));
}

function termOf(word: string): (hit: Hit) => boolean {
  const [, modifier, value = ''] = /^-?([a-z]+):(.+)$/i.exec(word) ?? [];
  const day = Date.parse(`${value}T00:00:00Z`) / 1_000;
  if (modifier === 'in') return ({ channel }) => [channel.id, channel.name].includes(value.replace(/^[<#]+|>$/g, ''));
  if (modifier === 'after' && day > 0) return ({ message }) => Number(message.ts) >= day + 86_400;
  if (modifier === 'before' && day > 0) return ({ message }) => Number(message.ts) < day;
  if (
    modifier !== undefined &&
    ['from', 'with', 'has', 'is', 'on', 'during', 'in', 'after', 'before'].includes(modifier)
  ) {
    throw new NotServed(`the search modifier ${word}`);
  }
  return contains(word);
}

function contains(words: string): (hit: Hit) => boolean {
  const wanted = words.toLowerCase();
  return ({ message }) =>
    JSON.stringify([message.text, message.blocks, message.attachments]).toLowerCase().includes(wanted);
}

function matchObject({ message, channel }: Hit, slack: Slack) {
  const { workspace } = slack;
  const { ts, user, text: said, blocks, attachments, files } = message;
  return {
    type: 'message',
    iid: `${channel.id}-${ts}`,
    team: workspace.team.id,
    channel: {
      id: channel.id,
      name: channel.directWith ?? channel.name,
      is_channel: !channel.private && !channel.directWith,
      is_group: channel.private ?? false,
      is_im: channel.directWith !== undefined,
      is_mpim: false,
      is_private: channel.private ?? channel.directWith !== undefined,
      is_shared: false,
      is_ext_shared: false,
    },
    user: user ?? '',
    username: workspace.person(user ?? '')?.name ?? message.username ?? '',
    ts,
    text: said,
    ...(blocks && { blocks }),
    ...(attachments && { attachments }),
    ...(files && { files }),
    permalink: linkTo(message, channel, slack),
  };
}

function linkTo({ ts, thread_ts }: SlackMessage, channel: Channel, { url }: Slack): string {
  const link = `${url()}/archives/${channel.id}/p${ts.replace('.', '')}`;
  return thread_ts === undefined || thread_ts === ts ? link : `${link}?thread_ts=${thread_ts}`;
}
