import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { packageRoot } from '../worker/package-root.ts';
import { type RunningProgram, runProgram } from './running-program.ts';
import { running } from './workflows/running.ts';
import { submits } from './workflows/scripted.ts';

const patience = 120_000;
const golden = join(packageRoot(), 'test', 'histories', 'success.json');
const started: RunningProgram[] = [];
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sre-agent-replay-'));
});
afterEach(() => Promise.all(started.splice(0).map((program) => program.remove())));
afterAll(() => rm(folder, { recursive: true, force: true }));

async function changedGolden(change: (text: string) => string): Promise<string> {
  const text = await readFile(golden, 'utf8');
  const changed = change(text);
  expect(changed).not.toBe(text);
  await writeFile(join(folder, 'history.json'), changed);
  return join(folder, 'history.json');
}

async function replay(args: string[], env: Record<string, string> = {}) {
  const run = await runProgram(['test/replay.ts', ...args], { env });
  started.push(run);
  return { status: await run.ended, out: run.out(), err: run.err() };
}

describe('npm run replay -- FILE', () => {
  it(
    'replays a history: every decision is the same',
    async () => {
      const { status, out, err } = await replay([golden]);
      expect([status, err]).toEqual([0, '']);
      expect(out).toMatch(/success\.json: replayed, \d+ events; every decision is the same\n$/);
    },
    patience,
  );

  it(
    'exits 1 where a decision is another today',
    async () => {
      const file = await changedGolden((text) => text.replaceAll('"resolveScope"', '"resolveAnotherScope"'));
      const { status, out } = await replay([file]);
      expect(status).toBe(1);
      expect(out).toContain(`${file}: today's workflow decides differently: `);
    },
    patience,
  );

  it.each<[string, (text: string) => string, RegExp]>([
    ['is nonsense', () => 'oops', /history\.json: is no JSON .*Expected a history as `temporal workflow show/],
    [
      'is of another workflow',
      (text) => text.replaceAll('DiagnoseIncident', 'ImportOrders'),
      /history\.json: is a run of ImportOrders, and DiagnoseIncident is what can be replayed here\n$/,
    ],
  ])(
    'exits 2 where the file %s',
    async (_, change, message) => {
      const { status, err } = await replay([await changedGolden(change)]);
      expect(status).toBe(2);
      expect(err).toMatch(message);
      expect(err).not.toMatch(/^ +at /m);
    },
    patience,
  );

  it.each([[[]], [['one.json', 'two.json']]])(
    'exits 2 with the usage for %j',
    async (args) => {
      expect(await replay(args)).toEqual({ status: 2, out: '', err: 'usage: npm run replay -- FILE|WORKFLOW_ID\n' });
    },
    patience,
  );
});

describe('npm run replay -- WORKFLOW_ID', () => {
  const start = running({ caseDir: join(packageRoot(), 'test', 'cases', 'healthy'), quick: true });

  it(
    'replays a run of the server that the environment names; says where it looked for one that is not there',
    async () => {
      const { ask, estate, temporal } = await start();
      estate.model.script([submits()]);
      const { handle, workflowId } = await ask();
      await handle.result();
      const env = { TEMPORAL_ADDRESS: temporal.address };
      expect(await replay([workflowId], env)).toEqual({
        status: 0,
        out: expect.stringMatching(`^${workflowId}: replayed, \\d+ events; every decision is the same\n$`),
        err: '',
      });
      const unknown = await replay(['diagnose-nothing'], env);
      expect(unknown).toMatchObject({ status: 2, out: '' });
      expect(unknown.err).toBe(
        `diagnose-nothing: can't be fetched from Temporal at ${temporal.address} (namespace default): ` +
          'workflow not found for ID: diagnose-nothing\n',
      );
    },
    patience,
  );

  it(
    'says which server it could not reach',
    async () => {
      const { status, err } = await replay(['diagnose-nothing'], { TEMPORAL_ADDRESS: '127.0.0.1:1' });
      expect(status).toBe(2);
      expect(err).toMatch(
        /^diagnose-nothing: can't be fetched from Temporal at 127\.0\.0\.1:1 \(namespace default\): /,
      );
    },
    patience,
  );
});
