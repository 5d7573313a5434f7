import { z } from 'zod';
import { shareReads } from '../../runtime/share.ts';
import { defineTool, type Tool } from '../../runtime/tool.ts';
import { type ResolvedWindow, resolveWindow, stamp, windowArguments } from '../../runtime/window.ts';
import { channelHead } from '../channel-head.ts';
import { readMessages, type SlackMessage } from '../messages.ts';
import { namesIn } from '../names.ts';
import { permalink, placeOf } from '../place.ts';
import { authorOf, isComingOrGoing, renderMessage } from '../render-message.ts';
import type { Slack } from '../slack.ts';

const defaultWindowMs = 6 * 3_600_000;
const mostMessages = 200;

const input = z.strictObject({
  channel: z.string().min(1).describe("#name, id, or a message's link"),
  thread_ts: z
    .string()
    .regex(/^\d+\.\d+$/)
    .optional()
    .describe('one thread: its root'),
  ...windowArguments,
});

/** What people and other apps said. Read-only; the bot has to be in the channel, and the channel one that may be read. */
export function readTool(slack: Slack): Tool<typeof input> {
  const shared = shareReads();
  const headOf = channelHead(slack);
  return defineTool({
    name: 'slack_read',
    title: 'Read a channel or thread',
    description:
      'A Slack channel (topic, pins, messages newest first, default the last 6 h) or one thread (whole, oldest first); alerts of apps in full.',
    input,
    deadlineMs: 30_000,
    async run(args, { signal, now }) {
      const place = placeOf(args.channel, args.thread_ts);
      const about = await slack.readable(place.channel, signal);
      const whole = place.threadTs !== undefined && args.since === undefined && args.until === undefined;
      const window = whole ? undefined : resolveWindow(args, now, defaultWindowMs);
      const range = {
        channel: about.id,
        ...(place.threadTs !== undefined && { threadTs: place.threadTs }),
        ...(window && { oldest: window.since, latest: window.until }),
        limit: mostMessages,
      };
      const inThread = place.threadTs !== undefined;
      const [{ messages: all, more }, head, { url }] = await Promise.all([
        shared(JSON.stringify(range), signal, (s) => readMessages(slack.api, range, s)),
        inThread ? { lines: [], notChecked: [] } : headOf(about, signal),
        slack.directory.me(signal),
      ]);
      const messages = all.filter((message) => !isComingOrGoing(message));
      const names = await namesIn(messages, slack, signal);
      const called = about.name === '' ? about.id : `#${about.name} (${about.id})`;
      const what = `${messages.length} messages${byApps(messages)} of ${inThread ? `thread ${place.threadTs} in ` : ''}${called}`;
      const order = inThread ? 'oldest' : 'newest';
      const rendered = messages.flatMap((message) =>
        renderMessage(message, { names, inThread, link: permalink(url, about.id, message) }),
      );
      const left = all.length - messages.length;
      return {
        lines: [
          `Slack: ${what}, ${window?.text ?? 'the whole thread'}, ${order} first`,
          ...head.lines,
          ...rendered,
          ...(left > 0 ? [`[${left} notices of who joined or left are not shown]`] : []),
          ...(more ? [beyond(all, inThread, window)] : []),
        ],
        structured: {
          ...(window && { window: { since: stamp(window.since), until: stamp(window.until) } }),
          examined: messages.length > 0 ? [what] : [],
          notChecked: head.notChecked,
          messages: messages.map((message) => ({ ref: message.ts, user: authorOf(message, names) })),
        },
      };
    },
  });
}

function byApps(messages: SlackMessage[]): string {
  const count = messages.filter(({ bot_id, subtype }) => bot_id || subtype === 'bot_message').length;
  return count === 0 ? '' : `, ${count} by apps,`;
}

/** To the millisecond and away from what was read, so that nothing of that instant is lost. */
function beyond(messages: SlackMessage[], inThread: boolean, window: ResolvedWindow | undefined): string {
  const at = Number(messages.at(-1)?.ts ?? 0) * 1_000;
  const edge = new Date(inThread ? Math.floor(at) : Math.ceil(at)).toISOString();
  const until = window ? ` until=${stamp(window.until)}` : '';
  return inThread
    ? `[more replies after ${edge}: the same call with since=${edge}${until}]`
    : `[more messages before ${edge}: the same call with until=${edge}${window ? ` since=${stamp(window.since)}` : ''}]`;
}
