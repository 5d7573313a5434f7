import { afterEach, describe, expect, it } from '@jest/globals';
import { type GithubUnderTest, startGithub } from './github-under-test.ts';
import { commits, githubFolder, sha } from './repository-of-changes.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

const at = (line: string, second: number): string =>
  `2026-05-12T09:00:${String(second).padStart(2, '0')}.1234567Z ${line}`;
const log = [
  'Current runner version: 2.330.0',
  '##[group]Run npm ci',
  'npm ci',
  '##[endgroup]',
  'added 900 packages',
  '##[group]Run npm test',
  'npm test',
  'env:',
  '  NODE_ENV: test',
  '##[endgroup]',
  ...Array.from({ length: 30 }, (_, n) => `PASS test/unit-${n}.test.ts`),
  '\u001b[31mFAIL\u001b[39m test/pool.test.ts',
  '  AssertionError: expected 40, got 4',
  '##[error]Process completed with exit code 1.',
  '##[group]Run actions/upload-artifact@v4',
  'with:',
  '##[endgroup]',
  'nothing to upload',
]
  .map((line, n) => at(line, n))
  .join('\n');

const run = (id: number, digit: string, created_at: string, more: object = {}) => ({
  ...{ id, name: 'ci', head_sha: sha(digit), head_branch: 'main', event: 'push', run_number: id },
  ...{ status: 'completed', conclusion: 'failure', created_at, display_title: `change ${digit}` },
  jobs: [],
  ...more,
});
const job = (id: number, name: string, conclusion: string, more: object = {}) => ({
  ...{ id, name, status: 'completed', conclusion },
  ...{ started_at: '2026-05-12T09:00:00Z', completed_at: '2026-05-12T09:02:03Z' },
  steps: [
    { name: 'Run npm ci', status: 'completed', conclusion: 'success', number: 2 },
    { name: 'Run npm test', status: 'completed', conclusion, number: 3 },
  ],
  ...more,
});

async function start(): Promise<GithubUnderTest> {
  const { dir, remove } = await githubFolder({
    'shop/commits.json': commits([
      { digit: 'b', date: '2026-05-12T08:58:00Z' },
      { digit: 'a', date: '2026-05-11T08:00:00Z' },
    ]),
    'shop/runs.json': [
      run(70, 'b', '2026-05-12T09:00:00Z', {
        jobs: [job(701, 'test', 'failure', { log }), job(702, 'lint', 'success', { log: 'fine' })],
      }),
      run(69, 'b', '2026-05-12T08:59:00Z', {
        name: 'deploy',
        conclusion: 'timed_out',
        head_branch: 'release',
        jobs: [job(691, 'ship', 'timed_out')],
      }),
      run(68, 'a', '2026-05-12T08:00:00Z', { conclusion: 'success' }),
      run(60, 'a', '2026-05-09T08:00:00Z', { jobs: [job(601, 'test', 'failure')] }),
    ],
  });
  cleanups.push(remove);
  const github = await startGithub(dir);
  cleanups.push(github.close);
  return github;
}

const runs = async (github: GithubUnderTest, args: object = {}) =>
  (await github.call('github_runs', { repository: 'acme/shop', ...args })).text.split('\n');

describe('github_runs', () => {
  it('lists what failed in the window, with the jobs and steps that did', async () => {
    const github = await start();
    expect(await runs(github)).toEqual([
      'acme/shop: 2 of 3 workflow runs failed, 2026-05-11T09:40:00Z to 2026-05-12T09:40:00Z (1d)',
      '2026-05-12T09:00:00Z run 70 ci #70 on main bbbbbbb "change b": failure (push) https://github.com/acme/shop/actions/runs/70',
      '  job 701 test: failure at step "Run npm test" (3), after 2m 3s',
      '2026-05-12T08:59:00Z run 69 deploy #69 on release bbbbbbb "change b": timed_out (push) https://github.com/acme/shop/actions/runs/69',
      '  job 691 ship: timed_out at step "Run npm test" (3), after 2m 3s',
      'run: an id from above shows the lines around its error',
    ]);
  });

  it('keeps to a branch, or to a commit whenever it ran', async () => {
    const github = await start();
    expect((await runs(github, { ref: 'release' }))[0]).toContain('1 of 1 workflow runs failed, 2026');
    expect((await runs(github, { ref: 'aaaaaaa' })).slice(0, 2)).toEqual([
      'acme/shop: 1 of 2 workflow runs failed, of aaaaaaa',
      expect.stringContaining('run 60 ci #60'),
    ]);
  });

  it('shows the lines around the error of the step that failed, not those of the others', async () => {
    const github = await start();
    const lines = await runs(github, { run: '70' });
    expect(lines.slice(0, 7)).toEqual([
      expect.stringContaining('run 70 ci #70'),
      '  job 701 test: failure at step "Run npm test" (3), after 2m 3s',
      '  job 702 lint: success, after 2m 3s',
      'log of job 701 test:',
      `${log.split('\n').length} lines read, by failure:`,
      'step: Run npm test',
      '  [17 lines]',
    ]);
    expect(lines.slice(-4)).toEqual([
      '09:00:39 PASS test/unit-29.test.ts',
      '09:00:40 FAIL test/pool.test.ts',
      '09:00:41   AssertionError: expected 40, got 4',
      '09:00:42 ##[error]Process completed with exit code 1.',
    ]);
    expect(lines.join('\n')).not.toMatch(/upload-artifact|NODE_ENV|log of job 702/);
  });

  it('takes a job by id or address, and shows patterns or the lines that match', async () => {
    const github = await start();
    const url = 'https://github.com/acme/shop/actions/runs/70/job/701';
    const patterns = await runs(github, { run: url, mode: 'patterns' });
    expect(patterns.join('\n')).toMatch(/47 lines read.*patterns/);
    expect(patterns.join('\n')).toMatch(/30x info .*PASS test\/unit-29/);
    const lines = await runs(github, { run: '701', grep: 'FAIL test' });
    expect(lines.slice(-6)).toEqual([
      '47 lines read, 1 matched',
      '09:00:38 PASS test/unit-28.test.ts',
      '09:00:39 PASS test/unit-29.test.ts',
      '09:00:40 FAIL test/pool.test.ts',
      '09:00:41   AssertionError: expected 40, got 4',
      '09:00:42 ##[error]Process completed with exit code 1.',
    ]);
  });

  it('sends no token to the host that keeps the logs', async () => {
    const github = await start();
    await runs(github, { run: '701' });
    const [download] = github.journal.requests.filter(({ path }) => path.startsWith('/_signed/'));
    // The estate refuses a signed address that is asked with a token.
    expect(download).toMatchObject({ status: 200 });
    const withToken = await fetch(github.url + (download?.path ?? ''), { headers: { authorization: 'token x' } });
    expect(withToken.status).toBe(401);
  });

  it('says that a log has expired, and tells the failing steps all the same', async () => {
    const github = await start();
    github.journal.fault({ system: 'github', match: /jobs\/701\/logs/, status: 410, body: { message: 'Gone' } });
    const { text, isError, structured } = await github.call('github_runs', { repository: 'acme/shop', run: '70' });
    expect(isError).toBe(false);
    expect(text).toContain('at step "Run npm test" (3)');
    expect(text).toContain('not checked: log of job 701 of acme/shop has expired or was deleted: GitHub keeps logs');
    expect(structured.notChecked).toHaveLength(1);
  });

  it('says what is wrong with its arguments', async () => {
    const github = await start();
    expect((await runs(github, { grep: 'x' })).join()).toContain('invalid_arguments: grep needs the run');
    expect((await runs(github, { run: 'latest' })).join()).toContain("invalid_arguments: 'latest' is neither the id");
    expect((await runs(github, { run: '12345' })).join()).toContain('not_found: run 12345 of acme/shop');
  });
});
