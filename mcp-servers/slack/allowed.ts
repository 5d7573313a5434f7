import { placesResource } from '../runtime/places-resource.ts';
import type { PromptArgument } from '../runtime/prompt.ts';
import type { Resource } from '../runtime/resource.ts';
import type { Slack } from './slack.ts';

/** Names of the channels that may be read and that the bot is in. */
export const suggestChannels =
  ({ readableChannels }: Slack): PromptArgument['suggest'] =>
  async ({ signal }) =>
    (await readableChannels(signal)).map(({ name }) => name).sort();

/** Where it may read, and where it may post. */
export const allowedChannels = ({ readableChannels }: Slack, postTo: string[]): Resource =>
  placesResource('slack', 'channels', async ({ signal }) => {
    const channels = await readableChannels(signal);
    return [
      'Read: these channels, which the bot is in. Private ones and direct messages only where SRE_AGENT_SLACK_READ_CHANNELS or SRE_AGENT_SLACK_CHANNELS names them.',
      ...channels.map(({ id, name }) => `- #${name} (${id})`),
      '',
      `Posted to, by the investigation alone (SRE_AGENT_SLACK_CHANNELS): ${postTo.length > 0 ? postTo.join(', ') : 'any of them'}`,
    ].join('\n');
  });
