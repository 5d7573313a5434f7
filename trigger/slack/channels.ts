import type { WebClient } from '@slack/web-api';

/**
 * Whether a channel may be answered in: any where nothing is configured, otherwise those named by id or name.
 *
 * @throws where a name has to be looked up and Slack does not answer, so that the mention is delivered again.
 */
export function allowedChannels(
  client: WebClient,
  allowed: string[] | undefined,
): (channel: string) => Promise<boolean> {
  const names = new Map<string, string | undefined>();
  return async (channel) => {
    if (allowed === undefined || allowed.includes(channel)) return true;
    if (!names.has(channel)) names.set(channel, (await client.conversations.info({ channel })).channel?.name);
    const name = names.get(channel);
    return name !== undefined && allowed.includes(name);
  };
}
