import { z } from 'zod';
import { defineTool, type Tool } from '../../runtime/tool.ts';
import { ownMessages } from '../own-messages.ts';
import type { Slack } from '../slack.ts';

const input = z.strictObject({
  channel: z.string().min(1).describe('id, or #name'),
  minutes: z.int().min(1).max(10_080).describe('how far back, by the real time'),
  match: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .default({})
    .describe('fields that the payload must have'),
});

/** For the workflow's own bookkeeping. It only reads, but a model has no business with our metadata: hence `writes`. */
export function findTool({ api, directory }: Slack): Tool<typeof input> {
  return defineTool({
    name: 'slack_find',
    title: 'Find own messages',
    description: 'Messages this bot posted to a channel lately, newest first, with the payload they carry.',
    input,
    writes: true,
    deadlineMs: 30_000,
    async run({ channel, minutes, match }, { signal }) {
      const id = await directory.channelId(channel, signal);
      // Not the investigation's clock, which may be pinned: what is posted carries the real time.
      const oldest = new Date(Date.now() - minutes * 60_000);
      const own = await ownMessages(api, directory, { channel: id, oldest, limit: 1_000 }, signal);
      const messages = own
        .filter(({ payload }) => Object.entries(match).every(([field, value]) => payload[field] === value))
        .map(({ ts, payload }) => ({ channel: id, ts, payload }));
      return {
        lines: [`${messages.length} own messages in ${id}`, ...messages.map(({ ts }) => ts)],
        structured: { messages },
      };
    },
  });
}
