import { z } from 'zod';
import { shareReads } from '../../runtime/share.ts';
import { defineTool, type Tool } from '../../runtime/tool.ts';
import { type ResolvedWindow, resolveWindow, stamp, windowArguments } from '../../runtime/window.ts';
import type { Directory } from '../directory.ts';
import { readMessages, type SlackMessage } from '../messages.ts';
import { permalink, placeOf } from '../place.ts';
import { mentioned, messageLines, type Names } from '../plain-text.ts';
import type { Slack } from '../slack.ts';

const defaultWindowMs = 6 * 3_600_000;
const mostMessages = 200;
/** Names that are looked up for one answer; other people keep their ids. */
const mostPeople = 40;

const input = z.strictObject({
  channel: z.string().min(1).describe("#name, id, or a message's link"),
  thread_ts: z
    .string()
    .regex(/^\d+\.\d+$/)
    .optional()
    .describe('one thread: the ts of its root'),
  ...windowArguments,
});

/** What people and other apps said. Read-only; the bot has to be in the channel. */
export function readTool({ api, directory }: Slack): Tool<typeof input> {
  const shared = shareReads();
  return defineTool({
    name: 'slack_read',
    title: 'Read a channel or thread',
    description:
      'Messages of a Slack channel (newest first, default the last 6 h) or of one thread (oldest first, whole), alerts of other apps included.',
    input,
    deadlineMs: 30_000,
    async run(args, { signal, now }) {
      const place = placeOf(args.channel, args.thread_ts);
      const channel = await directory.channelId(place.channel, signal);
      const whole = place.threadTs !== undefined && args.since === undefined && args.until === undefined;
      const window = whole ? undefined : resolveWindow(args, now, defaultWindowMs);
      const range = {
        channel,
        ...(place.threadTs !== undefined && { threadTs: place.threadTs }),
        ...(window && { oldest: window.since, latest: window.until }),
        limit: mostMessages,
      };
      const { messages, more } = await shared(JSON.stringify(range), signal, (s) => readMessages(api, range, s));
      const [names, { url }, name] = await Promise.all([
        namesOf(messages, directory, signal),
        directory.me(signal),
        directory.channelName(channel, signal).catch(() => undefined),
      ]);
      const called = name === undefined ? channel : `#${name} (${channel})`;
      const what = `${messages.length} messages of ${place.threadTs ? `thread ${place.threadTs} in ` : ''}${called}`;
      return {
        lines: [
          `Slack: ${what}, ${window?.text ?? 'the whole thread'}, ${place.threadTs ? 'oldest' : 'newest'} first`,
          ...messages.flatMap((message) => rendered(message, { names, channel, url, inThread: !!place.threadTs })),
          ...(more ? [beyond(messages, window)] : []),
        ],
        structured: {
          ...(window && { window: { since: stamp(window.since), until: stamp(window.until) } }),
          examined: messages.length > 0 ? [what] : [],
          messages: messages.map((message) => ({ ref: message.ts, user: authorOf(message, names) })),
        },
      };
    },
  });
}

async function namesOf(messages: SlackMessage[], directory: Directory, signal: AbortSignal): Promise<Names> {
  const ids = new Set(messages.flatMap((message) => [message.user ?? [], mentioned(message)].flat()));
  const looked = [...ids].slice(0, mostPeople).map(async (id): Promise<[string, string][]> => {
    try {
      return [[id, (await directory.person(id, signal)).name]];
    } catch {
      signal.throwIfAborted();
      // Without users:read, or for somebody of another workspace, the id says it.
      return [];
    }
  });
  return new Map((await Promise.all(looked)).flat());
}

interface Rendering {
  names: Names;
  channel: string;
  /** Root of the workspace's links. */
  url: string;
  inThread: boolean;
}

/** The first line says when, who and where; what follows is indented, so that nobody's text looks like a line of ours. */
function rendered(message: SlackMessage, { names, channel, url, inThread }: Rendering): string[] {
  const at = stamp(new Date(Number(message.ts) * 1_000));
  const replies = !inThread && message.reply_count ? ` [${message.reply_count} replies, thread_ts=${message.ts}]` : '';
  const said = messageLines(message, names);
  return [
    `${at} ${authorOf(message, names)} ref=${message.ts}${replies} ${permalink(url, channel, message)}`,
    ...(said.length > 0 ? said : ['[no text]']).map((line) => `  | ${line}`),
  ];
}

function authorOf({ user, username, bot_id, bot_profile }: SlackMessage, names: Names): string {
  const name = (user && names.get(user)) || username || bot_profile?.name || user || bot_id || 'unknown';
  return bot_id ? `${name} (app)` : name;
}

function beyond(messages: SlackMessage[], window: ResolvedWindow | undefined): string {
  const last = messages.at(-1);
  const edge = last ? stamp(new Date(Number(last.ts) * 1_000)) : '';
  return window
    ? `[more messages before ${edge}: the same call with until=${edge}]`
    : `[more replies after ${edge}: the same call with since=${edge}]`;
}
