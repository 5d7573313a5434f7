import { z } from 'zod';
import { checkBlocks, identify } from '../block-kit.ts';
import { defineMethod, flag, json, type Method, Refusal, type Slack, text } from '../method.ts';
import type { SlackMessage } from '../system.ts';
import type { Channel } from '../workspace.ts';
import { channelById, messageObject } from './conversations.ts';

/** Characters of `text`: https://docs.slack.dev/reference/methods/chat.postMessage and chat.update. */
const longestPost = 40_000;
const longestUpdate = 4_000;

const content = {
  text: text.optional(),
  blocks: json.optional(),
  attachments: json.optional(),
  metadata: json.optional(),
};
const presentation = {
  unfurl_links: flag.optional(),
  unfurl_media: flag.optional(),
  mrkdwn: flag.optional(),
  parse: text.optional(),
  link_names: flag.optional(),
};

export const chatMethods: Method[] = [
  defineMethod('chat.postMessage', {
    scope: 'chat:write',
    params: z.object({
      channel: text,
      thread_ts: text.optional(),
      reply_broadcast: flag.optional(),
      ...content,
      ...presentation,
    }),
    answer(args, slack) {
      const channel = writable(args.channel, slack);
      const written = contentOf(args, longestPost);
      if (!written.text && !written.blocks?.length && !written.attachments?.length) throw new Refusal('no_text');
      const message = ownMessage(slack, channel, written, rootOf(args.thread_ts, channel, slack));
      slack.workspace.add(channel, message);
      return { channel: channel.id, ts: message.ts, message: messageObject(message, channel, slack) };
    },
  }),
  defineMethod('chat.postEphemeral', {
    scope: 'chat:write',
    params: z.object({
      channel: text,
      user: text,
      thread_ts: text.optional(),
      text: text.optional(),
      blocks: json.optional(),
      attachments: json.optional(),
      parse: text.optional(),
      link_names: flag.optional(),
    }),
    answer({ user, ...args }, slack) {
      const channel = writable(args.channel, slack);
      if (!channel.members.has(user)) throw new Refusal('user_not_in_channel');
      const message = ownMessage(slack, channel, contentOf(args, longestPost), rootOf(args.thread_ts, channel, slack));
      message.ephemeral_for = user;
      slack.workspace.ephemerals.push(message);
      slack.workspace.tell(message, 'posted');
      return { message_ts: message.ts };
    },
  }),
  defineMethod('chat.update', {
    scope: 'chat:write',
    params: z.object({ channel: text, ts: text, ...content, parse: text.optional(), link_names: flag.optional() }),
    answer(args, slack) {
      const channel = channelById(args.channel, slack);
      const message = slack.workspace.find(args.ts, channel.id);
      if (!message) throw new Refusal('message_not_found');
      if (message.bot_id !== slack.workspace.botId) throw new Refusal('cant_update_message');
      // What is left out stays; an empty list takes it away.
      const written = contentOf(args, longestUpdate);
      if (Object.values(written).every((value) => value === undefined)) throw new Refusal('no_text');
      Object.assign(message, Object.fromEntries(Object.entries(written).filter(([, value]) => value !== undefined)));
      message.edited = { user: slack.workspace.bot.id, ts: slack.workspace.nextTs() };
      slack.workspace.tell(message, 'edited');
      return {
        channel: channel.id,
        ts: message.ts,
        text: message.text,
        message: messageObject(message, channel, slack),
      };
    },
  }),
  defineMethod('chat.delete', {
    scope: 'chat:write',
    params: z.object({ channel: text, ts: text }),
    answer(args, slack) {
      const channel = channelById(args.channel, slack);
      const message = slack.workspace.find(args.ts, channel.id);
      if (!message) throw new Refusal('message_not_found');
      if (message.bot_id !== slack.workspace.botId) throw new Refusal('cant_delete_message');
      slack.workspace.remove(channel, message);
      return { channel: channel.id, ts: message.ts };
    },
  }),
  defineMethod('chat.getPermalink', {
    params: z.object({ channel: text, message_ts: text }),
    answer(args, slack) {
      const channel = channelById(args.channel, slack);
      const message = slack.workspace.find(args.message_ts, channel.id);
      if (!message) throw new Refusal('message_not_found');
      const link = `${slack.url()}/archives/${channel.id}/p${message.ts.replace('.', '')}`;
      const reply = message.thread_ts !== undefined && message.thread_ts !== message.ts;
      return {
        channel: channel.id,
        permalink: reply ? `${link}?thread_ts=${message.thread_ts}&cid=${channel.id}` : link,
      };
    },
  }),
  defineMethod('reactions.add', {
    scope: 'reactions:write',
    params: z.object({ channel: text, name: text, timestamp: text }),
    answer(args, slack) {
      const channel = channelById(args.channel, slack);
      const message = slack.workspace.find(args.timestamp, channel.id);
      if (!message) throw new Refusal('message_not_found');
      if (!/^[a-z0-9_+-]+$/.test(args.name)) throw new Refusal('invalid_name');
      message.reactions ??= [];
      const reaction = message.reactions.find(({ name }) => name === args.name);
      if (reaction?.users.includes(slack.workspace.bot.id)) throw new Refusal('already_reacted');
      if (reaction) reaction.users.push(slack.workspace.bot.id);
      else message.reactions.push({ name: args.name, users: [slack.workspace.bot.id] });
      slack.workspace.tell(message, 'edited');
      return {};
    },
  }),
];

type Content = Pick<SlackMessage, 'text' | 'blocks' | 'attachments' | 'metadata'>;

function ownMessage(slack: Slack, channel: Channel, written: Partial<Content>, root?: string): SlackMessage {
  const { workspace } = slack;
  return {
    ts: workspace.nextTs(),
    channel: channel.id,
    user: workspace.bot.id,
    bot_id: workspace.botId,
    ...(root !== undefined && { thread_ts: root }),
    ...Object.fromEntries(Object.entries(written).filter(([, value]) => value !== undefined)),
    text: written.text ?? '',
  };
}

/** A channel's id or name, or a person's id for a direct message, where the bot may write. */
function writable(idOrName: string, slack: Slack): Channel {
  const { workspace } = slack;
  const person = workspace.people.find((candidate) => candidate.id === idOrName);
  const channel = person ? workspace.directMessage(person.id) : workspace.channel(idOrName);
  if (!channel) throw new Refusal('channel_not_found');
  if (!channel.members.has(workspace.bot.id)) {
    throw new Refusal(channel.private ? 'channel_not_found' : 'not_in_channel');
  }
  return channel;
}

function rootOf(threadTs: string | undefined, channel: Channel, slack: Slack): string | undefined {
  if (threadTs === undefined) return undefined;
  const asked = slack.workspace.find(threadTs, channel.id);
  if (!asked) throw new Refusal('thread_not_found');
  return asked.thread_ts ?? asked.ts;
}

const metadataSchema = z.strictObject({
  event_type: z.string().min(1).max(255),
  event_payload: z.record(z.string(), z.unknown()),
});

function contentOf(
  args: { text?: string; blocks?: unknown; attachments?: unknown; metadata?: unknown },
  longest: number,
): Partial<Content> {
  if ((args.text?.length ?? 0) > longest) throw new Refusal('msg_too_long');
  const blocks = args.blocks === undefined ? undefined : identify(checkBlocks(args.blocks));
  const attachments = args.attachments === undefined ? undefined : z.array(z.unknown()).safeParse(args.attachments);
  if (attachments && !attachments.success) throw new Refusal('invalid_attachments');
  if ((attachments?.data?.length ?? 0) > 100) throw new Refusal('too_many_attachments');
  const metadata = args.metadata === undefined ? undefined : metadataSchema.safeParse(args.metadata);
  if (metadata && !metadata.success) throw new Refusal('invalid_metadata_format');
  if (metadata && JSON.stringify(metadata.data).length > 16_000) throw new Refusal('metadata_too_large');
  return { text: args.text, blocks, attachments: attachments?.data, metadata: metadata?.data };
}
