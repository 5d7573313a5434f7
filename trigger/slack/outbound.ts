import type { WebClientOptions } from '@slack/web-api';
import { type Dispatcher, EnvHttpProxyAgent, fetch } from 'undici';

/** How Slack is reached from here. */
export interface Outbound {
  clientOptions: Pick<WebClientOptions, 'slackApiUrl' | 'fetch'>;
  /** For Socket Mode's WebSocket. */
  dispatcher?: Dispatcher;
}

/**
 * Through the proxy of `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` where there is one. A private CA is taken by Node itself
 * from `NODE_EXTRA_CA_CERTS`.
 */
export function outboundFrom(env: NodeJS.ProcessEnv, slackApiUrl: string): Outbound {
  const httpsProxy = env.HTTPS_PROXY || env.https_proxy;
  const httpProxy = env.HTTP_PROXY || env.http_proxy;
  if (!httpsProxy && !httpProxy) return { clientOptions: { slackApiUrl } };
  const dispatcher = new EnvHttpProxyAgent({
    httpsProxy,
    httpProxy,
    noProxy: env.NO_PROXY || env.no_proxy,
    proxyTunnel: true,
  });
  return {
    clientOptions: {
      slackApiUrl,
      fetch: (address, { body, ...init } = {}) => {
        if (body instanceof FormData) throw new Error('the trigger uploads no files');
        return fetch(address, { ...init, body, dispatcher });
      },
    },
    dispatcher,
  };
}
