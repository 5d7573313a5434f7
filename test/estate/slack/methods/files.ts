import { z } from 'zod';
import type { FileObject } from '../contract.ts';
import { count, defineMethod, json, type Method, Refusal, text } from '../method.ts';
import type { Upload } from '../uploads.ts';
import { readable } from './conversations.ts';

/** Bytes; Slack takes a gigabyte, the estate is not to be filled. */
const largest = 20_000_000;

export const filesMethods: Method[] = [
  defineMethod('files.getUploadURLExternal', {
    scope: 'files:write',
    params: z.object({ filename: text.min(1), length: count, snippet_type: text.optional() }),
    answer({ filename, length }, slack) {
      if (length > largest) throw new Refusal('file_upload_size_restricted');
      const { id, path } = slack.uploads.announce(filename, length);
      return { file_id: id, upload_url: `${slack.url()}${path}` };
    },
  }),
  defineMethod('files.completeUploadExternal', {
    scope: 'files:write',
    params: z.object({
      files: json,
      channel_id: text.optional(),
      thread_ts: text.optional(),
      initial_comment: text.optional(),
    }),
    answer({ files, channel_id, thread_ts, initial_comment }, slack) {
      const { workspace } = slack;
      const named = z
        .array(z.strictObject({ id: text, title: text.optional() }))
        .min(1)
        .safeParse(files);
      if (!named.success) throw new Refusal('invalid_arguments');
      const shared = named.data.map(({ id, title }) => {
        const upload = slack.uploads.list.find((known) => known.id === id && known.content && !known.completed);
        if (!upload) throw new Refusal('file_not_found');
        return { upload, file: fileObject(upload, title ?? upload.name, workspace.bot.id) };
      });
      if (channel_id !== undefined) {
        const channel = readable(channel_id, slack);
        // The message that shares a file carries no metadata: there is no parameter for it.
        workspace.add(channel, {
          ts: workspace.nextTs(),
          channel: channel.id,
          user: workspace.bot.id,
          bot_id: workspace.botId,
          subtype: 'file_share',
          text: initial_comment ?? '',
          files: shared.map(({ file }) => file),
          ...(thread_ts !== undefined && { thread_ts }),
        });
      }
      for (const { upload } of shared) upload.completed = true;
      return { files: shared.map(({ file: { id, title } }) => ({ id, title })) };
    },
  }),
];

function fileObject({ id, name, length }: Upload, title: string, user: string): FileObject & { id: string } {
  return { id, name, title, size: length, user, mode: 'hosted', is_external: false, created: 1_700_000_000 };
}
