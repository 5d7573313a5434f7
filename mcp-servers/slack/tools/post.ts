import { z } from 'zod';
import { defineTool, type Tool } from '../../runtime/tool.ts';
import { ToolError } from '../../runtime/tool-error.ts';
import { ownMessages } from '../own-messages.ts';
import type { Slack } from '../slack.ts';
import { metadata, payload, written, writtenArguments } from '../written.ts';

/** Messages that are looked through for one that was posted by an earlier attempt. */
const searched = 1_000;

const input = z.strictObject({
  channel: z.string().min(1).describe('id, or #name'),
  thread_ts: z
    .string()
    .regex(/^\d+\.\d+$/)
    .optional(),
  key: z.string().min(1).max(300).describe('unique for this message; carried in its metadata'),
  ...writtenArguments,
  find_first: z.boolean().default(false).describe('an earlier attempt may have posted it: look for the key first'),
  metadata: payload.optional().describe('more for the payload that carries the key'),
});

const answerSchema = z.object({ channel: z.string(), ts: z.string() });

/** Posts once: where an earlier attempt's answer was lost, its message is found by the key it carries. */
export function postTool(slack: Slack): Tool<typeof input> {
  return defineTool({
    name: 'slack_post',
    title: 'Post a message',
    description: 'Posts a message to a channel or thread. Mentions that would alarm a whole channel are defused.',
    input,
    writes: true,
    deadlineMs: 30_000,
    async run({ channel, thread_ts, key, find_first, metadata: more, ...content }, { signal }) {
      const id = await slack.writable(channel, signal);
      const found = find_first ? await earlier(slack, { channel: id, thread_ts, key }, signal) : undefined;
      if (found !== undefined) {
        return {
          lines: [`already posted to ${id} at ${found}`],
          structured: { channel: id, ts: found, posted: false },
        };
      }
      const args = {
        channel: id,
        ...(thread_ts !== undefined && { thread_ts }),
        ...written(content),
        metadata: metadata({ ...more, key }),
        unfurl_links: false,
        unfurl_media: false,
      };
      const { ts } = await slack.api('chat.postMessage', args, answerSchema, signal);
      return { lines: [`posted to ${id} at ${ts}`], structured: { channel: id, ts, posted: true } };
    },
  });
}

async function earlier(
  { api, directory }: Slack,
  { channel, thread_ts, key }: { channel: string; thread_ts: string | undefined; key: string },
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const range = { channel, ...(thread_ts !== undefined && { threadTs: thread_ts }), limit: searched };
    const own = await ownMessages(api, directory, range, signal);
    return own.find((message) => message.payload.key === key)?.ts;
  } catch (error) {
    // An app that may write but not read: an answer that might come twice is better than none.
    if (error instanceof ToolError && error.code === 'forbidden') return undefined;
    throw error;
  }
}
