import { z } from 'zod';
import { nearest } from '../runtime/nearest.ts';
import { ToolError } from '../runtime/tool-error.ts';
import type { SlackApi } from './api.ts';

/** Milliseconds for which names are believed. */
const channelsFreshMs = 5 * 60_000;
const peopleFreshMs = 15 * 60_000;
/** Pages of 200 channels that the bot is in. */
const channelPages = 10;

export interface Channel {
  id: string;
  name: string;
}

export interface Person {
  id: string;
  name: string;
  realName: string;
  timeZone: string;
}

export interface Self {
  userId: string;
  /** Root of the workspace's permalinks, with a slash at its end. */
  url: string;
}

const selfSchema = z.object({ user_id: z.string(), url: z.string() });
const channelsSchema = z.object({
  channels: z.array(z.object({ id: z.string(), name: z.string() })),
  response_metadata: z.looseObject({ next_cursor: z.string().optional() }).optional(),
});
const userSchema = z.object({
  user: z.looseObject({
    id: z.string(),
    name: z.string(),
    real_name: z.string().optional(),
    tz: z.string().optional(),
    profile: z.looseObject({ display_name: z.string().optional() }).optional(),
  }),
});

/** Who and what an id or a name means; answers are kept for minutes, since they hardly change. */
export class Directory {
  private readonly api: SlackApi;
  private self: Self | undefined;
  private channels: { list: Channel[]; until: number } | undefined;
  private readonly people = new Map<string, { person: Person; until: number }>();

  constructor(api: SlackApi) {
    this.api = api;
  }

  async me(signal: AbortSignal): Promise<Self> {
    if (!this.self) {
      const { user_id, url } = await this.api('auth.test', {}, selfSchema, signal);
      this.self = { userId: user_id, url: url.endsWith('/') ? url : `${url}/` };
    }
    return this.self;
  }

  /** By id, `name` or `#name`. An id is taken as it is. @throws ToolError not_found with the nearest names */
  async channelId(idOrName: string, signal: AbortSignal): Promise<string> {
    if (isChannelId(idOrName)) return idOrName;
    const name = idOrName.replace(/^#/, '');
    const known = await this.ownChannels(signal);
    const found = known.find((channel) => channel.name === name);
    if (found) return found.id;
    const close = nearest(
      name,
      known.map((channel) => channel.name),
    );
    throw new ToolError('not_found', `the bot is in no channel named '${name}'`, {
      hint: close.length > 0 ? `did you mean #${close.join(', #')}?` : 'invite the bot, or give the channel by its id',
    });
  }

  async channelName(id: string, signal: AbortSignal): Promise<string | undefined> {
    return (await this.ownChannels(signal)).find((channel) => channel.id === id)?.name;
  }

  /** @throws ToolError not_found */
  async person(id: string, signal: AbortSignal): Promise<Person> {
    const known = this.people.get(id);
    if (known && known.until > Date.now()) return known.person;
    const { user } = await this.api('users.info', { user: id }, userSchema, signal);
    const person = {
      id: user.id,
      name: user.profile?.display_name || user.name,
      realName: user.real_name ?? user.name,
      timeZone: user.tz ?? 'UTC',
    };
    this.people.set(id, { person, until: Date.now() + peopleFreshMs });
    return person;
  }

  /** Those the bot is in: it can read and write in no other, and a large workspace has thousands. */
  async ownChannels(signal: AbortSignal): Promise<Channel[]> {
    if (this.channels && this.channels.until > Date.now()) return this.channels.list;
    const list = await this.listChannels('public_channel,private_channel', signal).catch((error: unknown) => {
      if (!(error instanceof ToolError) || error.code !== 'forbidden') throw error;
      // Without groups:read there are no private ones to see.
      return this.listChannels('public_channel', signal);
    });
    this.channels = { list, until: Date.now() + channelsFreshMs };
    return list;
  }

  private async listChannels(types: string, signal: AbortSignal): Promise<Channel[]> {
    const list: Channel[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < channelPages; page += 1) {
      const args = { types, exclude_archived: true, limit: 200, ...(cursor && { cursor }) };
      const answer = await this.api('users.conversations', args, channelsSchema, signal);
      list.push(...answer.channels);
      cursor = answer.response_metadata?.next_cursor;
      if (!cursor) break;
    }
    return list;
  }
}

/** Slack's ids are upper case and names are lower case, so that they cannot be confused. */
export function isChannelId(idOrName: string): boolean {
  return /^[CGD][A-Z0-9]{6,}$/.test(idOrName);
}
