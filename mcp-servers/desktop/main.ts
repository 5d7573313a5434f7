import { mkdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { serverNames } from '../settings/setting.ts';
import { packageRoot } from './bundle.ts';
import { pack, startAimMs } from './pack.ts';

/** `npm run desktop [-- --out FOLDER]`: the four servers as bundles for Claude Desktop. */
const { values } = parseArgs({ options: { out: { type: 'string', default: join(packageRoot, '.desktop') } } });
await mkdir(values.out, { recursive: true });
for (const server of serverNames) {
  const { file, bytes, startsMs } = await pack(server, values.out);
  const [, startMs] = startsMs;
  const seconds = `starts in ${(startMs / 1_000).toFixed(2)} s`;
  const judged = `aim ${startAimMs / 1_000} s, ${startMs < startAimMs ? 'met' : 'MISSED'}`;
  console.log(`${relative('.', file).padEnd(42)} ${(bytes / 1e6).toFixed(1)} MB, ${seconds} (${judged})`);
}
console.log('Open one with Claude Desktop to install it; docs/claude-desktop.md tells what comes then.');
