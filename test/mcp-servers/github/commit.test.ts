import { afterEach, describe, expect, it } from '@jest/globals';
import { type GithubUnderTest, startGithub } from './github-under-test.ts';
import { commits, githubFolder, sha } from './repository-of-changes.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

const review = (user: string, state: string, submitted_at: string, more: object = {}) => ({
  ...{ user, state, submitted_at, ...more },
});
const checks = {
  check_runs: [
    { name: 'policy', conclusion: 'failure', title: '1 resource without a limit', details_url: 'https://ci.example/9' },
    { name: 'sast', conclusion: 'success' },
  ],
  statuses: [
    { context: 'ci/jenkins', state: 'failure', description: 'build 12 failed', target_url: 'https://j.example/12' },
    { context: 'cla', state: 'success' },
  ],
};

async function start(): Promise<GithubUnderTest> {
  const { dir, remove } = await githubFolder({
    'shop/commits.json': commits([
      {
        digit: 'b',
        date: '2026-05-12T08:58:00Z',
        message: 'pool: fewer connections (#12)\n\nThe database was full.',
        files: [
          { path: 'README.md', patch: '@@ -1 +1 @@\n-a\n+b' },
          { path: 'src/pool.ts', patch: '@@ -1 +1 @@\n-max(40)\n+max(4)' },
          { path: 'config/db.yaml', patch: '@@ -1 +1 @@\n-max: 40\n+max: 4' },
        ],
        more: checks,
      },
      { digit: 'a', date: '2026-05-11T08:00:00Z' },
    ]),
    'shop/pulls.json': [
      {
        ...{ number: 12, title: 'pool: fewer connections', state: 'closed', body: 'Full.', user: { login: 'mei' } },
        ...{ created_at: '2026-05-11T09:00:00Z', merged_at: '2026-05-12T08:58:00Z', merge_commit_sha: sha('b') },
        merged_by: { login: 'mei' },
        head: { ref: 'pool', sha: sha('c') },
        reviews: [
          review('sam', 'CHANGES_REQUESTED', '2026-05-11T10:00:00Z', {
            body: 'This is per replica.',
            comments: [
              { path: 'src/pool.ts', line: 1, body: 'This was 40\nfor a reason.' },
              { path: 'README.md', line: 3, body: 'Typo.' },
            ],
          }),
          review('lint[bot]', 'COMMENTED', '2026-05-11T10:01:00Z', {
            comments: [{ path: 'src/pool.ts', line: 1, body: 'magic number' }],
          }),
          review('sam', 'COMMENTED', '2026-05-11T11:00:00Z', { body: 'See above.' }),
        ],
      },
    ],
    'shop/runs.json': [
      {
        ...{ id: 7, name: 'ci', head_sha: sha('b'), status: 'completed', conclusion: 'failure' },
        created_at: '2026-05-12T09:00:00Z',
        jobs: [
          { id: 71, name: 'test', status: 'completed', conclusion: 'failure' },
          { id: 72, name: 'lint', status: 'completed', conclusion: 'success' },
        ],
      },
    ],
  });
  cleanups.push(remove);
  const github = await startGithub(dir);
  cleanups.push(github.close);
  return github;
}

const commit = async (github: GithubUnderTest, ref: string, more: object = {}) =>
  (await github.call('github_commit', { repository: 'acme/shop', ref, ...more })).text.split('\n');

describe('github_commit', () => {
  it('tells the pull request that brought a commit, its reviews, comments and checks, before the files', async () => {
    const github = await start();
    expect(await commit(github, 'bbbbbbb')).toEqual([
      `commit ${sha('b')} of acme/shop, 2026-05-12T08:58:00Z by Mei Tanaka`,
      `https://github.com/acme/shop/commit/${sha('b')}`,
      `parents: ${sha('a')}`,
      '  pool: fewer connections (#12)',
      '',
      '  The database was full.',
      'pull request #12 of acme/shop: pool: fewer connections (mei, merged 2026-05-12T08:58:00Z by the same)',
      'https://github.com/acme/shop/pull/12',
      'review 2026-05-11T10:00:00Z sam: changes requested, "This is per replica."',
      'review 2026-05-11T10:01:00Z lint[bot]: commented',
      'merged without an approval',
      'comment sam on src/pool.ts:1: This was 40 for a reason.',
      'comment sam on README.md:3: Typo.',
      '1 more comments on lines, by bots or later ones',
      'checks of bbbbbbb: 3 of 6 passed',
      'check test: failure https://github.com/acme/shop/actions/runs/7/job/71',
      'check policy: failure, "1 resource without a limit" https://ci.example/9',
      'check ci/jenkins: failure, "build 12 failed" https://j.example/12',
      '3 files, +3 -3',
      ...['modified config/db.yaml +1 -1', 'modified src/pool.ts +1 -1', 'modified README.md +1 -1'],
    ]);
  });

  it.each([
    ['https://github.com/acme/shop/pull/12/files'],
    ['acme/shop#12'],
    [`https://github.com/acme/shop/commit/${sha('b')}?w=1`],
    [`acme/shop@${sha('b')}`],
  ])('takes %s, and needs no repository beside it', async (ref) => {
    const github = await start();
    const { structured } = await github.call('github_commit', { ref });
    expect(structured).toMatchObject({ repository: 'acme/shop', sha: sha('b'), pull: 12 });
  });

  it('tells jobs of Actions and statuses where the token may not read checks, and says so', async () => {
    const github = await start();
    github.journal.fault({
      system: 'github',
      match: /check-runs/,
      status: 403,
      body: { message: 'Resource not accessible by personal access token' },
    });
    const { text, structured } = await github.call('github_commit', { repository: 'acme/shop', ref: sha('b') });
    expect(text).toContain('checks of bbbbbbb: 2 of 4 passed\ncheck ci / test: failure https://');
    expect(text).toContain('check ci/jenkins: failure');
    expect(structured.notChecked).toEqual([
      expect.stringMatching(
        /^check runs of bbbbbbb: .*Resource not accessible by personal access token.*; jobs of Actions and commit statuses are shown instead, checks of other Apps are not$/,
      ),
    ]);
  });

  it('names reviews and checks that it may not read, and answers with the rest', async () => {
    const github = await start();
    const denied = { status: 403, body: { message: 'Resource not accessible by personal access token' } };
    github.journal.fault({ system: 'github', match: /reviews|check-runs|\/status|actions\/runs/, ...denied });
    const { isError, text, structured } = await github.call('github_commit', { repository: 'acme/shop', ref: '12' });
    expect([isError, text.includes('3 files, +3 -3')]).toEqual([false, true]);
    expect(structured.notChecked).toHaveLength(4);
  });

  it('shows the hunks below a path, and names what changed elsewhere', async () => {
    const github = await start();
    const lines = await commit(github, '#12', { path: 'src', hunks: true });
    expect(lines.slice(-9)).toEqual([
      '3 files, +3 -3, 1 of them below src',
      ...['modified src/pool.ts +1 -1', '--- src/pool.ts', '@@ -1 +1 @@', '-max(40)', '+max(4)'],
      ...['elsewhere:', 'modified config/db.yaml +1 -1', 'modified README.md +1 -1'],
    ]);
  });
});
