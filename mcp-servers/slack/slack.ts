import { ToolError } from '../runtime/tool-error.ts';
import { type SlackApi, slackApi } from './api.ts';
import type { SlackConfig } from './config.ts';
import { type Channel, type ChannelAbout, Directory, isChannelId } from './directory.ts';

/** What the tools of this server share. */
export interface Slack {
  api: SlackApi;
  /** With the user token, where there is one. */
  userApi: SlackApi | undefined;
  directory: Directory;
  /** The channel's id, if it may be posted to. @throws ToolError not_allowed or not_found */
  writable(idOrName: string, signal: AbortSignal): Promise<string>;
  /** Whether a model may be shown what stands there. */
  mayRead(channel: Pick<Channel, 'id' | 'name' | 'isPrivate'>): boolean;
  /** Those of the bot's channels that may be read. */
  readableChannels(signal: AbortSignal): Promise<Channel[]>;
  /** The channel, if it may be read. @throws ToolError not_allowed or not_found */
  readable(idOrName: string, signal: AbortSignal): Promise<ChannelAbout>;
}

export function connectSlack(config: SlackConfig): Slack {
  const api = slackApi(config);
  const { apiUrl, userToken, readFrom } = config;
  const directory = new Directory(api);
  const mayRead: Slack['mayRead'] = ({ id, name, isPrivate }) =>
    readFrom.length > 0 ? readFrom.includes(id) || (name !== '' && readFrom.includes(name)) : !isPrivate;
  const readableChannels: Slack['readableChannels'] = async (signal) =>
    (await directory.ownChannels(signal)).filter(mayRead);
  return {
    api,
    userApi: userToken === undefined ? undefined : slackApi({ token: userToken, apiUrl }),
    directory,
    mayRead,
    readableChannels,
    async readable(idOrName, signal) {
      // Of a name only those are known that may be read: the others are not even suggested.
      const id = isChannelId(idOrName) ? idOrName : directory.idAmong(await readableChannels(signal), idOrName);
      const about = await directory.about(id, signal);
      if (mayRead(about)) return about;
      const rule = readFrom.length > 0 ? `these may be: ${readFrom.join(', ')}` : 'every public one may be';
      throw new ToolError('not_allowed', `${id} is no channel that may be read`, {
        hint: `${rule}; others where SRE_AGENT_SLACK_READ_CHANNELS names them`,
      });
    },
    async writable(idOrName, signal) {
      const id = await directory.channelId(idOrName, signal);
      const { postTo } = config;
      if (postTo.length === 0 || postTo.includes(id)) return id;
      const name = await directory.channelName(id, signal);
      if (name !== undefined && postTo.includes(name)) return id;
      throw new ToolError(
        'not_allowed',
        `SRE_AGENT_SLACK_CHANNELS does not allow to post to ${name ? `#${name}` : id}`,
        {
          hint: `it allows: ${postTo.join(', ')}`,
        },
      );
    },
  };
}
