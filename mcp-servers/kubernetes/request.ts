import { setTimeout } from 'node:timers/promises';
import { createConfiguration, HttpMethod, type KubeConfig, RequestContext } from '@kubernetes/client-node';
import { ToolError } from '../runtime/tool-error.ts';
import { explainingRefusals } from './eks/authenticator.ts';
import { isExpired, refusal, unreachable } from './refusal.ts';

/** What is asked, in RBAC's words, so that a refusal names what is missing. */
export interface Asking {
  verb: 'get' | 'list';
  /** Plural, with its subresource: `pods/log`. */
  resource: string;
  namespace?: string | undefined;
  name?: string;
  /** Media type, where another form than the whole is wanted. */
  accept?: string | undefined;
}

export type Query = Record<string, string | number | boolean | undefined>;

const http = createConfiguration().httpApi;
/** A client certificate from an exec plugin can rotate; a connection pool is kept no longer than this. */
const poolLifeMs = 10 * 60_000;
/** A single request's limit; the tool's own deadline may come earlier. */
const requestTimeoutMs = 20_000;

/** A busy or restarting API server answers moments later; what a caller has to wait longer for is the caller's to decide. */
const waitsMs = [250, 1_000];
const longestWaitMs = 3_000;

/**
 * GET on one cluster's API server, authenticated as its kubeconfig says. What can be cured by asking again is asked twice
 * more, as far as the caller's signal lets it. Errors are ToolErrors.
 */
export function requester(
  config: KubeConfig,
  timeoutMs = requestTimeoutMs,
): (path: string, query: Query, asking: Asking, signal: AbortSignal) => Promise<string> {
  const once = explainingRefusals(sender(config, timeoutMs), config);
  return async (path, query, asking, signal) => {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await once(path, query, asking, signal);
      } catch (error) {
        const wait = waitsMs[attempt];
        // A timeout has cost the caller enough, and 410 means that the list has to begin anew.
        const again = error instanceof ToolError && (error.code === 'throttled' || error.code === 'unavailable');
        if (!again || wait === undefined || isExpired(error)) throw error;
        const asked = error.retryAfterMs ?? wait;
        if (asked > longestWaitMs) throw error;
        await setTimeout(asked, undefined, { signal }).catch(() => signal.throwIfAborted());
      }
    }
  };
}

function sender(config: KubeConfig, timeoutMs: number): ReturnType<typeof requester> {
  let pool: { dispatcher: ReturnType<RequestContext['getDispatcher']>; since: number } | undefined;
  return async (path, query, asking, signal) => {
    const url = new URL((config.getCurrentCluster()?.server ?? '').replace(/\/$/, '') + path);
    for (const [key, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(key, String(value));
    }
    const request = new RequestContext(url.href, HttpMethod.GET);
    request.setHeaderParam('accept', asking.accept ?? 'application/json');
    const timeout = AbortSignal.timeout(timeoutMs);
    request.setSignal(AbortSignal.any([signal, timeout]));
    try {
      await config.applySecurityAuthentication(request);
      if (!pool || Date.now() - pool.since > poolLifeMs) {
        pool = { dispatcher: request.getDispatcher(), since: Date.now() };
      }
      if (pool.dispatcher) request.setDispatcher(pool.dispatcher);
      const response = await http.send(request).toPromise();
      const body = await response.body.text();
      if (response.httpStatusCode < 200 || response.httpStatusCode > 299) {
        throw refusal(asking, response.httpStatusCode, body, response.headers);
      }
      return body;
    } catch (error) {
      if (error instanceof ToolError) throw error;
      if (signal.aborted) throw signal.reason;
      throw unreachable(asking, url.host, error, timeout.aborted ? timeoutMs : undefined);
    }
  };
}
