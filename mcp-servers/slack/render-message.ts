import { stamp } from '../runtime/window.ts';
import { messageLines } from './message-lines.ts';
import type { SlackMessage } from './messages.ts';
import type { Names } from './mrkdwn.ts';

export interface Rendering {
  names: Names;
  /** Where replies are counted: in a channel, where they are not shown. */
  inThread: boolean;
  /** `#name` before the author, where messages of several channels stand together. */
  channelName?: string;
  link: string;
}

export const timeOf = (ts: string): string => stamp(new Date(Number(ts) * 1_000));

/** The first line says when, who and where; what follows is indented, so that nobody's text looks like a line of ours. */
export function renderMessage(message: SlackMessage, { names, inThread, channelName, link }: Rendering): string[] {
  const head = [
    timeOf(message.ts),
    ...(channelName === undefined ? [] : [`#${channelName}`]),
    authorOf(message, names),
    `ref=${message.ts}`,
    ...(message.edited ? [`[edited ${timeOf(message.edited.ts)}]`] : []),
    ...(!inThread && message.reply_count ? [repliesOf(message)] : []),
    link,
  ];
  const said = isDeleted(message) ? ['[deleted]'] : messageLines(message, names);
  return [head.join(' '), ...(said.length > 0 ? said : ['[no text]']).map((line) => `  | ${line}`)];
}

function repliesOf({ ts, reply_count, latest_reply }: SlackMessage): string {
  return `[${reply_count} replies${latest_reply ? `, last ${timeOf(latest_reply)}` : ''}, thread_ts=${ts}]`;
}

/** A root that was deleted after it had been answered stays as a stone. */
const isDeleted = ({ subtype }: SlackMessage): boolean => subtype === 'tombstone';

/** Messages of Slack's own about who came and went. */
export const isComingOrGoing = ({ subtype = '' }: SlackMessage): boolean =>
  /^(?:channel|group)_(?:join|leave)$/.test(subtype);

export function authorOf({ user, username, bot_id, bot_profile, subtype }: SlackMessage, names: Names): string {
  const name = (user && names.get(user)) || username || bot_profile?.name || user || bot_id || 'unknown';
  return bot_id || subtype === 'bot_message' ? `${name} (app)` : name;
}
