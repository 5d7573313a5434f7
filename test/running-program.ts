import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../worker/package-root.ts';

export interface RunningProgram {
  child: ChildProcess;
  out(): string;
  err(): string;
  /** Resolves with the match once stdout holds it; rejects where the program ends or 60 s pass before. */
  says(pattern: RegExp, from?: 'out' | 'err'): Promise<RegExpExecArray>;
  /** The exit code, or the signal that ended it. */
  ended: Promise<number | NodeJS.Signals | null>;
  /** What is left of it: processes it started, and entries of the folder for temporary files. */
  leftovers(): Promise<string[]>;
  /** Ends whatever is left, the program included. */
  remove(): Promise<void>;
}

interface ProgramOptions {
  env?: Record<string, string>;
  cwd?: string;
  command?: string;
  /** Leads a process group, as a program does that a terminal's shell has started. */
  detached?: boolean;
}

/**
 * Starts a program of the project as a person does, in a process of its own. It gets this Node, the PATH, `env`, and a
 * home and a temporary folder of its own: by these it is known later what it left behind.
 */
export async function runProgram(args: string[], options: ProgramOptions = {}): Promise<RunningProgram> {
  const { env, cwd = packageRoot(), command = process.execPath, detached = false } = options;
  const home = await mkdtemp(join(tmpdir(), 'sre-agent-home-'));
  const temporary = join(home, 'tmp');
  await mkdir(temporary);
  const child = spawn(command, args, {
    cwd,
    detached,
    // npm keeps compiled code of its own in the temporary folder.
    env: { PATH: process.env.PATH ?? '', NODE_DISABLE_COMPILE_CACHE: '1', ...env, HOME: home, TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    said.out += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    said.err += chunk;
  });
  let over = false;
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once('exit', (code, signal) => {
      over = true;
      // What it printed last may come after its end, unless a child of it holds the pipe.
      const done = () => resolve(code ?? signal);
      const patience = setTimeout(done, 1_000);
      child.once('close', () => {
        clearTimeout(patience);
        done();
      });
    });
  });
  return {
    child,
    out: () => said.out,
    err: () => said.err,
    ended,
    async says(pattern, from = 'out') {
      const end = Date.now() + 60_000;
      for (;;) {
        const last = over;
        const found = pattern.exec(said[from]);
        if (found) return found;
        if (last || Date.now() > end) {
          throw new Error(`${last ? 'it ended and' : 'in 60 s it'} did not say ${pattern}:\n${said.out}\n${said.err}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    leftovers: async () => [...(await readdir(temporary)), ...(await processesOf(home)).map(({ name }) => name)],
    async remove() {
      for (const { pid } of await processesOf(home)) end(pid);
      if (!over && child.pid !== undefined) end(child.pid);
      await ended;
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** Processes whose environment names that folder. Only Linux tells; elsewhere none is found. */
async function processesOf(home: string): Promise<{ pid: number; name: string }[]> {
  if (!existsSync('/proc/self/environ')) return [];
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      try {
        const environment = await readFile(join('/proc', pid, 'environ'), 'utf8');
        if (!environment.includes(home)) return [];
        return [
          { pid: Number(pid), name: (await readFile(join('/proc', pid, 'cmdline'), 'utf8')).replaceAll('\0', ' ') },
        ];
      } catch {
        // It has ended meanwhile, or belongs to somebody else.
        return [];
      }
    }),
  );
  return found.flat();
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}

/** Whether something listens at this address of the loopback. */
export function listens(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port) });
    const answer = (is: boolean) => {
      socket.destroy();
      resolve(is);
    };
    socket.once('connect', () => answer(true)).once('error', () => answer(false));
  });
}
