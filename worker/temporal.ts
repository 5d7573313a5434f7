import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection, type NativeConnectionOptions } from '@temporalio/worker';
import { proxyFor } from '../mcp-servers/runtime/proxy.ts';

/** Where the worker looked for Temporal, why it is not there, and what to do. */
export class TemporalUnreachable extends Error {
  constructor(address: string, namespace: string, cause: unknown) {
    super(
      `The worker can't reach Temporal at ${address} (namespace ${namespace}): ${reasonOf(cause)}\n` +
        'Check that it runs, TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE, and for a server behind TLS TEMPORAL_TLS or TEMPORAL_API_KEY.',
      { cause },
    );
    this.name = 'TemporalUnreachable';
  }
}

/** The native client prints its nested errors as Rust does; the innermost message is the one for people. */
function reasonOf(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  return [...text.matchAll(/(?:message|error): "([^"]+)"/g)].at(-1)?.[1] ?? text;
}

/**
 * Temporal by address, namespace, TLS or API key, as `@temporalio/envconfig` reads them from `TEMPORAL_*` and its profile
 * file, so that Temporal Cloud works.
 *
 * @throws TemporalUnreachable where nothing answers within ten seconds, or the namespace does not exist.
 */
export async function temporalConnection(
  env: Record<string, string | undefined>,
): Promise<{ connection: NativeConnection; namespace: string }> {
  const given = Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value ? [[name, value]] : [])));
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig({ overrideEnvVars: given });
  const { address = 'localhost:7233', apiKey, tls, metadata } = connectionOptions;
  const proxy = proxyTo(address, Boolean(tls || apiKey), env);
  const options: NativeConnectionOptions = { address, apiKey, tls, metadata, ...(proxy ? { proxy } : {}) };
  try {
    const connection = await withinTenSeconds(NativeConnection.connect(options));
    // Every worker asks this again, with an error for programs.
    await connection.workflowService.describeNamespace({ namespace });
    return { connection, namespace };
  } catch (error) {
    throw new TemporalUnreachable(address, namespace, error);
  }
}

/** A firewall that drops what it doesn't like would otherwise keep the worker waiting without a word. */
async function withinTenSeconds<T>(connecting: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('nothing answered within 10 s')), 10_000);
  });
  return Promise.race([connecting, late]).finally(() => clearTimeout(timer));
}

/** The native client knows no HTTPS_PROXY of its own; a private CA is `TEMPORAL_TLS_SERVER_CA_CERT_PATH`. */
function proxyTo(
  address: string,
  secure: boolean,
  env: Record<string, string | undefined>,
): NativeConnectionOptions['proxy'] {
  const found = proxyFor(`${secure ? 'https' : 'http'}://${address}`, env);
  if (!found) return undefined;
  const { hostname, port, username, password } = new URL(found);
  const basicAuth = username
    ? { username: decodeURIComponent(username), password: decodeURIComponent(password) }
    : undefined;
  return { type: 'http-connect', targetHost: `${hostname}:${port || 80}`, ...(basicAuth ? { basicAuth } : {}) };
}
