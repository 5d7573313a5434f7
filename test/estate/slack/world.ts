import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Case } from '../case.ts';
import type { Delivery } from './delivery.ts';
import type { Slack } from './method.ts';
import { appMention, blockActions } from './payloads.ts';
import { slackId } from './people.ts';
import { responseUrl } from './response-url.ts';
import type { SocketMode } from './socket-mode.ts';
import type { MentionOptions, SlackMessage, SlackWorld } from './system.ts';
import type { Channel } from './workspace.ts';
import { writtenByHand } from './written-by-hand.ts';

interface Parts {
  incident: Case;
  slack: Slack;
  delivery: Delivery;
  socketMode: SocketMode;
  deliverTo: SlackWorld['deliverTo'];
}

/** The people's side of the estate's Slack. */
export function createWorld({ incident, slack, delivery, socketMode, deliverTo }: Parts): SlackWorld {
  const { workspace } = slack;
  const events = new Map<string, Record<string, unknown>>();

  const channelNamed = (idOrName: string): Channel => {
    const channel = workspace.channel(idOrName);
    if (!channel) throw new Error(`no channel '${idOrName}' in the estate's Slack`);
    return channel;
  };
  const personCalled = (idOrName = 'maria') => workspace.personNamed(idOrName);

  const write = (typed: string, options: MentionOptions): SlackMessage => {
    const channel = channelNamed(options.channel ?? incident.channel);
    const ts = workspace.nextTs();
    const user = personCalled(options.user).id;
    const message: SlackMessage = {
      ts,
      channel: channel.id,
      user,
      ...writtenByHand(typed, workspace.bot.id, workspace.bot.name),
      ...(options.threadTs !== undefined && { thread_ts: options.threadTs }),
      ...(options.files && { files: options.files }),
      ...(options.botId !== undefined && { bot_id: options.botId }),
      ...(options.edited && { edited: { user, ts: workspace.nextTs() } }),
    };
    workspace.add(channel, message);
    return message;
  };

  return {
    team: workspace.team.id,
    botUser: workspace.bot.id,
    people: workspace.people,
    deliveries: delivery.log,
    timing: delivery.timing,
    scopes: slack.scopes,
    userScopes: slack.userScopes,
    uploads: slack.uploads,
    views: slack.views,
    ephemerals: workspace.ephemerals,
    deliverTo,
    connected: () => socketMode.connected(),
    connections: () => socketMode.connections,
    disconnect: (reason) => (reason === 'drop' ? socketMode.drop() : socketMode.disconnect(reason)),
    onMessage: (listener) => workspace.onMessage(listener),
    channelId: (name) => channelNamed(name).id,
    channel: (name) => [...channelNamed(name).messages],
    thread: (channel, ts) => workspace.thread(channelNamed(channel), ts),
    addChannel(name, { withBot = true, private: hidden = false } = {}) {
      const members = workspace.people.filter((person) => withBot || person.id !== workspace.bot.id);
      return workspace.addChannel(
        name,
        members.map(({ id }) => id),
        hidden,
      ).id;
    },
    describe: (name, about) => void Object.assign(channelNamed(name), about),
    pin(name, ts) {
      const channel = channelNamed(name);
      channel.pinned = [ts, ...(channel.pinned ?? [])];
    },
    userGroup(handle) {
      const group = { id: slackId('S', handle), handle, name: handle };
      workspace.userGroups.push(group);
      return group.id;
    },
    post(message, name = incident.channel) {
      const channel = channelNamed(name);
      const ts = message.ts ?? workspace.nextTs();
      workspace.add(channel, { text: '', ...message, ts, channel: channel.id });
      return ts;
    },
    delete(ts) {
      const message = workspace.find(ts);
      const channel = message && channelNamed(message.channel);
      if (!message || !channel) throw new Error(`no message ${ts} in the estate's Slack`);
      workspace.remove(channel, message);
      if (workspace.thread(channel, ts).length === 0) return;
      const left = { ts, thread_ts: ts, channel: channel.id, user: 'USLACKBOT', text: 'This message was deleted.' };
      workspace.add(channel, { ...left, subtype: 'tombstone', hidden: true });
    },
    say: (text, options = {}) => write(text, options).ts,
    async mention(text, options = {}) {
      const mentioned = text.includes(`<@${workspace.bot.id}>`) || text.includes(`@${workspace.bot.name}`);
      const message = write(mentioned ? text : `<@${workspace.bot.id}> ${text}`, options);
      const channel = channelNamed(message.channel);
      // Where the bot is no member, Slack offers to invite it and delivers nothing.
      if (!channel.members.has(workspace.bot.id)) return message.ts;
      const payload = appMention(message, workspace);
      events.set(message.ts, payload);
      void delivery.deliver(payload, message.ts);
      return message.ts;
    },
    async redeliver(ts, retry = 1) {
      const payload = events.get(ts);
      if (!payload) throw new Error(`no mention was made at ${ts}`);
      const { acknowledged } = await delivery.attempt(payload, ts, retry, 'timeout');
      return { acknowledged };
    },
    async click(ts, actionId, user) {
      const message = workspace.find(ts) ?? workspace.ephemerals.find((candidate) => candidate.ts === ts);
      if (!message) throw new Error(`no message ${ts} in the estate's Slack`);
      const found = elementOf(message, actionId);
      if (!found) throw new Error(`the message ${ts} has no element '${actionId}'`);
      const person = personCalled(user);
      const triggerId = `${Date.now()}.${randomUUID()}`;
      slack.triggers.set(triggerId, person.id);
      const payload = blockActions(
        {
          message,
          channel: channelNamed(message.channel),
          person,
          ...found,
          triggerId,
          responseUrl: responseUrl(slack, message, person.id),
        },
        workspace,
      );
      const { acknowledged } = await delivery.interact(payload);
      return { acknowledged };
    },
  };
}

const element = z.looseObject({ type: z.literal('button'), action_id: z.string() });
const blockWithElements = z.looseObject({
  block_id: z.string(),
  accessory: z.unknown().optional(),
  elements: z.array(z.unknown()).optional(),
});

function elementOf(
  message: SlackMessage,
  actionId: string,
): { element: Record<string, unknown>; blockId: string } | undefined {
  for (const block of message.blocks ?? []) {
    const { data } = blockWithElements.safeParse(block);
    for (const candidate of [data?.accessory, ...(data?.elements ?? [])]) {
      const button = element.safeParse(candidate).data;
      if (data && button?.action_id === actionId) return { element: button, blockId: data.block_id };
    }
  }
  return undefined;
}
