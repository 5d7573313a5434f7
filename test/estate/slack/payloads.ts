import { randomUUID } from 'node:crypto';
import { messageObject } from './methods/conversations.ts';
import type { Person } from './people.ts';
import type { SlackMessage } from './system.ts';
import type { Channel, Workspace } from './workspace.ts';

/** The envelope of an `app_mention`, as the Events API sends it. */
export function appMention(message: SlackMessage, workspace: Workspace): Record<string, unknown> {
  const { ts, channel, user, text, thread_ts, bot_id, blocks, files, edited } = message;
  const team = workspace.team.id;
  return {
    token: 'estate-verification-token',
    team_id: team,
    context_team_id: team,
    context_enterprise_id: null,
    api_app_id: workspace.appId,
    event: {
      type: 'app_mention',
      user,
      ts,
      client_msg_id: randomUUID(),
      text,
      team,
      ...(thread_ts !== undefined && { thread_ts }),
      ...(bot_id !== undefined && { bot_id, subtype: 'bot_message' }),
      ...(files !== undefined && { files, upload: false, display_as_bot: false }),
      ...(edited !== undefined && { edited }),
      blocks,
      channel,
      event_ts: edited?.ts ?? ts,
    },
    type: 'event_callback',
    event_id: `Ev${randomUUID().replaceAll('-', '').slice(0, 10).toUpperCase()}`,
    event_time: Math.floor(Number(ts)),
    authorizations: [
      { enterprise_id: null, team_id: team, user_id: workspace.bot.id, is_bot: true, is_enterprise_install: false },
    ],
    is_ext_shared_channel: false,
    event_context: `4-${team}-${workspace.appId}-${channel}`,
  };
}

export interface Click {
  message: SlackMessage;
  channel: Channel;
  person: Person;
  /** The element as it stands in the message. */
  element: Record<string, unknown>;
  blockId: string;
  triggerId: string;
  responseUrl: string;
}

/** The `block_actions` payload of a click on a message's element. */
export function blockActions(click: Click, workspace: Workspace): Record<string, unknown> {
  const { message, channel, person, element, blockId, triggerId, responseUrl } = click;
  const { confirm: _, ...shown } = element;
  return {
    type: 'block_actions',
    user: { id: person.id, username: person.name, name: person.name, team_id: workspace.team.id },
    api_app_id: workspace.appId,
    token: 'estate-verification-token',
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: channel.id,
      is_ephemeral: message.ephemeral_for !== undefined,
      ...(message.thread_ts !== undefined && { thread_ts: message.thread_ts }),
    },
    trigger_id: triggerId,
    team: { id: workspace.team.id, domain: workspace.team.domain },
    enterprise: null,
    is_enterprise_install: false,
    channel: { id: channel.id, name: channel.directWith ? 'directmessage' : channel.name },
    message: messageObject(message, channel, { workspace }),
    state: { values: {} },
    response_url: responseUrl,
    actions: [{ ...shown, block_id: blockId, action_ts: workspace.nextTs() }],
  };
}
