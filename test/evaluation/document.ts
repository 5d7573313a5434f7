import type { Run } from './run.ts';

export function documentOf(run: Run): string {
  return JSON.stringify(run.summary);
}
