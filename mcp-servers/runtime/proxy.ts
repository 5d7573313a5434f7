import http from 'node:http';
import { BlockList, isIP } from 'node:net';

/*
 * What a proxy and a private CA need, as found by trying with Node 24.21.
 *
 * `sendThroughProxy` makes HTTPS_PROXY and NO_PROXY hold for the global `fetch` (Octokit, Slack, Anthropic, MCP over HTTP),
 * for undici's, and for `node:https` without an agent; each program calls it once. Node can do that while it runs since
 * 24.14; an older one needs NODE_USE_ENV_PROXY=1 in the environment that it starts with. Clients that bring an agent of
 * their own take the proxy from their configuration: the AWS SDK by an agent with `proxyEnv`, the Kubernetes client by a
 * `proxyUrl` for each cluster, Temporal's by an option of its connection.
 *
 * NODE_EXTRA_CA_CERTS, a file of PEM certificates, holds for all of them, except where a client is given a CA: a
 * kubeconfig's `certificate-authority` replaces the list, as it does for kubectl. Node reads it at its start.
 */

type Environment = Record<string, string | undefined>;

/** The variables under one name each, valid, as Node's agents take them. */
export interface ProxyEnvironment {
  HTTPS_PROXY?: string;
  HTTP_PROXY?: string;
  NO_PROXY: string;
}

/** No proxy can reach what listens on this machine alone: a model server, `kubectl proxy`, a local cluster. */
const loopback = ['localhost', '127.0.0.1', '[::1]'];

/**
 * The proxy of an environment, by the rules of curl: lower case goes first, `http://` may be left out. Undefined without a
 * proxy. Throws an Error that names the variable, not its value, which may hold a password.
 */
export function proxyEnvironment(env: Environment): ProxyEnvironment | undefined {
  const secure = addressIn(env, 'HTTPS_PROXY');
  const plain = addressIn(env, 'HTTP_PROXY');
  if (secure === undefined && plain === undefined) return undefined;
  return {
    ...(secure !== undefined && { HTTPS_PROXY: secure }),
    ...(plain !== undefined && { HTTP_PROXY: plain }),
    NO_PROXY: [...exceptionsIn(env), ...loopback].join(','),
  };
}

/** Sends what this process asks by `fetch` or `node:https` through the proxy of an environment, where it has one. */
export function sendThroughProxy(env: Environment): void {
  const proxy = proxyEnvironment(env);
  // Node before 24.14 lacks it.
  if (proxy && typeof http.setGlobalProxyFromEnv === 'function') http.setGlobalProxyFromEnv({ ...proxy });
}

/**
 * The proxy that the environment names for an address. NO_PROXY lists hosts, `.suffixes`, `host:port`, ranges such as
 * `10.0.0.0/8`, or `*`. Undefined where there is none.
 */
export function proxyFor(address: string, env: Environment): string | undefined {
  const { protocol, hostname, port } = new URL(address);
  const secure = protocol === 'https:';
  const proxy = proxyEnvironment(env)?.[secure ? 'HTTPS_PROXY' : 'HTTP_PROXY'];
  if (!proxy) return undefined;
  const host = bare(hostname);
  if (loopback.map(bare).includes(host) || /^127\./.test(host)) return undefined;
  const excepted = exceptionsIn(env).some((entry) => matches(entry, host, port || (secure ? '443' : '80')));
  return excepted ? undefined : proxy;
}

function addressIn(env: Environment, name: 'HTTPS_PROXY' | 'HTTP_PROXY'): string | undefined {
  const given = env[name.toLowerCase()] || env[name];
  if (!given) return undefined;
  const address = given.includes('://') ? given : `http://${given}`;
  const { protocol, hostname } = URL.parse(address) ?? {};
  if (hostname && (protocol === 'http:' || protocol === 'https:')) return address;
  throw new Error(`${name} is not the address of an HTTP proxy, such as http://proxy.example.com:3128`);
}

const exceptionsIn = (env: Environment): string[] =>
  (env.no_proxy || env.NO_PROXY || '').split(/[,\s]+/).filter((entry) => entry !== '');

const bare = (host: string): string => host.replace(/^\[|\]$/g, '').toLowerCase();

function matches(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  const [network = '', prefix] = entry.split('/');
  if (prefix !== undefined) return isWithin(host, network, Number(prefix));
  if (isIP(bare(entry))) return bare(entry) === host;
  const [, name = '', only] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
  if (only !== undefined && only !== port) return false;
  const suffix = bare(name).replace(/^\*?\.?/, '');
  return host === suffix || host.endsWith(`.${suffix}`);
}

function isWithin(host: string, network: string, prefix: number): boolean {
  const family = isIP(host);
  const longest = family === 6 ? 128 : 32;
  if (family === 0 || isIP(network) !== family || !(prefix >= 0 && prefix <= longest)) return false;
  const type = family === 6 ? 'ipv6' : 'ipv4';
  const range = new BlockList();
  range.addSubnet(network, prefix, type);
  return range.check(host, type);
}
