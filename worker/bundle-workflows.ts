import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';
import { packageRoot } from './package-root.ts';

/** Where `npm run build` leaves the bundle. A worker that bundles at start needs twice the memory. */
export const bundleFile = (): string => join(packageRoot(), 'dist', 'workflow-bundle.js');

/** Bundles the workflows from their sources, whether this runs as a source itself or from dist/. */
export async function bundleWorkflows(): Promise<{ code: string }> {
  return bundleWorkflowCode({
    workflowsPath: join(packageRoot(), 'workflows', 'index.ts'),
    logger: { log() {}, trace() {}, debug() {}, info() {}, warn: console.warn, error: console.error },
  });
}

if (import.meta.main) {
  const { code } = await bundleWorkflows();
  await mkdir(dirname(bundleFile()), { recursive: true });
  await writeFile(bundleFile(), code);
}
