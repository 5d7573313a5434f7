import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Context {
  name: string;
  server: string;
}

/** A kubeconfig with one context a cluster, the first of them current, in a folder of its own under the temp folder. */
export function writeKubeconfig(contexts: Context[]): { path: string; remove(): void } {
  const dir = mkdtempSync(join(tmpdir(), 'estate-kubeconfig-'));
  const path = join(dir, 'config');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': contexts[0]?.name ?? '',
    // Without the flag the JavaScript client refuses plain HTTP.
    clusters: contexts.map(({ name, server }) => ({ name, cluster: { server, 'insecure-skip-tls-verify': true } })),
    contexts: contexts.map(({ name }) => ({ name, context: { cluster: name, user: 'reader' } })),
    users: [{ name: 'reader', user: { token: 'estate' } }],
  };
  // JSON is YAML; 0600 because clients warn about a config that others can read.
  writeFileSync(path, JSON.stringify(config, null, 2), { mode: 0o600 });
  return { path, remove: () => rmSync(dir, { recursive: true, force: true }) };
}
