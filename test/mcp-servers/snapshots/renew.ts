import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { contractOf } from '../contract-of.ts';
import { serverNames } from '../four-servers.ts';
import { snapshotEnvironment } from './environment.ts';

/*
 * `npx node test/mcp-servers/snapshots/renew.ts` writes what each server lists now. Read the difference before you commit
 * it: a name or an argument that goes away breaks whoever calls it.
 */
const { env, folder } = snapshotEnvironment();
for (const server of serverNames) {
  const file = join(import.meta.dirname, `${server}.json`);
  writeFileSync(file, `${JSON.stringify(await contractOf(server, env), null, 2)}\n`);
}
rmSync(folder, { recursive: true });
