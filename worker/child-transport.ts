import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { ReadBuffer, serializeMessage } from '@modelcontextprotocol/sdk/shared/stdio.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';

export interface ChildCommand {
  command: string;
  args: string[];
  env: Record<string, string>;
  cwd?: string;
}

export interface ChildTransport extends Transport {
  /** How the child ended, or why it could not be started, with the last it printed; undefined while it runs. */
  ending(): string | undefined;
  /** Ends the child at once, with all that it started. */
  kill(): Promise<void>;
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** A child that was asked to end by closing its stdin, and then by SIGTERM, has so long each time. */
const patienceMs = 1_000;

/**
 * An MCP server on the stdio of a child. The SDK's own transport hands six variables of ours to every child and signals
 * the child alone, so that a server behind `npx` or a shell would be orphaned: here the environment is what is given and
 * PATH, and the child leads a process group that ends as a whole.
 *
 * @param onStderr told each line that the child prints
 */
export function childTransport(
  { command, args, env, cwd }: ChildCommand,
  onStderr: (line: string) => void,
): ChildTransport {
  const buffer = new ReadBuffer();
  let child: Child | undefined;
  let ended: string | undefined;
  let lastSaid = '';

  const transport: ChildTransport = {
    start: () =>
      new Promise<void>((resolve, reject) => {
        const started = spawn(command, args, {
          // Nothing else of ours reaches a foreign program. `node` is the one that runs us: an older one may come first.
          env: { PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ''}`, ...env },
          stdio: ['pipe', 'pipe', 'pipe'],
          detached: true,
          ...(cwd !== undefined && { cwd }),
        });
        child = started;
        started.once('spawn', resolve);
        started.once('error', (error: NodeJS.ErrnoException) => {
          ended ??= whyNotStarted(error, command, cwd);
          reject(new Error(ended));
          transport.onclose?.();
        });
        started.once('exit', (code, signal) => {
          ended ??= `it ended ${signal ? `by ${signal}` : `with status ${code}`}`;
          endGroup(started, 'SIGKILL');
        });
        // After 'exit', when the pipes are drained: an answer given with the last breath still counts.
        started.once('close', () => transport.onclose?.());
        // Without a listener a write to a dead child would end this process.
        started.stdin.on('error', (error) => transport.onerror?.(error));
        started.stdout.on('data', (chunk: Buffer) => receive(chunk));
        readLines(started.stderr, (line) => {
          lastSaid = `${lastSaid}\n${line}`.slice(-1_500);
          onStderr(line);
        });
      }),

    send: (message: JSONRPCMessage) =>
      new Promise<void>((resolve, reject) => {
        if (child === undefined || ended !== undefined) {
          reject(new Error(ended ?? 'not started'));
          return;
        }
        child.stdin.write(serializeMessage(message), (error) => (error ? reject(error) : resolve()));
      }),

    async close() {
      if (child === undefined || hasEnded(child)) return;
      const gone = new Promise<void>((resolve) => child?.once('close', () => resolve()));
      child.stdin.end();
      for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
        if (await within(patienceMs, gone)) return;
        endGroup(child, signal);
      }
      await within(patienceMs, gone);
    },

    async kill() {
      if (child === undefined || hasEnded(child)) return;
      const gone = new Promise<void>((resolve) => child?.once('close', () => resolve()));
      endGroup(child, 'SIGKILL');
      await within(patienceMs, gone);
    },

    ending: () => (ended === undefined ? undefined : [ended, lastSaid.trim()].filter((part) => part !== '').join(': ')),
  };

  function receive(chunk: Buffer): void {
    try {
      buffer.append(chunk);
    } catch (error) {
      ended = `it sent a message that is too long: ${String(error)}`;
      if (child) endGroup(child, 'SIGKILL');
      return;
    }
    for (;;) {
      try {
        const message = buffer.readMessage();
        if (message === null) return;
        transport.onmessage?.(message);
      } catch (error) {
        // A line that is no message, such as a banner: the next one may be.
        transport.onerror?.(error instanceof Error ? error : new Error(String(error)));
      }
    }
  }

  return transport;
}

const hasEnded = (child: Child): boolean =>
  child.pid === undefined || child.exitCode !== null || child.signalCode !== null;

function endGroup(child: Child, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Nobody is left in the group.
  }
}

function whyNotStarted(error: NodeJS.ErrnoException, command: string, cwd: string | undefined): string {
  if (error.code === 'ENOENT') {
    return cwd === undefined ? `no program '${command}' on the PATH` : `no program '${command}', or no folder '${cwd}'`;
  }
  return error.code === 'EACCES' ? `'${command}' may not be run: ${error.message}` : error.message;
}

function readLines(stream: Readable, each: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    // A line without end is said in pieces rather than kept for ever.
    rest = lines.pop() ?? '';
    if (rest.length > 10_000) {
      lines.push(rest);
      rest = '';
    }
    for (const line of lines) if (line.trim() !== '') each(line);
  });
  stream.on('end', () => {
    if (rest.trim() !== '') each(rest);
  });
}

async function within(ms: number, gone: Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  try {
    return await Promise.race([gone.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
