import type { Thread } from '../../workflows/contract.ts';

/** Slack's own web address of a message; it leads to the workspace the reader is signed in to. */
export function threadUrl({ team, channel, ts }: Thread): string {
  const query = new URLSearchParams({ team, channel, message_ts: ts });
  return `https://slack.com/app_redirect?${query}`;
}
