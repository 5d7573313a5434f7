import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import { type SharedRead, shareReads } from '../runtime/share.ts';
import { ToolError } from '../runtime/tool-error.ts';
import { version } from '../runtime/version.ts';
import type { GithubConfig } from './config.ts';
import { installationTokens } from './installation-tokens.ts';
import { withinLimits } from './rate-limit.ts';
import { asToolError } from './refusal.ts';

/** One request; a tool's own deadline is longer, so that one slow answer does not cost the others. */
const requestTimeoutMs = 15_000;

/** What octokit takes beside the parameters of an endpoint. */
export type RequestOptions = { request: { signal: AbortSignal } };

export interface Github {
  config: GithubConfig;
  /**
   * Reads with the client that may see the owner's repositories; identical reads are shared for 15 s.
   *
   * @param what for the words of an error, and the key of sharing: it names everything that the request depends on
   * @throws ToolError
   */
  read<T>(
    what: string,
    owner: string,
    signal: AbortSignal,
    ask: (octokit: Octokit, options: RequestOptions) => Promise<T>,
  ): Promise<T>;
  /** Asks with the same client and the same errors, and shares with nobody: for what changes something, and what must be fresh. */
  ask<T>(
    what: string,
    owner: string,
    signal: AbortSignal,
    request: (octokit: Octokit, options: RequestOptions) => Promise<T>,
  ): Promise<T>;
  /** Owners that an App is installed for; undefined with a token. */
  installedFor(signal: AbortSignal): Promise<string[] | undefined>;
}

/** A client of GitHub's REST API by token, or by App with a token for each organisation that renews in mid run. */
export function connectGithub(config: GithubConfig): Github {
  const { credentials, apiUrl } = config;
  const shared: SharedRead = shareReads();
  const options = {
    baseUrl: apiUrl,
    userAgent: `sre-agent/${version}`,
    // stdout is the protocol's, and an error is told once, by the tool.
    log: { debug: silent, info: silent, warn: silent, error: silent },
  };
  // Limits are counted for each installation and token.
  const client = (auth: object) => new Octokit({ ...options, ...auth, request: { fetch: withinLimits(fetchWithin) } });
  const app = 'appId' in credentials ? client({ authStrategy: createAppAuth, auth: credentials }) : undefined;
  const single = 'token' in credentials ? client({ auth: credentials.token }) : undefined;
  const tokens = app && installationTokens(app);
  const ofInstallation = new Map<number, Octokit>();

  async function installations(signal: AbortSignal): Promise<Map<string, number>> {
    if (!app) return new Map();
    const found = await shared('installations', signal, (inner) =>
      app.paginate(app.rest.apps.listInstallations, { per_page: 100, request: { signal: inner } }),
    );
    return new Map(
      found.flatMap(({ id, account }) => (account && 'login' in account ? [[account.login.toLowerCase(), id]] : [])),
    );
  }

  async function clientFor(owner: string, signal: AbortSignal): Promise<Octokit> {
    if (single) return single;
    const installed = await installations(signal);
    const id = installed.get(owner.toLowerCase());
    if (id === undefined) {
      throw new ToolError('not_found', `${owner}: not found or not permitted: the GitHub App is not installed there`, {
        hint: `it is installed for ${[...installed.keys()].join(', ') || 'nobody'}`,
      });
    }
    const known = ofInstallation.get(id);
    if (known) return known;
    const octokit = client({});
    tokens?.use(octokit, id);
    ofInstallation.set(id, octokit);
    return octokit;
  }

  return {
    config,
    async read(what, owner, signal, ask) {
      try {
        const octokit = await clientFor(owner, signal);
        return await shared(`${owner} ${what}`, signal, (inner) => ask(octokit, { request: { signal: inner } }));
      } catch (error) {
        signal.throwIfAborted();
        throw asToolError(what, error);
      }
    },
    async ask(what, owner, signal, request) {
      try {
        return await request(await clientFor(owner, signal), { request: { signal } });
      } catch (error) {
        signal.throwIfAborted();
        throw asToolError(what, error);
      }
    },
    async installedFor(signal) {
      if (!app) return undefined;
      try {
        return [...(await installations(signal)).keys()];
      } catch (error) {
        signal.throwIfAborted();
        throw asToolError("the App's installations", error);
      }
    },
  };
}

const silent = (): void => undefined;

/** Node's fetch with a limit on each request; proxy and CA are Node's own settings, see main.ts. */
const fetchWithin: typeof fetch = (input, init) => {
  const limit = AbortSignal.timeout(requestTimeoutMs);
  return fetch(input, { ...init, signal: init?.signal ? AbortSignal.any([init.signal, limit]) : limit });
};
