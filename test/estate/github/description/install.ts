import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { cut, type Description } from './cut.ts';

const run = promisify(execFile);
const cache = join(import.meta.dirname, '../../../../.cache/peers/@octokit/openapi');

/** GitHub's published description of its REST API, as npm has it. 404 MB, of which github.com's own is 13. */
const version = '23.0.2';
const document = 'package/generated/api.github.com.json';

const shape = z.looseObject({ paths: z.record(z.string(), z.unknown()), components: z.looseObject({}) });

/** The part of the description that is in use; downloaded once, and kept in `.cache/peers`. */
export async function installDescription(): Promise<Description> {
  // Made anew where what is cut has changed.
  const made = createHash('sha256').update(await readFile(join(import.meta.dirname, 'cut.ts')));
  const kept = join(cache, `${version}-${made.digest('hex').slice(0, 12)}.json`);
  const found = await readFile(kept, 'utf8').catch(() => undefined);
  if (found !== undefined) return shape.parse(JSON.parse(found)) as Description;
  const work = await mkdtemp(join(tmpdir(), 'openapi-'));
  try {
    const { stdout } = await run(
      'npm',
      ['pack', '--silent', '--pack-destination', work, `@octokit/openapi@${version}`],
      {
        timeout: 120_000,
      },
    );
    await run('tar', ['-xzf', stdout.trim(), document], { cwd: work });
    const part = cut(shape.parse(JSON.parse(await readFile(join(work, document), 'utf8'))) as Description);
    await mkdir(cache, { recursive: true });
    // Renamed into place, so that an interrupted run leaves no half of it.
    await writeFile(join(work, 'cut.json'), JSON.stringify(part));
    await rename(join(work, 'cut.json'), kept).catch(() => writeFile(kept, JSON.stringify(part)));
    return part;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
