import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { packageRoot } from '../../worker/package-root.ts';
import type { Diagnosis } from '../../workflows/contract.ts';
import { running } from './running.ts';
import { calls, submits, toldTo } from './scripted.ts';

const caseDir = join(packageRoot(), 'test', 'cases', 'healthy');
const workers: ChildProcess[] = [];

/** The worker program, in a process of its own that can be killed. */
function startWorkerProcess(env: Record<string, string>): ChildProcess {
  const program = join(packageRoot(), 'worker', 'main.ts');
  const worker = spawn(process.execPath, [program], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  workers.push(worker);
  return worker;
}

async function kill(worker: ChildProcess): Promise<void> {
  worker.kill('SIGKILL');
  await once(worker, 'exit');
}

describe('a worker killed in the middle of an investigation', () => {
  // The workers are processes of their own here; in this process there is only the client.
  const start = running({ caseDir, quick: true, parts: [] });

  afterEach(async () => {
    const alive = workers.splice(0).filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
    await Promise.all(alive.map(kill));
  });

  it('is followed by another that finishes the same run: one answer, no message twice', async () => {
    const { ask, answers, notices, estate, env } = await start();
    const first = startWorkerProcess(env);
    const up = estate.journal.fault({ system: 'model', hang: true });
    estate.model.script([calls({ name: 'quick_read', input: { number: 1 } }), submits()]);
    const run = await ask();
    await estate.journal.seen('model');
    await kill(first);
    up();
    startWorkerProcess(env);
    const diagnosis: Diagnosis = await run.handle.result();
    expect(diagnosis).toMatchObject({ verdict: 'incident', usage: { turns: 2 } });
    expect(answers(run)).toHaveLength(2);
    expect(notices()).toEqual([]);
    expect((await run.handle.describe()).status.name).toBe('COMPLETED');
  }, 90_000);

  it('for longer than the soft deadline and the age of evidence: one last turn, and a second look', async () => {
    const { ask, answers, estate, env } = await start({ env: { SRE_AGENT_EVIDENCE_AGE: '3s' } });
    const first = startWorkerProcess(env);
    const up = estate.journal.fault({ system: 'model', hang: true });
    const read = calls({ name: 'quick_read', input: { number: 1 } });
    estate.model.script((request) => (toldTo(request).includes('last turn') ? submits() : read));
    const run = await ask({ limits: { softDeadlineMs: 4_000, hardDeadlineMs: 120_000 } });
    await estate.journal.seen('model');
    await kill(first);
    up();
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    startWorkerProcess(env);
    const diagnosis: Diagnosis = await run.handle.result();
    expect(diagnosis.recheck).toMatch(/^Looked again at .*: 1 of 1 quoted lines are still seen/);
    expect(toldTo(estate.model.requests.at(-1))).toContain('the time for this investigation is over');
    expect(answers(run)).toHaveLength(2);
  }, 90_000);

  it('stops gracefully on SIGTERM: what is under way goes to the next worker', async () => {
    const { ask, answers, estate, env } = await start();
    const first = startWorkerProcess(env);
    estate.model.script([{ ...calls({ name: 'quick_read', input: { number: 1 } }), latencyMs: 1_500 }, submits()]);
    const run = await ask();
    await estate.journal.seen('model');
    first.kill('SIGTERM');
    const [code] = await once(first, 'exit');
    expect(code).toBe(0);
    startWorkerProcess(env);
    expect(await run.handle.result()).toMatchObject({ verdict: 'incident' });
    expect(answers(run)).toHaveLength(2);
  }, 90_000);
});
