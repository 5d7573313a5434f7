import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NpmPeer } from '../../estate/peers.ts';

/** The official conformance suite of the Model Context Protocol. */
export const conformance: NpmPeer = { name: '@modelcontextprotocol/conformance', version: '0.1.16' };

export interface Outcome {
  passed: string[];
  failed: string[];
  /** All that the suite printed. */
  printed: string;
}

/** Runs every scenario for servers, those included that the suite itself still calls pending. */
export async function holdAgainst(folder: string, url: string): Promise<Outcome> {
  const results = await mkdtemp(join(tmpdir(), 'conformance-'));
  try {
    const args = [join(folder, 'dist/index.js'), 'server', '--url', url, '--suite', 'all', '-o', results];
    // It ends with 1 where a scenario failed, which is for the test to judge.
    const printed = await new Promise<string>((resolve) => {
      execFile(process.execPath, args, { cwd: results, timeout: 60_000 }, (_, out, err) => resolve(out + err));
    });
    const [, summary = ''] = printed.split('=== SUMMARY ===');
    const scenarios = [...summary.matchAll(/^[✓✗] ([\w-]+): (\d+) passed, (\d+) failed/gm)];
    // A scenario that found nothing to judge, and warned of that at most, has shown nothing.
    const good = ([, , passed, failed]: RegExpExecArray) => Number(passed) > 0 && Number(failed) === 0;
    const names = (some: RegExpExecArray[]) => some.map(([, name = '']) => name);
    return {
      passed: names(scenarios.filter(good)),
      failed: names(scenarios.filter((scenario) => !good(scenario))),
      printed,
    };
  } finally {
    await rm(results, { recursive: true, force: true });
  }
}
