import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const folder = join(import.meta.dirname, '../../../.cache/peers/aws-cli');

/**
 * The `aws` command: the machine's own, else one from PyPI in `.cache/peers/`, installed once. Rejects, with what was
 * missing, where there is neither.
 */
export async function installAwsCli(): Promise<string> {
  const onPath = (process.env.PATH ?? '').split(delimiter).map((part) => join(part, 'aws'));
  const own = join(folder, 'bin/aws');
  const found = [...onPath, own].find((path) => existsSync(path));
  if (found) return found;
  await mkdir(folder, { recursive: true });
  await run('python3', ['-m', 'venv', folder]);
  await run(join(folder, 'bin/python'), ['-m', 'pip', 'install', '--quiet', 'awscli'], { timeout: 180_000 });
  return own;
}

if (import.meta.main) console.log(await installAwsCli());
