import { z } from 'zod';
import type { BotObject, ConversationObject, MessageObject } from '../contract.ts';
import { count, defineMethod, flag, type Method, page, Refusal, type Slack, text } from '../method.ts';
import type { SlackMessage } from '../system.ts';
import type { Channel } from '../workspace.ts';

export const conversationsMethods: Method[] = [
  defineMethod('conversations.list', {
    scope: 'channels:read',
    params: z.object({
      cursor: text.optional(),
      limit: count.max(1_000).default(100),
      types: text.default('public_channel'),
      exclude_archived: flag.optional(),
    }),
    answer(args, slack) {
      const types = typesOf(args.types, slack);
      const listed = slack.workspace.channels.filter(
        (channel) => visible(channel, slack) && types.includes(typeOf(channel)),
      );
      return listOf(listed, args, slack);
    },
  }),
  defineMethod('users.conversations', {
    scope: 'channels:read',
    params: z.object({
      cursor: text.optional(),
      limit: count.max(1_000).default(100),
      types: text.default('public_channel'),
      exclude_archived: flag.optional(),
      user: text.optional(),
    }),
    answer(args, slack) {
      const user = args.user ?? slack.workspace.bot.id;
      const types = typesOf(args.types, slack);
      const own = slack.workspace.channels.filter(
        (channel) => channel.members.has(user) && types.includes(typeOf(channel)),
      );
      return listOf(own, args, slack);
    },
  }),
  defineMethod('conversations.info', {
    scope: 'channels:read',
    params: z.object({ channel: text, include_num_members: flag.optional() }),
    answer({ channel, include_num_members }, slack) {
      const found = channelById(channel, slack);
      return {
        channel: { ...channelObject(found, slack), ...(include_num_members && { num_members: found.members.size }) },
      };
    },
  }),
  defineMethod('conversations.members', {
    scope: 'channels:read',
    params: z.object({ channel: text, cursor: text.optional(), limit: count.max(1_000).default(100) }),
    answer(args, slack) {
      const { items, next } = page([...channelById(args.channel, slack).members], args);
      return { members: items, response_metadata: { next_cursor: next } };
    },
  }),
  defineMethod('conversations.join', {
    scope: 'channels:join',
    params: z.object({ channel: text }),
    answer({ channel }, slack) {
      const found = channelById(channel, slack);
      const already = found.members.has(slack.workspace.bot.id);
      found.members.add(slack.workspace.bot.id);
      return { channel: channelObject(found, slack), ...(already && { warning: 'already_in_channel' }) };
    },
  }),
  defineMethod('conversations.open', {
    scope: 'im:write',
    params: z.object({ users: text, return_im: flag.optional() }),
    answer({ users }, slack) {
      if (!slack.workspace.person(users)) throw new Refusal('user_not_found');
      return { channel: { id: slack.workspace.directMessage(users).id } };
    },
  }),
  defineMethod('conversations.history', {
    params: z.object({
      channel: text,
      cursor: text.optional(),
      limit: count.max(999).default(100),
      oldest: text.optional(),
      latest: text.optional(),
      inclusive: flag.optional(),
      include_all_metadata: flag.optional(),
    }),
    answer(args, slack) {
      const channel = readable(args.channel, slack);
      const roots = channel.messages.filter(
        (message) => message.thread_ts === undefined || message.thread_ts === message.ts,
      );
      const { items, next } = page(within(roots, args).reverse(), args);
      return {
        messages: items.map((message) => messageObject(message, channel, slack, args.include_all_metadata)),
        has_more: next !== '',
        pin_count: channel.pinned?.length ?? 0,
        ...(next && { response_metadata: { next_cursor: next } }),
      };
    },
  }),
  defineMethod('conversations.replies', {
    params: z.object({
      channel: text,
      ts: text,
      cursor: text.optional(),
      limit: count.max(1_000).default(1_000),
      oldest: text.optional(),
      latest: text.optional(),
      inclusive: flag.optional(),
      include_all_metadata: flag.optional(),
    }),
    answer(args, slack) {
      const channel = readable(args.channel, slack);
      const asked = slack.workspace.find(args.ts, channel.id);
      if (!asked) throw new Refusal('thread_not_found');
      const [root, ...replies] = slack.workspace.thread(channel, asked.thread_ts ?? asked.ts);
      // The root comes with every page and whatever the window, as Slack does it.
      const { items, next } = page(within(replies, args), { ...args, limit: Math.max(1, args.limit - 1) });
      const messages = root ? [root, ...items] : items;
      return {
        messages: messages.map((message) => messageObject(message, channel, slack, args.include_all_metadata)),
        has_more: next !== '',
        ...(next && { response_metadata: { next_cursor: next } }),
      };
    },
  }),
];

/** Each type of conversation needs a scope of its own. */
function typesOf(list: string, { scopes }: Slack): string[] {
  const types = list.split(',').map((type) => type.trim());
  const needed = { private_channel: 'groups:read', im: 'im:read', mpim: 'mpim:read' };
  for (const [type, scope] of Object.entries(needed)) {
    if (types.includes(type) && !scopes.has(scope)) {
      throw new Refusal('missing_scope', { needed: scope, provided: [...scopes].join(',') });
    }
  }
  return types;
}

/** Of a private channel that it is not in, a bot is told that it does not exist. */
function visible(channel: Channel, { workspace }: Slack): boolean {
  return channel.members.has(workspace.bot.id) || !(channel.private || channel.directWith);
}

function typeOf(channel: Channel): string {
  if (channel.directWith) return 'im';
  return channel.private ? 'private_channel' : 'public_channel';
}

export function channelById(id: string, slack: Slack): Channel {
  const channel = slack.workspace.channels.find((candidate) => candidate.id === id);
  if (!channel || !visible(channel, slack)) throw new Refusal('channel_not_found');
  return channel;
}

export function readable(id: string, slack: Slack): Channel {
  const channel = channelById(id, slack);
  const { scopes } = slack;
  const needed = channel.private ? 'groups:history' : 'channels:history';
  if (!scopes.has(needed)) throw new Refusal('missing_scope', { needed, provided: [...scopes].join(',') });
  if (!channel.members.has(slack.workspace.bot.id)) throw new Refusal('not_in_channel');
  return channel;
}

function within(
  messages: SlackMessage[],
  { oldest, latest, inclusive }: { oldest?: string; latest?: string; inclusive?: boolean },
): SlackMessage[] {
  return messages.filter((message) => {
    const at = Number(message.ts);
    if (inclusive && (message.ts === oldest || message.ts === latest)) return true;
    return (oldest === undefined || at > Number(oldest)) && (latest === undefined || at < Number(latest));
  });
}

/** A message as the API gives it: a root with its replies counted, metadata only on request. */
export function messageObject(
  message: SlackMessage,
  channel: Channel,
  { workspace }: Pick<Slack, 'workspace'>,
  withMetadata = false,
): MessageObject {
  const { channel: _, ephemeral_for: __, metadata, ...shown } = message;
  const replies = workspace.thread(channel, message.ts).filter((other) => other.ts !== message.ts);
  const repliers = [...new Set(replies.flatMap((reply) => reply.user ?? []))];
  const own = message.bot_id === workspace.botId;
  return {
    type: 'message',
    ...shown,
    team: workspace.team.id,
    ...(own && { app_id: workspace.appId, bot_profile: { ...botObject(workspace), team_id: workspace.team.id } }),
    ...(replies.length > 0 && {
      thread_ts: message.ts,
      reply_count: replies.length,
      reply_users_count: repliers.length,
      latest_reply: replies.at(-1)?.ts,
      reply_users: repliers,
      is_locked: false,
      subscribed: own,
    }),
    ...(withMetadata && metadata && { metadata }),
  };
}

export function botObject({ botId, appId, bot }: Slack['workspace']): BotObject {
  return {
    id: botId,
    app_id: appId,
    user_id: bot.id,
    name: bot.realName,
    deleted: false,
    updated: 1_700_000_000,
  };
}

function listOf(
  channels: Channel[],
  args: { cursor?: string; limit: number },
  slack: Slack,
): { channels: ConversationObject[]; response_metadata: { next_cursor: string } } {
  const { items, next } = page(channels, args);
  return {
    channels: items.map((channel) => ({ ...channelObject(channel, slack), num_members: channel.members.size })),
    response_metadata: { next_cursor: next },
  };
}

function channelObject(channel: Channel, { workspace }: Slack): ConversationObject {
  if (channel.directWith) {
    return { id: channel.id, created: channel.created, is_im: true, user: channel.directWith, is_archived: false };
  }
  return {
    id: channel.id,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: !channel.private,
    is_group: channel.private ?? false,
    is_im: false,
    is_mpim: false,
    is_private: channel.private ?? false,
    is_archived: false,
    is_general: false,
    is_shared: false,
    is_member: channel.members.has(workspace.bot.id),
    created: channel.created,
    creator: 'U0MARIA01',
    context_team_id: workspace.team.id,
    topic: { value: channel.topic ?? '', creator: '', last_set: 0 },
    purpose: { value: channel.purpose ?? '', creator: '', last_set: 0 },
  };
}
