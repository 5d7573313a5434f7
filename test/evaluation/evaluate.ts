import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { bundleWorkflows } from '../../worker/bundle-workflows.ts';
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
    const work = async (namespace: string): Promise<void> => {
      const lane: Lane = { temporal, namespace, workflowBundle, modelEnvironment: modelEnvironment(options.model) };
      for (;;) {
        const left = options.maxUsd === undefined ? undefined : options.maxUsd - spent(attempts);
        if (interrupted.aborted || (left !== undefined && left <= 0)) return;
        const next = queue.shift();
        if (!next) return;
        const name = basename(next.caseDir);
        const caseDir = await withNoise(next.caseDir, options.noise, join(scratch, `${name}-${next.repeat}`));
        const attempt = await investigateCase(lane, {
          caseDir,
          name,
          repeat: next.repeat,
          model: options.model,
          ...(left === undefined ? {} : { maxUsd: left }),
        });
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

/** Of failed investigations too: whoever pays does not care how they ended. */
const spent = (attempts: Attempt[]): number => attempts.reduce((sum, { usd = 0 }) => sum + usd, 0);

function inOrder(attempts: Attempt[], cases: string[]): Attempt[] {
  const order = new Map(cases.map((dir, at) => [basename(dir), at]));
  const place = ({ name }: Attempt): number => order.get(name) ?? 0;
  return attempts.toSorted((a, b) => place(a) - place(b) || a.repeat - b.repeat);
}
