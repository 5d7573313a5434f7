import { z } from 'zod';
import { defineTool, type Tool } from '../../runtime/tool.ts';
import type { Slack } from '../slack.ts';
import { metadata, payload, written, writtenArguments } from '../written.ts';

const input = z.strictObject({
  channel: z.string().min(1).describe('id, or #name'),
  ts: z.string().regex(/^\d+\.\d+$/),
  ...writtenArguments,
  metadata: payload
    .optional()
    .describe('the whole payload, key included, in place of the one before; left out, that one stays'),
});

const answerSchema = z.object({ channel: z.string(), ts: z.string() });

export function updateTool(slack: Slack): Tool<typeof input> {
  return defineTool({
    name: 'slack_update',
    title: 'Edit a message',
    description: 'Replaces the text and blocks of a message that slack_post made.',
    input,
    writes: true,
    deadlineMs: 30_000,
    async run({ channel, ts, metadata: more, ...content }, { signal }) {
      const id = await slack.writable(channel, signal);
      const args = {
        channel: id,
        ts,
        // Blocks that are left out would stay as they were.
        blocks: [],
        ...written(content),
        ...(more && { metadata: metadata(more) }),
      };
      const answer = await slack.api('chat.update', args, answerSchema, signal);
      return { lines: [`edited ${answer.ts} in ${answer.channel}`], structured: { ...answer } };
    },
  });
}
