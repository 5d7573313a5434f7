import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const version = '5.2.5';
const folder = join(import.meta.dirname, '../../.cache/moto', version);
const program = join(folder, 'bin/moto_server');

/** Where Python or its packages take longer, the suite is skipped. */
const installTimeoutMs = 240_000;

/**
 * The path of moto's server, of exactly this version, from PyPI in `.cache/moto/`; installed once. Rejects, with what was
 * missing, where it cannot be had.
 */
export async function installMoto(): Promise<string> {
  // pip writes a package's programs when all it needs is there.
  if (existsSync(program)) return program;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const timeout = { timeout: installTimeoutMs };
  await run('python3', ['-m', 'venv', folder], timeout);
  await run(join(folder, 'bin/python'), ['-m', 'pip', 'install', '--quiet', `moto[server]==${version}`], timeout);
  return program;
}

/** Behind a suite's title: empty where moto is there or was installed, else that the suite is skipped; stderr has why. */
export async function whyNoMoto(): Promise<string> {
  try {
    await installMoto();
    return '';
  } catch (error) {
    console.warn(`moto ${version} cannot be installed from PyPI, and what needs it is skipped: ${String(error)}`);
    return ' (skipped: moto cannot be installed from PyPI)';
  }
}

if (import.meta.main) process.exitCode = (await whyNoMoto()) === '' ? 0 : 1;
