import { ToolError } from '../../runtime/tool-error.ts';
import type { Channel } from '../directory.ts';
import { messageLines } from '../message-lines.ts';
import { readMessages, type SlackMessage } from '../messages.ts';
import type { Slack } from '../slack.ts';
import type { Asked, Found, Hit } from './found.ts';
import { matches } from './query.ts';

/** Slack allows some fifty of these requests a minute: so many channels, messages of each, and threads in all. */
const mostChannels = 12;
const mostMessages = 400;
const mostThreads = 20;

/** Where incidents are talked about, first. */
const telling = /inc|alert|alarm|on-?call|sre|ops|deploy|release|prod|outage|status|monitor/i;

/**
 * No search at all: the bot reads what the channels say in the window and looks for the words, in messages, blocks,
 * attachments and the replies of the newest threads.
 */
export async function byHistory(slack: Slack, asked: Asked, signal: AbortSignal): Promise<Found> {
  const known = asked.channels ?? (await slack.readableChannels(signal));
  const ranked = [...known].sort((a, b) => Number(telling.test(b.name)) - Number(telling.test(a.name)));
  const read = await Promise.all(
    ranked.slice(0, mostChannels).map((channel) => history(channel, slack, asked, signal)),
  );
  const failures = read.flatMap(({ failure }) => failure ?? []);
  const [first] = failures;
  if (first && failures.length === read.length) throw first;

  const seen = read.flatMap(({ channel, messages }) => messages.map((message) => ({ channel, message })));
  const threads = seen
    .filter(({ message }) => (message.reply_count ?? 0) > 0)
    .sort((a, b) => Number(b.message.latest_reply ?? b.message.ts) - Number(a.message.latest_reply ?? a.message.ts));
  const replies = await Promise.all(
    threads.slice(0, mostThreads).map((thread) => repliesOf(thread, slack, asked, signal)),
  );
  const hits = [...seen, ...replies.flat()]
    .filter(({ message }) => matches(messageLines(message, new Map()).join('\n'), asked.terms))
    .sort((a, b) => Number(b.message.ts) - Number(a.message.ts));
  const names = read.filter(({ failure }) => !failure).map(({ channel }) => `#${channel.name || channel.id}`);
  const cut = read.filter(({ more }) => more).map(({ channel }) => `#${channel.name || channel.id}`);
  const unread = ranked.slice(mostChannels).map(({ name }) => `#${name}`);
  return {
    hits,
    more: false,
    method: `history of ${names.length} channels (${names.join(', ')}), read by the bot, since it has no search`,
    notCovered: [
      'channels that the bot is not in',
      `replies in threads that began before the window${threads.length > mostThreads ? `, or beyond the ${mostThreads} newest` : ''}`,
      ...(cut.length > 0 ? [`messages before the newest ${mostMessages} of ${cut.join(', ')}`] : []),
      ...(unread.length > 0 ? [`${unread.join(', ')}: name them in channels`] : []),
    ].join('; '),
    notChecked: read.flatMap(({ channel, failure }) =>
      failure ? [`Slack: #${channel.name || channel.id} not searched: ${failure.hint ?? failure.message}`] : [],
    ),
  };
}

interface History {
  channel: Channel;
  messages: SlackMessage[];
  more: boolean;
  failure?: ToolError;
}

async function history(channel: Channel, slack: Slack, { since, until }: Asked, signal: AbortSignal): Promise<History> {
  const range = { channel: channel.id, oldest: since, latest: until, limit: mostMessages };
  try {
    return { channel, ...(await readMessages(slack.api, range, signal)) };
  } catch (failure) {
    signal.throwIfAborted();
    if (!(failure instanceof ToolError)) throw failure;
    return { channel, messages: [], more: false, failure };
  }
}

async function repliesOf({ channel, message }: Hit, slack: Slack, asked: Asked, signal: AbortSignal): Promise<Hit[]> {
  const range = { channel: channel.id, threadTs: message.ts, oldest: asked.since, latest: asked.until, limit: 200 };
  try {
    const { messages } = await readMessages(slack.api, range, signal);
    return messages.filter(({ ts }) => ts !== message.ts).map((reply) => ({ channel, message: reply }));
  } catch (error) {
    signal.throwIfAborted();
    // Its root is seen, with the number of its replies.
    if (error instanceof ToolError) return [];
    throw error;
  }
}
