import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { packageRoot } from '../worker/package-root.ts';
import { loadCase } from './estate/load-case.ts';
import { type ModelUnderTest, startModel } from './estate/model/model-under-test.ts';
import { listens, type RunningProgram, runProgram } from './running-program.ts';
import { findTemporalBinary } from './temporal-binary.ts';
import { submits } from './workflows/scripted.ts';

const cases = join(packageRoot(), 'test', 'cases');
const patience = 120_000;

interface PageState {
  channel: string;
  people: { id: string }[];
}

let temporalBinary = '';
beforeAll(async () => {
  temporalBinary = await findTemporalBinary();
}, 900_000);

const started: RunningProgram[] = [];
afterEach(() => Promise.all(started.splice(0).map((program) => program.remove())));

/** The demo from its sources; the compiled one is another file's business. */
async function demo(args: string[], options: { env?: Record<string, string>; detached?: boolean } = {}) {
  const env = { TEMPORAL_CLI_PATH: temporalBinary, ...options.env };
  const program = await runProgram(['test/demo.ts', ...args], { ...options, env });
  started.push(program);
  return program;
}

/** The addresses that it prints: the Slack page, the Temporal UI and the run. */
function addresses(program: RunningProgram): { page: string; ui: string; run: string } {
  const after = (label: string) => new RegExp(`^${label}: +(http://\\S+)$`, 'm').exec(program.out())?.[1] ?? '';
  return { page: after('The Slack page'), ui: after('The Temporal UI'), run: after('The run') };
}

async function expectNothingLeft(program: RunningProgram): Promise<void> {
  expect(await program.leftovers()).toEqual([]);
  const { page, ui } = addresses(program);
  for (const url of [page, ui].filter(Boolean)) expect([url, await listens(url)]).toEqual([url, false]);
}

describe('npm run demo -- --once', () => {
  it.each(['pool-exhausted', 'ecs-image-pull', 'healthy', 'unreadable'])(
    'prints a thread of %s that ends in the right answer, and leaves nothing',
    async (name) => {
      const caseDir = join(cases, name);
      const { expected } = await loadCase(caseDir);
      const program = await demo(['--once', '--case', caseDir]);
      expect([await program.ended, program.err()]).toEqual([0, '']);
      expect(program.out()).toMatch(new RegExp(`\\nDone: ${expected.verdict}, in [\\d.]+ s\\.\\n$`));
      // The heading depends on the verdict; where there is no cause the summary says what is known.
      const [, told = ''] = /\*(?:Root cause|Why it looked wrong|What is known)\* (.*)/.exec(program.out()) ?? [];
      const cause = told || (/Built-in rules investigated this, no language model: .*/.exec(program.out())?.[0] ?? '');
      for (const group of expected.cause) expect(cause).toMatch(new RegExp(group.join('|'), 'i'));
      expect(program.out()).toContain('Investigating with the built-in rules, without a language model');
      const { page, ui, run } = addresses(program);
      expect(page).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
      expect(run).toMatch(new RegExp(`^${ui}/namespaces/default/workflows/diagnose-`));
      await expectNothingLeft(program);
    },
    patience,
  );

  it(
    'asks another question, and says that a service is nowhere in reach, with the nearest names',
    async () => {
      const program = await demo(['--once', '--question', 'why is chekout failing?']);
      expect([await program.ended, program.err()]).toEqual([0, '']);
      expect(program.out()).toMatch(/\nDone: inconclusive,/);
      expect(program.out()).toMatch(/chekout[^\n]*checkout-/);
    },
    patience,
  );
});

describe('npm run demo', () => {
  it(
    'stays up for more questions on the Slack page until Ctrl-C, which npm hands on a second time, then leaves nothing',
    async () => {
      const program = await demo(['--case', join(cases, 'healthy')], { detached: true });
      await program.says(/Ask more on the Slack page/);
      const { page } = addresses(program);
      expect((await fetch(page)).status).toBe(200);
      const { channel, people }: PageState = JSON.parse(await (await fetch(`${page}/page/state`)).text());
      const answered = program.out().split('Investigation finished').length;
      const asked = await fetch(`${page}/page/message`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ channel, user: people[0]?.id, text: '@sre-agent is payments well now?' }),
      });
      expect(asked.status).toBe(200);
      await program.says(/(?:Investigation finished[\s\S]*){2}/);
      expect(program.out().split('Investigation finished').length).toBe(answered + 1);

      const from = Date.now();
      const pid = program.child.pid ?? 0;
      process.kill(-pid, 'SIGINT');
      setTimeout(() => process.kill(pid, 'SIGINT'), 50);
      expect(await program.ended).toBe(130);
      expect(Date.now() - from).toBeLessThan(5_000);
      expect(program.err()).toBe('');
      await expectNothingLeft(program);
    },
    patience,
  );

  it.each([300, 1_200, 2_400])(
    'interrupted %i ms after its start, leaves nothing either',
    async (ms) => {
      const program = await demo([], { detached: true });
      await new Promise((resolve) => setTimeout(resolve, ms));
      process.kill(-(program.child.pid ?? 0), 'SIGINT');
      // Before the program's first line runs, the signal has its default effect.
      expect(['SIGINT', 130]).toContain(await program.ended);
      expect(program.err()).toBe('');
      await expectNothingLeft(program);
    },
    patience,
  );
});

describe('npm run demo -- --model anthropic', () => {
  let model: ModelUnderTest;
  afterEach(() => model.close());

  it(
    'investigates with the model that the environment names, and says so',
    async () => {
      model = await startModel();
      model.model.script([submits({ rootCause: 'the scripted model says so', evidence: [] }), submits()]);
      const program = await demo(['--once', '--model', 'anthropic'], {
        env: { ANTHROPIC_BASE_URL: model.url, ANTHROPIC_API_KEY: 'sk-test', SRE_AGENT_MODEL: 'rules' },
      });
      expect([await program.ended, program.err()]).toEqual([0, '']);
      expect(program.out()).toContain(`Investigating with a language model at ${model.url}.`);
      expect(program.out()).not.toContain('built-in');
      expect(model.model.requests[0]).toMatchObject({ model: 'claude-opus-5-5' });
      expect(model.model.invalid).toEqual([]);
      await expectNothingLeft(program);
    },
    patience,
  );

  it(
    'exits 1 with the reason where the model refuses',
    async () => {
      model = await startModel();
      const refusal = { status: 401, type: 'authentication_error', message: 'invalid x-api-key' };
      model.model.script(() => ({ content: [], error: refusal }));
      const program = await demo(['--once'], { env: { ANTHROPIC_BASE_URL: model.url, ANTHROPIC_API_KEY: 'sk-test' } });
      expect(await program.ended).toBe(1);
      expect(program.out()).toMatch(/The investigation ended without a diagnosis: .*401/);
      await expectNothingLeft(program);
    },
    patience,
  );
});

describe('a demo that can not start', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sre-agent-broken-case-'));
    await writeFile(join(folder, 'case.yaml'), 'title: a broken case\nnow: yesterday\nrequest: why?\n');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each<[string, () => string[], RegExp]>([
    ['a case that is not there', () => ['--case', '/nowhere'], /^\/nowhere: there is no such folder\n$/],
    ['a broken case.yaml', () => ['--case', folder], /^\S+\/case\.yaml:2: now: [^\n]+\n$/],
    ['an unknown option', () => ['--nonce'], /^Unknown option '--nonce'\.?[^\n]*\nusage: npm run demo/],
    ['a stray word', () => ['checkout'], /^Unexpected argument 'checkout'[^\n]*\nusage: npm run demo/],
    ['an unknown model', () => ['--model', 'gpt'], /^--model is rules or anthropic, not 'gpt'\n$/],
    ['no key for a model', () => ['--model', 'anthropic'], /^--model anthropic needs ANTHROPIC_API_KEY[^\n]*\n$/],
    ['an empty question', () => ['--question', ' '], /^--question is empty\n$/],
  ])(
    'for %s says so once, exits 2 and leaves nothing',
    async (_, args, message) => {
      const program = await demo(args());
      expect([await program.ended, program.out()]).toEqual([2, '']);
      expect(program.err()).toMatch(message);
      await expectNothingLeft(program);
    },
    patience,
  );
});
