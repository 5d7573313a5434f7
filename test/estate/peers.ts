import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const cache = join(import.meta.dirname, '../../.cache/peers');

/** A program of somebody else that the estate is held against; never a dependency of the product. */
export interface NpmPeer {
  name: string;
  version: string;
}

export const kubernetesMcpServer: NpmPeer = { name: 'kubernetes-mcp-server', version: '0.0.67' };

/**
 * The folder of an npm package of exactly this version, installed into `.cache/peers` when it is not there yet. Install
 * scripts do not run; what it needs comes with it, so it starts without a network.
 */
export async function installPeer({ name, version }: NpmPeer): Promise<string> {
  const prefix = join(cache, name);
  const folder = join(prefix, 'node_modules', name);
  if (await isInstalled(folder, version)) return folder;
  await mkdir(prefix, { recursive: true });
  await writeFile(join(prefix, 'package.json'), JSON.stringify({ private: true }));
  const quiet = ['--no-audit', '--no-fund', '--ignore-scripts', '--save-exact'];
  await run('npm', ['install', '--prefix', prefix, ...quiet, `${name}@${version}`], { timeout: 120_000 });
  return folder;
}

/** The path of a program on PATH; undefined where there is none. */
export function onPath(program: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(':');
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
}

async function isInstalled(folder: string, version: string): Promise<boolean> {
  const manifest = await readFile(join(folder, 'package.json'), 'utf8').catch(() => '{}');
  const { version: found } = JSON.parse(manifest) as { version?: string };
  return found === version;
}

if (import.meta.main) console.log(await installPeer(kubernetesMcpServer));
