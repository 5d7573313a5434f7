import { agent, named, onCall, type Person, slackId } from './people.ts';
import type { MessageChange, SlackMessage } from './system.ts';

export interface Channel {
  id: string;
  name: string;
  /** Seconds since the epoch. */
  created: number;
  members: Set<string>;
  /** Ordered by ts; replies stand among the rest. */
  messages: SlackMessage[];
  /** Seen by its members alone. */
  private?: boolean;
  topic?: string;
  purpose?: string;
  /** Of pinned messages, newest pin first. */
  pinned?: string[];
  bookmarks?: { title: string; link: string }[];
  /** The other side of a direct message. */
  directWith?: string;
}

/** What the estate's Slack remembers: people, channels, messages. No protocol in here. */
export class Workspace {
  readonly team = { id: 'T0ESTATE1', name: 'Acme', domain: 'acme' };
  readonly appId = 'A0SREAGENT';
  readonly botId = 'B0SREAGENT';
  readonly bot = agent;
  readonly people: Person[] = [...onCall, agent];
  readonly channels: Channel[] = [];
  /** Seen by one person only, and in no history. */
  readonly ephemerals: SlackMessage[] = [];
  readonly userGroups: { id: string; handle: string; name: string }[] = [];
  private readonly listeners = new Set<(message: SlackMessage, change: MessageChange) => void>();
  private lastMicroseconds = 0;

  /** The real time in microseconds, unique and increasing: what Slack uses as a message's id. */
  nextTs(): string {
    this.lastMicroseconds = Math.max(Date.now() * 1_000, this.lastMicroseconds + 1);
    return tsOf(this.lastMicroseconds);
  }

  /** The channel of that name, made where it does not exist; everybody is a member unless `members` says otherwise. */
  addChannel(name: string, members = this.people.map((person) => person.id), hidden = false): Channel {
    const known = this.channels.find((channel) => channel.name === name);
    if (known) return known;
    const channel: Channel = {
      id: slackId('C', name),
      name,
      created: 1_700_000_000,
      members: new Set(members),
      messages: [],
      ...(hidden && { private: true }),
    };
    this.channels.push(channel);
    return channel;
  }

  directMessage(user: string): Channel {
    const known = this.channels.find((channel) => channel.directWith === user);
    if (known) return known;
    const channel = {
      id: slackId('D', user),
      name: '',
      created: Math.floor(Date.now() / 1_000),
      members: new Set([user, this.bot.id]),
      messages: [],
      directWith: user,
    };
    this.channels.push(channel);
    return channel;
  }

  /** By id, `name` or `#name`. */
  channel(idOrName: string): Channel | undefined {
    const name = idOrName.replace(/^#/, '');
    return this.channels.find((channel) => channel.id === idOrName || (name !== '' && channel.name === name));
  }

  person(idOrName: string): Person | undefined {
    return this.people.find((person) => person.id === idOrName || person.name === idOrName);
  }

  /** The person of that id or handle; one nobody knows joins the workspace and its channels. */
  personNamed(name: string, bot = false): Person {
    const known = this.person(name);
    if (known) return known;
    const person = named(name, bot);
    this.people.push(person);
    for (const channel of this.channels) if (!channel.directWith) channel.members.add(person.id);
    return person;
  }

  find(ts: string, channelId?: string): SlackMessage | undefined {
    for (const channel of this.channels) {
      if (channelId !== undefined && channel.id !== channelId) continue;
      const found = channel.messages.find((message) => message.ts === ts);
      if (found) return found;
    }
    return undefined;
  }

  /** Root first; the root alone where nobody answered. */
  thread(channel: Channel, rootTs: string): SlackMessage[] {
    return channel.messages.filter((message) => message.ts === rootTs || message.thread_ts === rootTs);
  }

  add(channel: Channel, message: SlackMessage): void {
    const after = channel.messages.findLastIndex((other) => Number(other.ts) <= Number(message.ts));
    channel.messages.splice(after + 1, 0, message);
    this.tell(message, 'posted');
  }

  remove(channel: Channel, message: SlackMessage): void {
    channel.messages.splice(channel.messages.indexOf(message), 1);
    this.tell(message, 'deleted');
  }

  tell(message: SlackMessage, change: MessageChange): void {
    for (const listener of this.listeners) listener(message, change);
  }

  onMessage(listener: (message: SlackMessage, change: MessageChange) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

/** Microseconds since the epoch as Slack writes them. */
export function tsOf(microseconds: number): string {
  const seconds = Math.floor(microseconds / 1_000_000);
  return `${seconds}.${String(microseconds % 1_000_000).padStart(6, '0')}`;
}
