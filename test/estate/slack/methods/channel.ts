import { z } from 'zod';
import { defineMethod, type Method, text } from '../method.ts';
import { channelById, messageObject } from './conversations.ts';

/** What stands at the head of a channel: pins and bookmarks. */
export const channelMethods: Method[] = [
  defineMethod('pins.list', {
    scope: 'pins:read',
    params: z.object({ channel: text }),
    answer(args, slack) {
      const channel = channelById(args.channel, slack);
      const pinned = (channel.pinned ?? []).flatMap((ts) => slack.workspace.find(ts, channel.id) ?? []);
      return {
        items: pinned.map((message) => ({
          type: 'message',
          created: 1_700_000_000,
          created_by: 'U0MARIA01',
          channel: channel.id,
          message: {
            ...messageObject(message, channel, slack),
            pinned_to: [channel.id],
            permalink: `${slack.url()}/archives/${channel.id}/p${message.ts.replace('.', '')}`,
          },
        })),
      };
    },
  }),
  defineMethod('bookmarks.list', {
    scope: 'bookmarks:read',
    params: z.object({ channel_id: text }),
    answer(args, slack) {
      const channel = channelById(args.channel_id, slack);
      return {
        bookmarks: (channel.bookmarks ?? []).map(({ title, link }, at) => ({
          id: `Bk${at + 1}`,
          channel_id: channel.id,
          title,
          link,
          type: 'link',
          date_created: 1_700_000_000,
          date_updated: 0,
        })),
      };
    },
  }),
];
