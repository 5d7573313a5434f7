import type { SlackApi } from './api.ts';
import type { Directory } from './directory.ts';
import { type Range, readMessages, type SlackMessage } from './messages.ts';

/** The metadata's type, by which our messages are found again. */
export const messageType = 'sre_agent_message';

export interface OwnMessage {
  ts: string;
  payload: Record<string, unknown>;
}

/**
 * Messages that this bot posted, with the payload they carry. Who wrote it counts beside the metadata, since any app may
 * write metadata of any type.
 */
export async function ownMessages(
  api: SlackApi,
  directory: Directory,
  range: Omit<Range, 'withMetadata'>,
  signal: AbortSignal,
): Promise<OwnMessage[]> {
  const { userId } = await directory.me(signal);
  const { messages } = await readMessages(api, { ...range, withMetadata: true }, signal);
  return messages.flatMap((message) => ownMessage(message, userId));
}

function ownMessage({ ts, user, metadata }: SlackMessage, self: string): OwnMessage[] {
  return user === self && metadata?.event_type === messageType ? [{ ts, payload: metadata.event_payload }] : [];
}
