import { placesResource } from '../runtime/places-resource.ts';
import type { PromptArgument } from '../runtime/prompt.ts';
import type { Resource } from '../runtime/resource.ts';
import type { Slack } from './slack.ts';

/** Names of the channels that the bot is in. */
export const suggestChannels =
  ({ directory }: Slack): PromptArgument['suggest'] =>
  async ({ signal }) =>
    (await directory.ownChannels(signal)).map(({ name }) => name).sort();

/** Where it may read, which is where it was invited to, and where it may post. */
export const allowedChannels = ({ directory }: Slack, postTo: string[]): Resource =>
  placesResource('slack', 'channels', async ({ signal }) => {
    const channels = await directory.ownChannels(signal);
    return [
      'Read: the channels that the bot is in.',
      ...channels.map(({ id, name }) => `- #${name} (${id})`),
      '',
      `Posted to, by the investigation alone (SRE_AGENT_SLACK_CHANNELS): ${postTo.length > 0 ? postTo.join(', ') : 'any of them'}`,
    ].join('\n');
  });
