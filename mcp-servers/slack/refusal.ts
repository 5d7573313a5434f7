import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import { z } from 'zod';
import { ToolError, type ToolErrorCode } from '../runtime/tool-error.ts';

/** Slack's words (https://docs.slack.dev/reference/methods) in ours; what is not here is `failed` and final. */
export const slackErrors: Record<string, ToolErrorCode> = {
  not_authed: 'unauthorized',
  invalid_auth: 'unauthorized',
  account_inactive: 'unauthorized',
  token_revoked: 'unauthorized',
  token_expired: 'unauthorized',
  not_allowed_token_type: 'unauthorized',
  missing_scope: 'forbidden',
  not_in_channel: 'forbidden',
  restricted_action: 'forbidden',
  restricted_action_read_only_channel: 'forbidden',
  restricted_action_thread_only_channel: 'forbidden',
  restricted_action_non_threadable_channel: 'forbidden',
  restricted_action_thread_locked: 'forbidden',
  posting_to_channel_denied: 'forbidden',
  channel_is_limited_access: 'forbidden',
  no_permission: 'forbidden',
  feature_not_enabled: 'forbidden',
  file_uploads_disabled: 'forbidden',
  file_type_not_allowed: 'forbidden',
  file_uploads_except_images_disabled: 'forbidden',
  storage_limit_reached: 'forbidden',
  plan_upgrade_required: 'forbidden',
  enterprise_is_restricted: 'forbidden',
  accesslimited: 'forbidden',
  team_access_not_granted: 'forbidden',
  access_denied: 'forbidden',
  ekm_access_denied: 'forbidden',
  is_archived: 'forbidden',
  channel_not_found: 'not_found',
  thread_not_found: 'not_found',
  message_not_found: 'not_found',
  user_not_found: 'not_found',
  user_not_visible: 'not_found',
  file_not_found: 'not_found',
  msg_too_long: 'too_large',
  msg_blocks_too_long: 'too_large',
  metadata_too_large: 'too_large',
  too_many_attachments: 'too_large',
  file_upload_size_restricted: 'too_large',
  query_too_long: 'too_large',
  invalid_blocks: 'invalid_arguments',
  invalid_blocks_format: 'invalid_arguments',
  invalid_arguments: 'invalid_arguments',
  no_text: 'invalid_arguments',
  no_query: 'invalid_arguments',
  missing_query: 'invalid_arguments',
  invalid_cursor: 'invalid_arguments',
  invalid_ts_latest: 'invalid_arguments',
  invalid_ts_oldest: 'invalid_arguments',
  ratelimited: 'throttled',
  rate_limited: 'throttled',
  request_timeout: 'timeout',
  internal_error: 'unavailable',
  fatal_error: 'unavailable',
  service_unavailable: 'unavailable',
  team_added_to_org: 'unavailable',
  assistant_search_context_disabled: 'unavailable',
};

const details = z.looseObject({
  needed: z.string().optional(),
  response_metadata: z
    .looseObject({ messages: z.array(z.string()).optional(), retryAfter: z.number().optional() })
    .optional(),
});

/** What a failed call to Slack comes to. Temporal alone retries; this only says whether that may help, and when. */
export function asToolError(method: string, error: unknown): ToolError {
  if (error instanceof WebAPIRateLimitedError) {
    const retryAfterMs = error.retryAfter * 1_000;
    return new ToolError('throttled', `Slack limits the rate of ${method}`, { retryAfterMs, cause: error });
  }
  if (error instanceof WebAPIPlatformError) return refused(method, error);
  if (error instanceof WebAPIHTTPError) {
    const retryable = error.statusCode >= 500 || error.statusCode === 429 || error.statusCode === 408;
    const seconds = Number(error.headers['retry-after']);
    return new ToolError(
      retryable ? 'unavailable' : 'failed',
      `Slack answered ${method} with HTTP ${error.statusCode}`,
      {
        retryable,
        ...(seconds > 0 && { retryAfterMs: seconds * 1_000 }),
        cause: error,
      },
    );
  }
  if (error instanceof WebAPIRequestError) {
    if (error.original.name === 'TimeoutError') {
      return new ToolError('timeout', `Slack did not answer ${method} in time`, { cause: error });
    }
    const { cause } = error.original;
    const why = cause instanceof Error ? cause.message : error.original.message;
    return new ToolError('unavailable', `Slack cannot be reached for ${method}: ${why}`, { cause: error });
  }
  return new ToolError('failed', `${method}: ${error instanceof Error ? error.message : String(error)}`, {
    cause: error,
  });
}

function refused(method: string, error: WebAPIPlatformError): ToolError {
  const word = error.data.error;
  const { needed, response_metadata: more } = details.parse(error.data);
  const why = more?.messages?.length ? `: ${more.messages.join('; ')}` : '';
  const hint = hintFor(word, needed);
  return new ToolError(slackErrors[word] ?? 'failed', `Slack refused ${method} with ${word}${why}`, {
    ...(hint && { hint }),
    ...(more?.retryAfter !== undefined && { retryAfterMs: more.retryAfter * 1_000 }),
    cause: error,
  });
}

function hintFor(word: string, needed?: string): string | undefined {
  if (word === 'missing_scope') return `the app lacks the scope ${needed ?? ''}: add it and install the app again`;
  if (word === 'not_in_channel') return 'invite the bot to the channel';
  if (word === 'channel_not_found')
    return 'not found or not a member: a private channel does not exist for the bot until it is invited';
  if (word === 'not_allowed_token_type') return 'this method wants another kind of token than it was given';
  if (slackErrors[word] === 'unauthorized') return 'check SLACK_BOT_TOKEN, and SLACK_USER_TOKEN where there is one';
  return undefined;
}
