import type { AuthorizeResult } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';

/**
 * Who the bot is, asked once. Bolt's own way keeps a failed answer for as long as the process lives, and a Slack that was
 * away for a second at start would leave the trigger deaf.
 */
export function identityOf(client: WebClient, botToken: string): () => Promise<AuthorizeResult> {
  let known: AuthorizeResult | undefined;
  return async () => {
    if (known) return known;
    const { user_id: botUserId, bot_id: botId, team_id: teamId } = await client.auth.test();
    known = { botToken, botUserId, botId, teamId };
    return known;
  };
}
