import { type Logger, LogLevel, WebClient } from '@slack/web-api';
import type { z } from 'zod';
import type { SlackConfig } from './config.ts';
import type { Requests } from './methods.ts';
import { asToolError } from './refusal.ts';

/** Milliseconds for one request; the caller's retry finds a message that was posted after all. */
const requestTimeoutMs = 10_000;

/** Calls a Web API method and reads of its answer what the schema names. @throws ToolError */
export type SlackApi = <M extends keyof Requests, S extends z.ZodType>(
  method: M,
  args: Requests[M],
  schema: S,
  signal: AbortSignal,
) => Promise<z.output<S>>;

/** No retry of its own and no waiting at a rate limit: whoever calls decides, with its deadline in view. */
export function slackApi({ token, apiUrl }: Pick<SlackConfig, 'token' | 'apiUrl'>): SlackApi {
  return async (method, args, schema, signal) => {
    // The client takes no signal, but it takes a fetch; one is cheap enough to be made for each call.
    const client = new WebClient(token, {
      slackApiUrl: apiUrl,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      timeout: requestTimeoutMs,
      logger: silent,
      fetch: (url, init) =>
        fetch(url, { ...init, signal: init?.signal ? AbortSignal.any([init.signal, signal]) : signal }),
    });
    try {
      return schema.parse(await client.apiCall(method, { ...args }));
    } catch (error) {
      signal.throwIfAborted();
      throw asToolError(method, error);
    }
  };
}

/** The client's own log would go past redaction, and to stdout, which is the protocol's; what failed is thrown anyway. */
const silent: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => LogLevel.ERROR,
  setName() {},
};
