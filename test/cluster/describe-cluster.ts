import { describe } from '@jest/globals';
import { whyNoControlPlane } from './build.ts';

/** A suite that needs a control plane. Where none can be had it is skipped, and says so even where titles are not shown. */
export function describeCluster(title: string, tests: () => void): void {
  const missing = whyNoControlPlane();
  if (missing === undefined) {
    describe(title, tests);
    return;
  }
  process.stderr.write(`skipped: ${title}: ${missing}\n`);
  describe.skip(`${title} (skipped: ${missing})`, tests);
}
