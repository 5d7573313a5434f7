import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection, type NativeConnectionOptions } from '@temporalio/worker';
import { proxyFor } from '../mcp-servers/runtime/proxy.ts';

/**
 * Temporal by address, namespace, TLS or API key, as `@temporalio/envconfig` reads them from `TEMPORAL_*` and its profile
 * file, so that Temporal Cloud works. Throws where the server can't be reached.
 */
export async function temporalConnection(
  env: Record<string, string | undefined>,
): Promise<{ connection: NativeConnection; namespace: string }> {
  const given = Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value ? [[name, value]] : [])));
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig({ overrideEnvVars: given });
  const { address = 'localhost:7233', apiKey, tls, metadata } = connectionOptions;
  const proxy = proxyTo(address, Boolean(tls || apiKey), env);
  const connection = await NativeConnection.connect({ address, apiKey, tls, metadata, ...(proxy ? { proxy } : {}) });
  return { connection, namespace };
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
