import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection } from '@temporalio/worker';

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
  const connection = await NativeConnection.connect({ address, apiKey, tls, metadata });
  return { connection, namespace };
}
