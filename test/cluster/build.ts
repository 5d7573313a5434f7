import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { onPath } from '../estate/peers.ts';

const module = join(import.meta.dirname, 'control-plane');
const cache = join(import.meta.dirname, '../../.cache/cluster');

/** From an empty cache of modules, on two cores that others use as well. */
export const buildTimeoutMs = 25 * 60_000;

/** Stands in for the kubelets; a program of its own, since it needs older Kubernetes modules than the control plane. */
const kwokVersion = 'v0.7.0';

export interface Programs {
  controlPlane: string;
  kwok: string;
}

/** Undefined where a control plane is there or can be built. */
export function whyNoControlPlane(): string | undefined {
  if (Object.values(programs()).every((path) => existsSync(path)) || onPath('go')) return undefined;
  return 'no Go on PATH to build a control plane with, see https://go.dev/doc/install';
}

/**
 * The programs of the control plane, built where `.cache/cluster` has none of these sources yet: minutes, once. Builds on
 * two cores at low priority. Throws an Error with the compiler's last words.
 */
export async function buildControlPlane(): Promise<Programs> {
  const built = programs();
  await mkdir(cache, { recursive: true });
  await once(built.controlPlane, (path) => go(['build', ...smaller, '-o', path, '.']));
  await once(built.kwok, async (path) => {
    const bin = `${path}.bin`;
    await go(['install', ...smaller, `sigs.k8s.io/kwok/cmd/kwok@${kwokVersion}`], { GOBIN: bin });
    await rename(join(bin, 'kwok'), path);
    await rm(bin, { recursive: true });
  });
  return built;
}

const smaller = ['-trimpath', '-ldflags=-s -w'];

/** What is half built never has the name of what is built. */
async function once(program: string, build: (path: string) => Promise<void>): Promise<void> {
  if (existsSync(program)) return;
  const unfinished = `${program}.${process.pid}`;
  try {
    await build(unfinished);
    await rename(unfinished, program);
  } finally {
    await rm(unfinished, { force: true });
  }
}

/** Named by what they are built from, so that other sources or versions are other files. */
function programs(): Programs {
  const hash = createHash('sha256');
  for (const file of ['go.mod', 'go.sum', 'main.go']) hash.update(readFileSync(join(module, file)));
  return {
    controlPlane: join(cache, `control-plane-${hash.digest('hex').slice(0, 12)}`),
    kwok: join(cache, `kwok-${kwokVersion}`),
  };
}

function go(args: string[], env: Record<string, string> = {}): Promise<void> {
  const flags = `${process.env.GOFLAGS ?? ''} -p=2`.trim();
  const child = spawn('go', args, {
    cwd: module,
    env: { ...process.env, GOFLAGS: flags, GOMAXPROCS: '2', CGO_ENABLED: '0', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: buildTimeoutMs,
  });
  if (child.pid !== undefined) setPriority(child.pid, 10);
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    said = (said + chunk).slice(-4_000);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`the control plane did not build (go ${args[0]}, ${code}):\n${said}`)),
    );
  });
}

if (import.meta.main) console.log(await buildControlPlane());
