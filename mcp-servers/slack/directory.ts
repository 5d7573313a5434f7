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
  /** Empty for a direct message. */
  name: string;
  /** A private channel or a direct message. */
  isPrivate: boolean;
}

export interface ChannelAbout extends Channel {
  topic: string;
  purpose: string;
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
const channelSchema = z.looseObject({
  id: z.string(),
  name: z.string().default(''),
  is_private: z.boolean().optional(),
  is_im: z.boolean().optional(),
  is_mpim: z.boolean().optional(),
  topic: z.looseObject({ value: z.string() }).optional(),
  purpose: z.looseObject({ value: z.string() }).optional(),
});
const channelsSchema = z.object({
  channels: z.array(channelSchema),
  response_metadata: z.looseObject({ next_cursor: z.string().optional() }).optional(),
});
const aboutSchema = z.object({ channel: channelSchema });
const groupsSchema = z.object({ usergroups: z.array(z.looseObject({ id: z.string(), handle: z.string() })) });
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
  private readonly abouts = new Map<string, { about: ChannelAbout; until: number }>();
  private groups: { handles: Map<string, string>; until: number } | undefined;
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
    return this.idAmong(await this.ownChannels(signal), idOrName);
  }

  /** @throws ToolError not_found with the nearest names of the given channels */
  idAmong(known: Channel[], nameGiven: string): string {
    const name = nameGiven.replace(/^#/, '');
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

  /** What the channel's head says. @throws ToolError not_found, also where it is private and the bot not in it */
  async about(id: string, signal: AbortSignal): Promise<ChannelAbout> {
    const known = this.abouts.get(id);
    if (known && known.until > Date.now()) return known.about;
    const { channel } = await this.api('conversations.info', { channel: id }, aboutSchema, signal);
    const about = { ...asChannel(channel), topic: channel.topic?.value ?? '', purpose: channel.purpose?.value ?? '' };
    this.abouts.set(id, { about, until: Date.now() + channelsFreshMs });
    return about;
  }

  /** Handles of the user groups by their ids. @throws ToolError */
  async userGroups(signal: AbortSignal): Promise<Map<string, string>> {
    if (this.groups && this.groups.until > Date.now()) return this.groups.handles;
    const { usergroups } = await this.api('usergroups.list', {}, groupsSchema, signal);
    const handles = new Map(usergroups.map(({ id, handle }) => [id, handle]));
    this.groups = { handles, until: Date.now() + peopleFreshMs };
    return handles;
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
      list.push(...answer.channels.map(asChannel));
      cursor = answer.response_metadata?.next_cursor;
      if (!cursor) break;
    }
    return list;
  }
}

function asChannel({ id, name, is_private, is_im, is_mpim }: z.output<typeof channelSchema>): Channel {
  return { id, name, isPrivate: is_private === true || is_im === true || is_mpim === true };
}

/** Slack's ids are upper case and names are lower case, so that they cannot be confused. */
export function isChannelId(idOrName: string): boolean {
  return /^[CGD][A-Z0-9]{6,}$/.test(idOrName);
}
