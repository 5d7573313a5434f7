import type { Case } from '../case.ts';
import { type Journal, NotServed, type System } from '../system.ts';

/** A message of the estate's Slack, as `conversations.replies` gives it. */
export interface SlackMessage {
  ts: string;
  channel: string;
  user: string;
  text: string;
  thread_ts?: string;
  bot_id?: string;
  blocks?: unknown[];
  attachments?: unknown[];
  metadata?: { event_type: string; event_payload: Record<string, unknown> };
  edited?: { user: string; ts: string };
}

/** What a test or the demo does in the estate's Slack as a person would, and what it sees there. */
export interface SlackWorld {
  team: string;
  /** The bot's user id, for mentions. */
  botUser: string;
  channelId(name: string): string;
  /** A person writes `@bot text`; delivered to the app as an `app_mention` event. Returns the message's ts. */
  mention(text: string, options?: { user?: string; channel?: string; threadTs?: string }): Promise<string>;
  /** Delivers the event of an earlier mention again, with Slack's retry number, as Slack does after no ack. */
  redeliver(ts: string, retry?: number): Promise<{ acknowledged: boolean }>;
  /** A person clicks a button of a message. */
  click(ts: string, actionId: string, user?: string): Promise<void>;
  /** All messages of a thread (root first), edits applied. */
  thread(channel: string, ts: string): SlackMessage[];
  channel(name: string): SlackMessage[];
  /** Called at every new or edited message. Returns the unsubscription. */
  onMessage(listener: (message: SlackMessage, change: 'posted' | 'edited') => void): () => void;
}

export async function slackSystem(_incident: Case, _journal: Journal): Promise<System & { world: SlackWorld }> {
  throw new NotServed('Slack yet');
}
