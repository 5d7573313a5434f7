import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { throughProxy } from './temporal-proxy.ts';

/** The trigger's road to Temporal. */
export interface Temporal {
  client: Client;
  namespace: string;
  address: string;
  /** Runs calls that must answer within so many milliseconds, retries included. */
  within<T>(ms: number, calls: () => Promise<T>): Promise<T>;
  /** Names of the namespace's search attributes; undefined where that may not be asked (Temporal Cloud). */
  searchAttributes(): Promise<ReadonlySet<string> | undefined>;
  close(): Promise<void>;
}

/**
 * Temporal by address, namespace, TLS or API key, as `@temporalio/envconfig` reads them: `TEMPORAL_*` and its profile file.
 * Connects at the first call, so that the trigger starts while Temporal is down.
 *
 * @throws where the configuration cannot be read, such as a certificate file that is missing.
 */
export function temporalFrom(env: NodeJS.ProcessEnv): Temporal {
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig({ overrideEnvVars: present(env) });
  const { address = 'localhost:7233', apiKey, tls, metadata } = connectionOptions;
  const connection = Connection.lazy({
    address,
    apiKey,
    tls,
    metadata,
    // gRPC waits up to two minutes between attempts by default; a mention is waiting.
    channelArgs: {
      'grpc.initial_reconnect_backoff_ms': 200,
      'grpc.max_reconnect_backoff_ms': 2_000,
      ...throughProxy(env, Boolean(tls || apiKey)),
    },
  });
  const within: Temporal['within'] = (ms, calls) => connection.withDeadline(Date.now() + ms, calls);
  return {
    client: new Client({ connection, namespace }),
    namespace,
    address,
    within,
    searchAttributes: rememberedOnce(() =>
      within(1_000, async () => {
        const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
        return new Set(Object.keys(customAttributes ?? {}));
      }),
    ),
    close: () => connection.close(),
  };
}

/** Asks until it was answered once; a failure is `undefined` and not kept. */
function rememberedOnce<T>(ask: () => Promise<T>): () => Promise<T | undefined> {
  let answer: T | undefined;
  return async () => {
    try {
      answer ??= await ask();
    } catch {
      // Whoever asks goes on without: it is a nicety of the Temporal UI.
    }
    return answer;
  };
}

function present(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value ? [[name, value]] : [])));
}
