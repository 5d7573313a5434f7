import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Packed, pack, startAimMs } from '../../mcp-servers/desktop/pack.ts';
import { serverNames } from '../../mcp-servers/settings/setting.ts';
import type { Figure, Outcome } from './figure.ts';
import { spread } from './statistics.ts';

/** How long the four bundles for Claude Desktop take until they answer. */
export async function desktop(): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-desktop-'));
  try {
    const bundles: Packed[] = [];
    for (const server of serverNames) bundles.push(await pack(server, folder));
    const figures = bundles.map(
      ({ server, startsMs }): Figure => ({
        what: `${server}: start to the first answer`,
        measured: spread(startsMs, 0, ' ms'),
        aim: `${startAimMs} ms`,
        met: startsMs[1] < startAimMs,
      }),
    );
    const sizes = bundles.map(({ server, bytes }) => `${server} ${(bytes / 1e6).toFixed(1)} MB`);
    return {
      title: 'desktop: the bundles of npm run desktop; median of 3 starts (min–max)',
      figures,
      notes: [`packed: ${sizes.join(', ')}`],
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
