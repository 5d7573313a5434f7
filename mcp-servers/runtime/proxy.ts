/*
 * What a proxy and a private CA need, as found by trying with Node 24.
 *
 * NODE_USE_ENV_PROXY=1 makes HTTPS_PROXY and NO_PROXY hold for the global `fetch` (Octokit, Anthropic, MCP over HTTP), for
 * undici's, and for `node:https` without an agent. It does nothing for clients that bring an agent of their own: the AWS
 * SDK takes `new https.Agent({ proxyEnv: process.env })`, and the Kubernetes client a `proxyUrl` for each cluster. Node reads
 * the variable at start, so it has to be in the environment of the process: setting it in the program is too late.
 *
 * NODE_EXTRA_CA_CERTS, a file of PEM certificates, holds for all of them, except where a client is given a CA: a
 * kubeconfig's `certificate-authority` replaces the list, as it does for kubectl.
 */

/**
 * The proxy that the environment names for an address, by the rules of curl: lower case counts as well, and NO_PROXY lists
 * hosts, `.suffixes`, `host:port` or `*`. Undefined where there is none.
 */
export function proxyFor(address: string, env: Record<string, string | undefined>): string | undefined {
  const { protocol, hostname, port } = new URL(address);
  const secure = protocol === 'https:';
  const proxy = secure ? env.https_proxy || env.HTTPS_PROXY : env.http_proxy || env.HTTP_PROXY;
  if (!proxy) return undefined;
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const exceptions = (env.no_proxy || env.NO_PROXY || '').split(/[,\s]+/).filter((entry) => entry !== '');
  return exceptions.some((entry) => matches(entry.toLowerCase(), host, port || (secure ? '443' : '80')))
    ? undefined
    : proxy;
}

function matches(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  const [, name = '', only] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
  if (only !== undefined && only !== port) return false;
  const suffix = name.replace(/^\*?\.?/, '');
  return host === suffix || host.endsWith(`.${suffix}`);
}
