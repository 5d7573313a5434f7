import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { packageRoot } from '../../worker/package-root.ts';

export interface WorkerProgram {
  pid: number;
  stop(): Promise<void>;
}

/** The worker as it is deployed: a process of its own, with the bundle that `npm run build` left. Ready when it says so. */
export async function startWorkerProgram(env: Record<string, string>): Promise<WorkerProgram> {
  const program = join(packageRoot(), 'dist', 'worker', 'main.js');
  const child = spawn(process.execPath, [...(await deployedFlags()), program], {
    env: { ...env, LOG_LEVEL: 'info' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const exited = once(child, 'exit');
  let said = '';
  await new Promise<void>((resolve, reject) => {
    child.stderr.on('data', (chunk: Buffer) => {
      said = `${said}${chunk.toString('utf8')}`.slice(-4_000);
      if (said.includes('the worker is running')) resolve();
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the worker ended with status ${code} before it ran:\n${said}`)));
  });
  if (child.pid === undefined) throw new Error('the worker has no process');
  return {
    pid: child.pid,
    stop: async () => {
      process.removeListener('exit', kill);
      child.kill('SIGTERM');
      await exited;
    },
  };
}

const packageSchema = z.object({ scripts: z.object({ worker: z.string() }) });

/** Node's own flags as `npm run worker` gives them, but for the file of variables: memory depends on them. */
export async function deployedFlags(): Promise<string[]> {
  const { scripts } = packageSchema.parse(JSON.parse(await readFile(join(packageRoot(), 'package.json'), 'utf8')));
  return scripts.worker.split(' ').filter((word) => word.startsWith('--') && !word.startsWith('--env-file'));
}
