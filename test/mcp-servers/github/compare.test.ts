import { afterEach, describe, expect, it } from '@jest/globals';
import { caseDir, type GithubUnderTest, startGithub } from './github-under-test.ts';
import { commits, deployment, githubFolder, sha } from './repository-of-changes.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

async function start(files: Record<string, unknown>): Promise<GithubUnderTest> {
  const { dir, remove } = await githubFolder(files);
  cleanups.push(remove);
  return startIn(dir);
}

async function startIn(dir: string): Promise<GithubUnderTest> {
  const github = await startGithub(dir);
  cleanups.push(github.close);
  return github;
}

const pool = { path: 'config/production.yaml', patch: '@@ -1 +1 @@\n-pool: 40\n+pool: 4' };
const history = commits([
  { digit: 'd', date: '2026-05-12T08:40:00Z', files: [{ path: 'README.md' }] },
  {
    digit: 'c',
    date: '2026-05-12T08:00:00Z',
    files: [{ path: 'test/pool.test.ts' }, { path: 'src/pool.ts' }, pool, { path: 'package-lock.json' }],
  },
  { digit: 'b', date: '2026-05-11T08:00:00Z', files: [{ path: 'src/cart.ts' }] },
  { digit: 'a', date: '2026-05-10T08:00:00Z', files: [{ path: 'src/cart.ts', status: 'added' }] },
]);
const release = (id: number, digit: string, published_at: string, more: object = {}) => ({
  ...{ id, tag_name: `v${id}`, target_commitish: sha(digit), created_at: published_at, published_at, ...more },
});

const compare = async (github: GithubUnderTest, args: object = {}) =>
  (await github.call('github_compare', { repository: 'acme/shop', ...args })).text.split('\n');

describe('github_compare', () => {
  it('shows commits, and files with what runs first, between two refs', async () => {
    const github = await start({ 'shop/commits.json': history });
    expect(await compare(github, { base: 'bbbbbbb', head: 'ccccccc' })).toEqual([
      'acme/shop bbbbbbb...ccccccc: head is 1 commit ahead',
      `https://github.com/acme/shop/compare/${sha('b')}...${sha('c')}`,
      '1 commit, newest first:',
      '2026-05-12T08:00:00Z ccccccc change c (Mei Tanaka)',
      '4 files, +1 -1',
      'modified config/production.yaml +1 -1',
      'modified src/pool.ts +0 -0',
      'modified package-lock.json +0 -0',
      'modified test/pool.test.ts +0 -0',
    ]);
  });

  it('shows hunks on request, of one path where it is named', async () => {
    const github = await start({ 'shop/commits.json': history });
    const args = { base: sha('a'), head: 'main', path: 'config', hunks: true };
    const lines = await compare(github, args);
    expect(lines.slice(lines.indexOf('6 files, +1 -1, 1 of them below config'))).toEqual([
      '6 files, +1 -1, 1 of them below config',
      'modified config/production.yaml +1 -1',
      '--- config/production.yaml',
      '@@ -1 +1 @@',
      '-pool: 40',
      '+pool: 4',
      'elsewhere:',
      ...['modified src/cart.ts +0 -0', 'modified src/pool.ts +0 -0', 'modified package-lock.json +0 -0'],
      ...['modified test/pool.test.ts +0 -0', 'modified README.md +0 -0'],
    ]);
  });

  it('by itself compares what runs with what ran before it, leaving out what never came up', async () => {
    const github = await start({
      'shop/commits.json': history,
      'shop/deployments.json': [
        deployment(5, 'd', '2026-05-12T08:50:00Z', { state: 'failure' }),
        deployment(4, 'c', '2026-05-12T08:30:00Z'),
        deployment(3, 'c', '2026-05-12T08:20:00Z', { environment: 'staging' }),
        deployment(2, 'b', '2026-05-12T07:30:00Z', { state: 'error' }),
        deployment(1, 'a', '2026-05-10T09:00:00Z', { state: 'inactive' }),
      ],
    });
    expect((await compare(github)).slice(0, 3)).toEqual([
      'acme/shop aaaaaaa...ccccccc: head is 2 commits ahead',
      'base aaaaaaa: deployment of shop to production at 2026-05-10T09:00:00Z',
      'head ccccccc: deployment of shop to production at 2026-05-12T08:30:00Z',
    ]);
    expect((await compare(github, { base: 'production', head: 'main' }))[0]).toBe(
      'acme/shop ccccccc...main: head is 1 commit ahead',
    );
    expect((await compare(github, { base: 'production~1', head: 'staging' }))[0]).toContain('aaaaaaa...ccccccc');
  });

  it('takes the deployments of the service whose folder is asked about', async () => {
    const github = await startIn(caseDir('pool-exhausted'));
    const args = { repository: 'acme/storefront', path: 'services/catalog', hunks: true };
    const lines = await compare(github, args);
    expect(lines[2]).toBe('head 6199757: deployment of catalog to production at 2026-10-14T13:38:02Z');
    expect(lines).toContain('--- services/catalog/config/production.yaml');
  });

  it('compares releases: the latest with the one before it, where nothing says what is deployed', async () => {
    const github = await start({
      'shop/commits.json': history,
      'shop/releases.json': [
        release(4, 'd', '2026-05-12T08:45:00Z', { prerelease: true }),
        release(3, 'c', '2026-05-12T08:10:00Z'),
        release(1, 'a', '2026-05-10T08:10:00Z'),
      ],
    });
    const shown = ['acme/shop v1...v3: head is 2 commits ahead', 'base v1: release of 2026-05-10T08:10:00Z'];
    expect((await compare(github)).slice(0, 2)).toEqual(shown);
    expect((await compare(github, { head: 'release' })).slice(0, 2)).toEqual(shown);
    expect((await compare(github, { base: 'release~1', head: 'latest release' })).slice(0, 2)).toEqual(shown);
    expect((await compare(github, { base: 'release~7' })).join()).toContain('not_found: acme/shop has no release~7');
  });

  it('says that nothing tells what ran before', async () => {
    const github = await start({ 'shop/commits.json': history });
    expect((await compare(github)).join('\n')).toBe(
      'invalid_arguments: nothing tells what ran in acme/shop before HEAD\nhint: name base: a SHA, tag or branch; github_changes lists them',
    );
  });

  it('shows what a rollback took back, and says when two refs are the same', async () => {
    const github = await start({ 'shop/commits.json': history });
    const lines = await compare(github, { base: 'd'.repeat(7), head: 'b'.repeat(7) });
    expect(lines[0]).toBe('acme/shop ddddddd...bbbbbbb: head is 2 commits behind');
    expect(lines[1]).toBe('head lies behind base; shown is what it lacks, from head to base');
    expect(lines).toContain('2026-05-12T08:40:00Z ddddddd change d (Mei Tanaka)');
    expect((await compare(github, { base: 'main', head: sha('d') }))[0]).toContain('identical');
  });

  it('shows the net change of a file that several commits touch', async () => {
    const github = await start({
      'shop/commits.json': commits([
        {
          digit: 'c',
          date: '2026-05-12T08:40:00Z',
          files: [{ path: 'pool.yaml', patch: '@@ -1,2 +1,2 @@\n min: 1\n-max: 8\n+max: 4' }],
        },
        {
          digit: 'b',
          date: '2026-05-12T08:00:00Z',
          files: [{ path: 'pool.yaml', patch: '@@ -1,2 +1,2 @@\n min: 1\n-max: 40\n+max: 8' }],
        },
        { digit: 'a', date: '2026-05-11T08:00:00Z' },
      ]),
      'shop/tree/pool.yaml': 'min: 1\nmax: 4\n',
    });
    const lines = await compare(github, { base: sha('a'), head: 'main', hunks: true });
    expect(lines.slice(-6)).toEqual([
      'modified pool.yaml +1 -1',
      ...['--- pool.yaml', '@@ -1,2 +1,2 @@', ' min: 1', '-max: 40', '+max: 4'],
    ]);
  });

  it('says what GitHub left out of a comparison that is too long', async () => {
    const many = Array.from({ length: 260 }, (_, at) => ({
      ...{ sha: (1_000 + at).toString(16).padStart(40, '0'), author: 'Mei', message: `change ${at}` },
      date: new Date(Date.UTC(2026, 4, 12) - at * 60_000).toISOString(),
      parents: at < 259 ? [(1_001 + at).toString(16).padStart(40, '0')] : [],
      files: [0, 1].map((part) => ({ path: `src/${at}-${part}.ts`, status: 'added' })),
    }));
    const github = await start({ 'shop/commits.json': many });
    const last = many.at(-1)?.sha;
    const { text, structured } = await github.call('github_compare', {
      repository: 'acme/shop',
      base: last,
      head: 'main',
      max_chars: 16_000,
    });
    expect(text).toContain(
      'left out: the oldest 9 of 259 commits: GitHub gives 250 of a comparison; compare with head',
    );
    expect(text).toContain('left out: files after the first 300');
    expect(text).toContain('250 commits, newest first:\n2026-05-12T00:00:00.000Z 00000');
    expect(structured.notChecked).toHaveLength(2);
    expect(structured.more).toMatchObject({ cursor: expect.any(String) });
    expect(JSON.stringify(structured).length).toBeLessThan(24_000);
  });

  it('reads as not found or not permitted where the repository or a ref is neither', async () => {
    const github = await start({ 'shop/commits.json': history });
    expect((await compare(github, { base: 'v9', head: 'main' })).join()).toContain('not found or not permitted');
    expect((await compare(github, { repository: 'acme/nope', base: 'a1', head: 'b2' })).join()).toContain(
      'not found or not permitted',
    );
  });
});
