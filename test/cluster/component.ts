import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One running part of the control plane. What it prints is in `<name>.log` of the cluster's folder. */
export interface Component {
  /** Throws an Error with its last words where it has ended by itself. */
  check(): void;
  close(): Promise<void>;
}

/** How long a component may take to stop by itself, before it is killed. */
const patienceMs = 3_000;

export interface Program {
  path: string;
  /** Before the flags: which component, where a program is several. */
  args: string[];
}

export function startComponent(
  { path, args: first }: Program,
  dir: string,
  name: string,
  flags: Record<string, string>,
): Component {
  const log = join(dir, `${name}.log`);
  const descriptor = openSync(log, 'a');
  const args = Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`);
  const child = spawn(path, [...first, ...args], {
    cwd: dir,
    // Nothing of this machine: no proxy, no kubeconfig, no home.
    env: { HOME: dir, PATH: '' },
    stdio: ['ignore', descriptor, descriptor],
  });
  closeSync(descriptor);
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  // Where the tests' own process is ended, nobody else would.
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  return {
    check() {
      if (running(child)) return;
      throw new Error(`${name} has ended (${child.exitCode ?? child.signalCode}):\n${lastLines(log)}`);
    },
    async close() {
      process.removeListener('exit', kill);
      if (!running(child)) return;
      child.kill('SIGTERM');
      const late = setTimeout(kill, patienceMs);
      await ended;
      clearTimeout(late);
    },
  };
}

const running = (child: ChildProcess): boolean =>
  child.pid !== undefined && child.exitCode === null && child.signalCode === null;

const lastLines = (file: string): string => readFileSync(file, 'utf8').split('\n').slice(-15).join('\n');
