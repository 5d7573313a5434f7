import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../worker/package-root.ts';

/**
 * An `mcp.json` with the one reading server of test/fixtures, for tests and benchmarks of what is above the servers; `more`
 * are further entries.
 */
export async function quickMcpConfig(
  latencyMs = 0,
  more: Record<string, unknown> = {},
): Promise<{ file: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'sre-agent-quick-'));
  const file = join(folder, 'mcp.json');
  const ending = import.meta.filename.endsWith('.ts') ? 'ts' : 'js';
  const root = ending === 'ts' ? packageRoot() : join(packageRoot(), 'dist');
  const quick = {
    command: process.execPath,
    args: [join(root, 'test', 'fixtures', 'mcp-servers', `quick.${ending}`)],
    env: { QUICK_LATENCY_MS: String(latencyMs), QUICK_DEATHS: join(folder, 'deaths') },
    timeout: 3_000,
    allow: ['quick_*'],
    concurrency: 32,
  };
  await writeFile(file, JSON.stringify({ mcpServers: { quick, ...more } }));
  return { file, remove: () => rm(folder, { recursive: true, force: true }) };
}
