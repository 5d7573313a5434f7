import type { ServerResponse } from 'node:http';
import type { ScriptedTurn } from './system.ts';

/** Anthropic's error types with the status that each comes with, and the words it uses. */
const known = {
  invalid_request_error: [400, 'messages: at least one message is required'],
  authentication_error: [401, 'invalid x-api-key'],
  permission_error: [403, 'Your API key does not have permission to use the specified resource.'],
  not_found_error: [404, 'model: claude-nonesuch'],
  request_too_large: [413, 'Request exceeds the maximum size'],
  rate_limit_error: [
    429,
    "This request would exceed your organization's rate limit of 400,000 input tokens per minute.",
  ],
  api_error: [500, 'Internal server error'],
  timeout_error: [504, 'Request timed out'],
  overloaded_error: [529, 'Overloaded'],
} as const satisfies Record<string, readonly [number, string]>;

export type ApiErrorType = keyof typeof known;

/** A scripted turn that fails as Anthropic words it; `midStream` after the stream has begun. */
export function failing(type: ApiErrorType, more: Partial<NonNullable<ScriptedTurn['error']>> = {}): ScriptedTurn {
  const [status, message] = known[type];
  return { content: [], error: { status, type, message, ...more } };
}

export interface ApiError {
  status: number;
  type: string;
  message: string;
  headers?: Record<string, string>;
}

const rateLimitHeaders = {
  'retry-after': '1',
  'anthropic-ratelimit-requests-limit': '4000',
  'anthropic-ratelimit-requests-remaining': '0',
  'anthropic-ratelimit-requests-reset': '2026-01-01T00:00:01Z',
  'anthropic-ratelimit-tokens-limit': '400000',
  'anthropic-ratelimit-tokens-remaining': '0',
  'anthropic-ratelimit-tokens-reset': '2026-01-01T00:00:01Z',
};

export const errorBody = ({ type, message }: ApiError, requestId: string): unknown => ({
  type: 'error',
  error: { type, message },
  request_id: requestId,
});

export function answerError(answer: ServerResponse, error: ApiError, requestId: string): void {
  answer.writeHead(error.status, {
    'content-type': 'application/json',
    'request-id': requestId,
    ...(error.status === 429 ? rateLimitHeaders : {}),
    ...error.headers,
  });
  answer.end(JSON.stringify(errorBody(error, requestId)));
}
