import { z } from 'zod';
import { type SharedRead, shareReads } from '../runtime/share.ts';
import { ToolError } from '../runtime/tool-error.ts';
import type { ChannelAbout } from './directory.ts';
import { messageLines } from './message-lines.ts';
import { messageSchema } from './messages.ts';
import { plainText } from './mrkdwn.ts';
import { namesIn } from './names.ts';
import { authorOf, timeOf } from './render-message.ts';
import type { Slack } from './slack.ts';

/** Pins change seldom, and Slack allows some twenty of these requests a minute. */
const headFreshMs = 60_000;
const mostPins = 10;
const mostBookmarks = 10;
/** Characters of a pinned message. */
const pinLimit = 300;

const pinsSchema = z.object({ items: z.array(z.looseObject({ message: messageSchema.optional() })).default([]) });
const bookmarksSchema = z.object({
  bookmarks: z.array(z.looseObject({ title: z.string().default(''), link: z.string().nullish() })).default([]),
});

export interface ChannelHead {
  lines: string[];
  notChecked: string[];
}

/** Reads what stands at the head of an incident's channel: topic, purpose, pins and bookmarks. */
export function channelHead(slack: Slack): (about: ChannelAbout, signal: AbortSignal) => Promise<ChannelHead> {
  const shared = shareReads({ forMs: headFreshMs });
  return async (about, signal) => {
    const parts = await Promise.all([
      part('pins', () => pins(slack, about.id, shared, signal), signal),
      part('bookmarks', () => bookmarks(slack, about.id, shared, signal), signal),
    ]);
    const said = (name: string, text: string): string[] =>
      text.trim() === '' ? [] : [`${name}: ${plainText(text, new Map()).replace(/\s+/g, ' ')}`];
    return {
      lines: [...said('topic', about.topic), ...said('purpose', about.purpose), ...parts.flatMap(({ lines }) => lines)],
      notChecked: parts.flatMap(({ notChecked }) => notChecked),
    };
  };
}

/** An app that was installed before these scopes were asked for still reads the messages. */
async function part(name: string, read: () => Promise<string[]>, signal: AbortSignal): Promise<ChannelHead> {
  try {
    return { lines: await read(), notChecked: [] };
  } catch (error) {
    signal.throwIfAborted();
    const why = error instanceof ToolError ? (error.hint ?? error.message) : String(error);
    const missing = `Slack: ${name} not read: ${why}`;
    return { lines: [`[${missing}]`], notChecked: [missing] };
  }
}

async function pins(slack: Slack, channel: string, shared: SharedRead, signal: AbortSignal): Promise<string[]> {
  const { items } = await shared(`pins ${channel}`, signal, (s) => slack.api('pins.list', { channel }, pinsSchema, s));
  const messages = items.flatMap(({ message }) => message ?? []);
  const names = await namesIn(messages, slack, signal);
  const lines = messages.slice(0, mostPins).map((message) => {
    const text = messageLines(message, names).join(' ');
    const short = text.length > pinLimit ? `${text.slice(0, pinLimit - 1)}…` : text;
    return `pinned: ${timeOf(message.ts)} ${authorOf(message, names)} ref=${message.ts}: ${short}`;
  });
  const left = messages.length - lines.length;
  return left > 0 ? [...lines, `[${left} more pins]`] : lines;
}

async function bookmarks(slack: Slack, channel: string, shared: SharedRead, signal: AbortSignal): Promise<string[]> {
  const found = await shared(`bookmarks ${channel}`, signal, (s) =>
    slack.api('bookmarks.list', { channel_id: channel }, bookmarksSchema, s),
  );
  return found.bookmarks
    .slice(0, mostBookmarks)
    .map(({ title, link }) => `bookmark: ${title}${link ? ` ${link}` : ''}`);
}
