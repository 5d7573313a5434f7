import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { HttpMethod, type KubeConfig, RequestContext } from '@kubernetes/client-node';
import { request as send } from 'undici';
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

const unzipped = promisify(gunzip);
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
    const authenticated = new RequestContext(url.href, HttpMethod.GET);
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      await config.applySecurityAuthentication(authenticated);
      if (!pool || Date.now() - pool.since > poolLifeMs) {
        pool = { dispatcher: authenticated.getDispatcher(), since: Date.now() };
      }
      // Not by `fetch`, whose streams and header objects take longer than most answers that are read here.
      const { statusCode, headers, body } = await send(url, {
        headers: {
          ...authenticated.getHeaders(),
          accept: asking.accept ?? 'application/json',
          'accept-encoding': 'gzip',
        },
        signal: AbortSignal.any([signal, timeout]),
        ...(pool.dispatcher && { dispatcher: pool.dispatcher }),
      });
      const text = headers['content-encoding'] === 'gzip' ? await unzip(body) : await body.text();
      if (statusCode < 200 || statusCode > 299) throw refusal(asking, statusCode, text, headers);
      return text;
    } catch (error) {
      if (error instanceof ToolError) throw error;
      if (signal.aborted) throw signal.reason;
      throw unreachable(asking, url.host, error, timeout.aborted ? timeoutMs : undefined);
    }
  };
}

const unzip = async (body: { arrayBuffer(): Promise<ArrayBuffer> }): Promise<string> =>
  (await unzipped(await body.arrayBuffer())).toString('utf8');
