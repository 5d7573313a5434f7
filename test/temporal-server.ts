import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { Connection } from '@temporalio/client';
import { findTemporalBinary } from './temporal-binary.ts';

export interface TemporalServer {
  address: string;
  namespace: string;
  uiUrl: string;
  /** Stops the server; with `dbFile` a later one on the same port goes on where it was. */
  close(): Promise<void>;
}

export interface TemporalServerOptions {
  port?: number;
  uiPort?: number;
  /** Keeps the state in this file; in memory without it. */
  dbFile?: string;
  /** No search attributes registered, as on a server that nobody prepared. */
  withoutSearchAttributes?: boolean;
  /** Without the two settings of `tuning`, as `temporal server start-dev` comes. */
  stock?: boolean;
  /** Namespaces beside `default`. */
  namespaces?: string[];
  /** Further dynamic configuration, `key=value`. */
  settings?: string[];
  say?: (line: string) => void;
  /** Gives up starting, and leaves nothing running. */
  signal?: AbortSignal;
}

/**
 * By default each shard reads its transfer queue at most 20 times a second, which costs a busy run 40 ms at every step;
 * eager execution saves a trip for activities on the workflow's own worker. Documented in docs/operation.md.
 */
export const tuning = ['history.transferProcessorMaxPollRPS=2000', 'system.enableActivityEagerExecution=true'];

export const searchAttributes = [
  'SreAgentChannel=Keyword',
  'SreAgentAsker=Keyword',
  'SreAgentService=Keyword',
  'SreAgentVerdict=Keyword',
];

/** The server that `TEMPORAL_ADDRESS` names, where it is set; it is nobody's here to stop. */
export function givenTemporal(env: NodeJS.ProcessEnv = process.env): TemporalServer | undefined {
  const address = env.TEMPORAL_ADDRESS;
  if (!address) return undefined;
  return {
    address,
    namespace: env.TEMPORAL_NAMESPACE || 'default',
    uiUrl: (env.SRE_AGENT_TEMPORAL_UI_URL || 'http://localhost:8233').replace(/\/+$/, ''),
    close: async () => {},
  };
}

/** A real Temporal development server with its UI, on loopback. Ready when this returns; 30 s at most. */
export async function startTemporal(options: TemporalServerOptions = {}): Promise<TemporalServer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start(options);
    } catch (error) {
      // A port that was free a moment ago may be taken by now, and so may one of those the server picks for itself.
      if (options.port !== undefined || attempt === 3 || options.signal?.aborted) throw error;
    }
  }
}

async function start(options: TemporalServerOptions): Promise<TemporalServer> {
  const binary = await findTemporalBinary(options.say, options.signal);
  const port = options.port ?? (await freePort());
  const uiPort = options.uiPort ?? (await freePort());
  const args = ['server', 'start-dev', '--ip', '127.0.0.1', '--port', `${port}`, '--ui-port', `${uiPort}`];
  args.push('--log-level', 'error');
  if (options.dbFile) args.push('--db-filename', options.dbFile);
  args.push(...(options.namespaces ?? []).flatMap((namespace) => ['--namespace', namespace]));
  args.push(...(options.settings ?? []).flatMap((setting) => ['--dynamic-config-value', setting]));
  if (!options.stock) args.push(...tuning.flatMap((setting) => ['--dynamic-config-value', setting]));
  if (!options.withoutSearchAttributes) args.push(...searchAttributes.flatMap((s) => ['--search-attribute', s]));
  // A process group of its own, so that Ctrl-C in a terminal reaches the demo first, which then stops the server.
  const child = spawn(binary, args, { stdio: ['ignore', 'ignore', 'pipe'], detached: true });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString('utf8')).slice(-2_000);
  });
  const address = `127.0.0.1:${port}`;
  const onExit = () => child.kill('SIGKILL');
  process.once('exit', onExit);
  try {
    await ready(address, child, options.signal);
  } catch (error) {
    process.removeListener('exit', onExit);
    child.kill('SIGKILL');
    throw new Error(`the Temporal server did not start: ${error instanceof Error ? error.message : error}\n${said}`);
  }
  return {
    address,
    namespace: 'default',
    uiUrl: `http://127.0.0.1:${uiPort}`,
    close: async () => {
      process.removeListener('exit', onExit);
      await stop(child);
    },
  };
}

async function ready(address: string, child: ChildProcess, signal?: AbortSignal): Promise<void> {
  const end = Date.now() + 30_000;
  for (;;) {
    signal?.throwIfAborted();
    if (child.exitCode !== null) throw new Error(`it exited with code ${child.exitCode}`);
    try {
      const connection = await Connection.connect({ address, connectTimeout: 1_000 });
      await connection.workflowService.describeNamespace({ namespace: 'default' });
      await connection.close();
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const patience = setTimeout(() => child.kill('SIGKILL'), 2_000);
  await gone;
  clearTimeout(patience);
}

export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', resolve);
  });
  const address = probe.address();
  await new Promise<void>((resolve) => probe.close(() => resolve()));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
