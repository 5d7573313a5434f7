import { ToolError } from '../runtime/tool-error.ts';
import { duration } from '../runtime/window.ts';

export type Headers = Record<string, string | number | undefined>;

/**
 * A refusal for asking too much: by the primary limit, a number of requests an hour of one resource, or by a secondary
 * one, which is about how fast and how much at once, and holds for all.
 */
export interface RateLimit {
  kind: 'primary' | 'secondary';
  waitMs: number;
}

/** Where GitHub names no time, its documentation asks for a minute at least. */
const secondaryWaitMs = 60_000;

/** What the answer says of limits; undefined where it is no refusal for asking too much. */
export function rateLimitOf(status: number, headers: Headers, message: string): RateLimit | undefined {
  if (status !== 403 && status !== 429) return undefined;
  const after = Number(headers['retry-after']);
  if (after > 0) return { kind: 'secondary', waitMs: after * 1_000 };
  if (String(headers['x-ratelimit-remaining']) === '0') {
    // GitHub's clock, not the investigation's: the window is one of the real hour.
    return {
      kind: 'primary',
      waitMs: Math.max(1_000, (Number(headers['x-ratelimit-reset']) * 1_000 || 0) - Date.now()),
    };
  }
  const secondary = status === 429 || /secondary rate limit|abuse detection/i.test(message);
  return secondary ? { kind: 'secondary', waitMs: secondaryWaitMs } : undefined;
}

/** The limit as callers get it, who then know how long to wait. */
export function throttled({ kind, waitMs }: RateLimit, message: string, cause?: unknown): ToolError {
  return new ToolError(
    'throttled',
    `GitHub limits the rate of requests (${kind} limit), wait ${duration(waitMs)}: ${message}`,
    { retryAfterMs: waitMs, hint: 'wait, or ask for less: fewer repositories, a shorter window', cause },
  );
}

/**
 * One client's fetch that keeps to its limits: while one holds, nothing more is sent, since GitHub locks out who goes on.
 * What is not sent fails with the ToolError of the limit and the rest of the wait.
 */
export function withinLimits(ask: typeof fetch): typeof fetch {
  const holding = new Map<string, { limit: RateLimit; until: number; message: string }>();
  return async (input, init) => {
    const resource = resourceOf(String(input instanceof Request ? input.url : input));
    for (const one of [holding.get(everything), holding.get(resource)]) {
      const waitMs = one ? one.until - Date.now() : 0;
      if (one && waitMs > 0) throw throttled({ ...one.limit, waitMs }, one.message);
    }
    const answer = await ask(input, init);
    if (answer.status !== 403 && answer.status !== 429) return answer;
    const message = messageIn(await answer.clone().text());
    const limit = rateLimitOf(answer.status, Object.fromEntries(answer.headers), message);
    if (limit) {
      const holds = { limit, until: Date.now() + limit.waitMs, message };
      holding.set(limit.kind === 'primary' ? resource : everything, holds);
    }
    return answer;
  };
}

const everything = 'everything';

/** Each of these has a primary limit of its own. */
function resourceOf(url: string): string {
  if (/\/search\/code\b/.test(url)) return 'code_search';
  if (/\/search\//.test(url)) return 'search';
  return /\/graphql$/.test(url) ? 'graphql' : 'core';
}

/** GitHub's own words where the body is its JSON. */
const messageIn = (body: string): string => /"message"\s*:\s*"([^"]*)"/.exec(body)?.[1] ?? body.slice(0, 200);
