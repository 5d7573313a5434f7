import { createHash } from 'node:crypto';
import { z } from 'zod';
import { defineTool, type Tool } from '../../runtime/tool.ts';
import { ToolError } from '../../runtime/tool-error.ts';
import { readMessages } from '../messages.ts';
import { quietMentions } from '../quiet-mentions.ts';
import type { Slack } from '../slack.ts';
import { sendBytes } from '../upload.ts';

/** Bytes of a file: a diagnosis with its evidence is some tens of thousands. */
const largest = 1_000_000;
/** Messages that are looked through for a file that an earlier attempt shared. */
const searched = 1_000;

const input = z.strictObject({
  channel: z.string().min(1).describe('id, or #name'),
  thread_ts: z
    .string()
    .regex(/^\d+\.\d+$/)
    .optional(),
  key: z.string().min(1).max(300).describe("unique for this file; a part of the file's name"),
  filename: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,80}\.[a-z]{1,10}$/)
    .describe('diagnosis.json'),
  title: z.string().min(1).max(200).optional(),
  comment: z.string().max(2_000).optional().describe('mrkdwn beside the file'),
  content: z.string().min(1).describe('text, UTF-8'),
  find_first: z.boolean().default(false).describe('an earlier attempt may have shared it: look for the file first'),
});

const ticketSchema = z.object({ file_id: z.string(), upload_url: z.url({ protocol: /^https?$/ }) });
const completedSchema = z.object({ files: z.array(z.looseObject({ id: z.string() })) });

/**
 * Shares a text file in a channel or thread. The message that Slack makes of it carries no metadata, so that the key stands,
 * as a hash, in the file's name, and a second attempt looks for that name in what the bot posted. Slack shares a file some
 * moments after it said so: an attempt within these moments may still share it twice.
 */
export function uploadTool(slack: Slack): Tool<typeof input> {
  return defineTool({
    name: 'slack_upload',
    title: 'Share a file',
    description: 'Shares a text file of at most 1 MB in a channel or thread.',
    input,
    writes: true,
    deadlineMs: 60_000,
    async run({ channel, thread_ts, key, filename, title, comment, content, find_first }, { signal }) {
      const bytes = new TextEncoder().encode(content);
      if (bytes.length > largest) {
        throw new ToolError('too_large', `the file has ${bytes.length} bytes, more than ${largest}`, {
          hint: 'share less of it',
        });
      }
      const id = await slack.writable(channel, signal);
      const name = keyedName(filename, key);
      const found = find_first ? await earlier(slack, { channel: id, thread_ts, name }, signal) : undefined;
      if (found !== undefined) {
        return {
          lines: [`already shared in ${id}: ${name}`],
          structured: { channel: id, file: found, name, uploaded: false },
        };
      }
      const ask = { filename: name, length: bytes.length };
      const ticket = await slack.api('files.getUploadURLExternal', ask, ticketSchema, signal);
      await sendBytes(ticket.upload_url, bytes, signal);
      await slack.api(
        'files.completeUploadExternal',
        {
          files: [{ id: ticket.file_id, title: quietMentions(title ?? filename) }],
          ...(thread_ts === undefined ? { channel_id: id } : { channel_id: id, thread_ts }),
          ...(comment && { initial_comment: quietMentions(comment) }),
        },
        completedSchema,
        signal,
      );
      return {
        lines: [`shared ${name} in ${id}`],
        structured: { channel: id, file: ticket.file_id, name, uploaded: true },
      };
    },
  });
}

/** `diagnosis-1f2e3d4c5b6a.json` */
function keyedName(filename: string, key: string): string {
  const digest = createHash('sha256').update(key).digest('hex').slice(0, 12);
  return filename.replace(/(\.[a-z]+)$/, `-${digest}$1`);
}

async function earlier(
  { api, directory }: Slack,
  { channel, thread_ts, name }: { channel: string; thread_ts: string | undefined; name: string },
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const { userId } = await directory.me(signal);
    const range = { channel, ...(thread_ts !== undefined && { threadTs: thread_ts }), limit: searched };
    const { messages } = await readMessages(api, range, signal);
    const files = messages.filter(({ user }) => user === userId).flatMap((message) => message.files);
    const file = files.find((one) => one.name === name);
    return file && String(file.id ?? '');
  } catch (error) {
    // An app that may write but not read: a file that might come twice is better than none.
    if (error instanceof ToolError && error.code === 'forbidden') return undefined;
    throw error;
  }
}
