import { ToolError } from '../runtime/tool-error.ts';
import { type SlackApi, slackApi } from './api.ts';
import type { SlackConfig } from './config.ts';
import { Directory } from './directory.ts';

/** What the tools of this server share. */
export interface Slack {
  api: SlackApi;
  directory: Directory;
  /** The channel's id, if it may be posted to. @throws ToolError not_allowed or not_found */
  writable(idOrName: string, signal: AbortSignal): Promise<string>;
}

export function connectSlack(config: SlackConfig): Slack {
  const api = slackApi(config);
  const directory = new Directory(api);
  return {
    api,
    directory,
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
