import { z } from 'zod';
import { defineTool, type Tool } from '../../runtime/tool.ts';
import { resolveWindow, stamp, windowArguments } from '../../runtime/window.ts';
import { namesIn } from '../names.ts';
import { permalink } from '../place.ts';
import { authorOf, renderMessage } from '../render-message.ts';
import { parseQuery } from '../search/query.ts';
import { searcher } from '../search/search.ts';
import type { Slack } from '../slack.ts';

const defaultWindowMs = 24 * 3_600_000;
const mostHits = 60;

const input = z.strictObject({
  query: z.string().min(1).max(300).describe('all words must occur; "a phrase"; -without'),
  channels: z.array(z.string().min(1)).max(10).optional().describe('#name or id; default: all'),
  ...windowArguments,
});

/** Messages with these words, in the channels that may be read. Read-only; says how it searched and what that misses. */
export function searchTool(slack: Slack): Tool<typeof input> {
  const search = searcher(slack);
  return defineTool({
    name: 'slack_search',
    title: 'Search messages',
    description:
      'Slack messages with these words, newest first, default the last 24 h. Says how it searched and what that misses.',
    input,
    deadlineMs: 45_000,
    async run(args, { signal, now }) {
      const terms = parseQuery(args.query);
      const window = resolveWindow(args, now, defaultWindowMs);
      const named = args.channels?.length ? args.channels : undefined;
      const channels = named && (await Promise.all(named.map((channel) => slack.readable(channel, signal))));
      const [found, { url }] = await Promise.all([
        search({ terms, since: window.since, until: window.until, channels }, signal),
        slack.directory.me(signal),
      ]);
      const hits = found.hits.slice(0, mostHits);
      const names = await namesIn(
        hits.map(({ message }) => message),
        slack,
        signal,
      );
      const more = found.more || found.hits.length > hits.length;
      const what = `${hits.length}${more ? ' of more' : ''} messages with ${args.query}`;
      return {
        lines: [
          `Slack: ${what}, ${window.text}, newest first`,
          `method: ${found.method}`,
          `not covered: ${found.notCovered}`,
          ...found.notChecked.map((missing) => `[${missing}]`),
          ...hits.flatMap(({ message, channel, permalink: given }) =>
            renderMessage(message, {
              names,
              inThread: false,
              channelName: channel.name || channel.id,
              link: given ?? permalink(url, channel.id, message),
            }),
          ),
          ...(more
            ? [`[more matches: narrow the query or the window, or until=${edgeOf(hits.at(-1)?.message.ts)}]`]
            : []),
        ],
        structured: {
          window: { since: stamp(window.since), until: stamp(window.until) },
          method: found.method,
          examined: [`Slack messages by ${found.method}`],
          notChecked: found.notChecked,
          messages: hits.map(({ message, channel }) => ({
            ref: message.ts,
            channel: channel.id,
            user: authorOf(message, names),
          })),
        },
      };
    },
  });
}

/** To the millisecond and upwards, so that nothing of that instant is lost. */
function edgeOf(ts: string | undefined): string {
  return new Date(Math.ceil(Number(ts ?? 0) * 1_000)).toISOString();
}
