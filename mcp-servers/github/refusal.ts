import { z } from 'zod';
import { ToolError } from '../runtime/tool-error.ts';
import { rateLimitOf, throttled } from './rate-limit.ts';

/** What octokit throws for an answer that is an error, and for no answer at all (status 500 and a cause). */
const httpError = z.object({
  status: z.number(),
  message: z.string(),
  response: z
    .object({
      headers: z.record(z.string(), z.union([z.string(), z.number()]).optional()),
      data: z.unknown(),
    })
    .optional(),
  cause: z.unknown().optional(),
});

/**
 * What a failed request comes to, in words that a caller can decide by.
 *
 * @param what the thing that was asked for: `commit 042e57a of acme/storefront`
 */
export function asToolError(what: string, error: unknown): ToolError {
  if (error instanceof ToolError) return error;
  const parsed = httpError.safeParse(error);
  if (!parsed.success) {
    return new ToolError('failed', `${what}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
  const { status, message, response, cause } = parsed.data;
  // What was held back for a rate limit.
  if (cause instanceof ToolError) return cause;
  if (!response) return unanswered(what, message, cause);
  const headers = response.headers;
  const limit = rateLimitOf(status, headers, message);
  if (limit) return throttled(limit, message, error);
  switch (status) {
    case 401:
      return new ToolError('unauthorized', `GitHub refuses the credentials: ${message}`, {
        hint: 'check GITHUB_TOKEN, or GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY',
        cause: error,
      });
    case 403:
    case 451: {
      const needed = headers['x-accepted-github-permissions'];
      const hint = /installation has been suspended/i.test(message)
        ? 'the GitHub App is suspended there: who installed it, or GitHub, can lift that'
        : needed
          ? `the token lacks a permission: ${needed}`
          : "the token's permissions do not reach this";
      return new ToolError('forbidden', `GitHub does not permit ${what}: ${message}`, { hint, cause: error });
    }
    case 410:
      return new ToolError('not_found', `${what}: gone, GitHub no longer keeps it`, { cause: error });
    case 404:
      return new ToolError('not_found', `${what}: not found or not permitted (GitHub says 404 for both)`, {
        hint: 'check the spelling, and that the token or App may read the repository',
        cause: error,
      });
    case 409:
      return new ToolError('not_found', `${what}: ${message}`, { cause: error });
    case 422: {
      const missing = /No commit found/i.test(message);
      return new ToolError(missing ? 'not_found' : 'invalid_arguments', `${what}: ${message}`, { cause: error });
    }
    case 408:
      return new ToolError('timeout', `${what}: ${message}`, { cause: error });
    default:
      return new ToolError(
        status >= 500 && status !== 501 ? 'unavailable' : 'failed',
        `${what}: HTTP ${status}, ${message}`,
        {
          cause: error,
        },
      );
  }
}

function unanswered(what: string, message: string, cause: unknown): ToolError {
  const name = cause instanceof Error ? cause.name : '';
  if (name === 'TimeoutError') return new ToolError('timeout', `GitHub did not answer in time: ${what}`, { cause });
  return new ToolError('unavailable', `GitHub cannot be reached for ${what}: ${message}`, { cause });
}
