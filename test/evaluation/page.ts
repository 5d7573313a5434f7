import type { Run } from './run.ts';

export function pageOf(run: Run): string {
  return JSON.stringify(run.summary);
}
