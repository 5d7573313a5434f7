import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { bundleWorkflows } from '../../worker/bundle-workflows.ts';
import { packageRoot } from '../../worker/package-root.ts';
import { loadCase } from '../estate/load-case.ts';
import { startTemporal } from '../temporal-server.ts';
import type { EvaluationOptions } from './arguments.ts';
import type { Attempt } from './attempt.ts';
import { investigateCase, type Lane } from './investigate-case.ts';
import { modelEnvironment } from './model-environment.ts';
import { withNoise } from './noise/with-noise.ts';

export interface Evaluated {
  attempts: Attempt[];
  /** Cases that were not begun since the money was spent, or it was interrupted. */
  skipped: string[];
}

interface Hooks {
  onAttempt(attempt: Attempt): void;
  say(line: string): void;
  interrupted: AbortSignal;
}

/**
 * Runs each case as often as asked for. Every case is read before the first is begun: a broken one is refused at once, with
 * file and line, before any money is spent.
 */
export async function evaluate(options: EvaluationOptions, { onAttempt, say, interrupted }: Hooks): Promise<Evaluated> {
  for (const dir of options.cases) await loadCase(dir);
  const namespaces = Array.from({ length: Math.min(options.parallel, options.cases.length * options.repeat) }).map(
    (_, at) => `evaluation-${at + 1}`,
  );
  const scratch = await mkdtemp(join(tmpdir(), 'sre-agent-evaluation-'));
  const temporal = await startTemporal({ namespaces, say, signal: interrupted });
  const attempts: Attempt[] = [];
  try {
    const workflowBundle = await bundleWorkflows();
    const queue = options.cases.flatMap((caseDir) =>
      Array.from({ length: options.repeat }, (_, at) => ({ caseDir, repeat: at + 1 })),
    );
    const purse = purseOf(options.maxUsd, namespaces.length);
    const work = async (namespace: string): Promise<void> => {
      const lane: Lane = { temporal, namespace, workflowBundle, modelEnvironment: modelEnvironment(options.model) };
      for (;;) {
        const maxUsd = purse.take();
        if (interrupted.aborted || (maxUsd !== undefined && maxUsd <= 0)) return;
        const next = queue.shift();
        if (!next) return;
        const name = basename(next.caseDir);
        const caseDir = await withNoise(next.caseDir, options.noise, join(scratch, `${name}-${next.repeat}`));
        const attempt = await investigateCase(lane, {
          caseDir,
          name,
          folder: relative(packageRoot(), dirname(next.caseDir)),
          repeat: next.repeat,
          model: options.model,
          ...(maxUsd === undefined ? {} : { maxUsd }),
        });
        // What a failed investigation spent counts too: whoever pays does not care how it ended.
        purse.giveBack(maxUsd, attempt.usd ?? 0);
        attempts.push(attempt);
        onAttempt(attempt);
      }
    };
    await Promise.all(namespaces.map(work));
    return { attempts: inOrder(attempts, options.cases), skipped: queue.map(({ caseDir }) => basename(caseDir)) };
  } finally {
    await temporal.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Dollars for investigations side by side: each gets its share of what is neither spent nor promised, so that the sum holds. */
export function purseOf(maxUsd: number | undefined, lanes: number) {
  let left = maxUsd ?? 0;
  let idle = lanes;
  return {
    /** The most that the next may spend, which is set aside for it; undefined where there is no limit. */
    take(): number | undefined {
      if (maxUsd === undefined) return undefined;
      const share = left / idle;
      left -= share;
      idle -= 1;
      return share;
    },
    giveBack(share: number | undefined, spent: number): void {
      left += (share ?? 0) - spent;
      idle += 1;
    },
  };
}

function inOrder(attempts: Attempt[], cases: string[]): Attempt[] {
  const order = new Map(cases.map((dir, at) => [basename(dir), at]));
  const place = ({ name }: Attempt): number => order.get(name) ?? 0;
  return attempts.toSorted((a, b) => place(a) - place(b) || a.repeat - b.repeat);
}
