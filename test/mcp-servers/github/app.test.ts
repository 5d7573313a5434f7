import { generateKeyPairSync } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import { caseFolder } from '../../estate/case-folder.ts';
import type { GithubOptions } from '../../estate/github/system.ts';
import { type GithubUnderTest, startGithub } from './github-under-test.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const asApp = {
  GITHUB_TOKEN: '',
  GITHUB_APP_ID: '4100',
  GITHUB_APP_PRIVATE_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
};
const commits = (digit: string, date: string): string =>
  JSON.stringify([{ sha: digit.repeat(40), author: 'Mei', date, message: `change ${digit}` }]);

/** Two organisations that the App is installed for. */
async function start(options?: GithubOptions): Promise<GithubUnderTest> {
  const { dir, remove } = await caseFolder({
    'github/acme/shop/commits.json': commits('a', '2026-05-12T09:00:00Z'),
    'github/globex/billing/commits.json': commits('b', '2026-05-12T09:10:00Z'),
  });
  cleanups.push(remove);
  const github = await startGithub(dir, asApp, options);
  cleanups.push(github.close);
  return github;
}

const tokensAsked = ({ journal }: GithubUnderTest): string[] =>
  journal.requests.flatMap(({ path }) => /installations\/(\d+)\/access_tokens/.exec(path)?.[1] ?? []);
const changes = (github: GithubUnderTest, repository: string, since = '1d') =>
  github.call('github_changes', { repository, since });

describe('a GitHub App', () => {
  it('reads every organisation that it is installed for, each with a token of its own', async () => {
    const github = await start();
    const { text } = await github.call('github_search', { kind: 'repositories' });
    expect(text).toContain('globex/billing\nacme/shop');
    expect((await changes(github, 'acme/shop')).text).toContain('change a');
    expect((await changes(github, 'globex/billing')).text).toContain('change b');
    expect(tokensAsked(github).sort()).toEqual(['4100001', '4100002']);
  });

  it('finds a commit in whichever organisation holds it', async () => {
    const github = await start();
    const { structured } = await github.call('github_commit', { ref: 'b'.repeat(10) });
    expect(structured.repository).toBe('globex/billing');
  });

  it('renews a token in mid run before it ends, and asks for no other until then', async () => {
    const github = await start({ tokenLifeMs: 1_200 });
    expect((await changes(github, 'acme/shop')).isError).toBe(false);
    expect((await changes(github, 'acme/shop', '2d')).isError).toBe(false);
    expect(tokensAsked(github)).toEqual(['4100001']);
    await new Promise((resolve) => setTimeout(resolve, 1_300));
    expect((await changes(github, 'acme/shop', '3d')).text).toContain('change a');
    expect(tokensAsked(github)).toEqual(['4100001', '4100001']);
    expect(github.journal.requests.filter(({ status }) => status === 401)).toEqual([]);
  });

  it('gets a new token, once for all who were refused, where the old one was revoked', async () => {
    const github = await start();
    await changes(github, 'acme/shop');
    github.tokens.revokeAll();
    expect((await changes(github, 'acme/shop', '2d')).text).toContain('change a');
    expect(tokensAsked(github)).toEqual(['4100001', '4100001']);
    expect(github.journal.requests.some(({ status }) => status === 401)).toBe(true);
  });

  it('is unauthorized where GitHub refuses its new tokens too', async () => {
    const github = await start();
    github.journal.fault({ system: 'github', match: /\/repos\//, status: 401, body: { message: 'Bad credentials' } });
    const { structured, text } = await changes(github, 'acme/shop');
    expect(structured.error).toMatchObject({ code: 'unauthorized', retryable: false });
    expect(text).toContain('hint: check GITHUB_TOKEN, or GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY');
  });

  it('says of an organisation that suspended it, in mid run too, that it is suspended there, and reads the others', async () => {
    const github = await start();
    await changes(github, 'globex/billing');
    github.tokens.suspend('globex');
    const { text, structured } = await github.call('github_runs', { repository: 'globex/billing', ref: 'main' });
    expect(structured.error).toMatchObject({ code: 'forbidden', retryable: false });
    expect(text).toMatch(/This installation has been suspended.*\nhint: the GitHub App is suspended there/);
    expect((await changes(github, 'acme/shop')).text).toContain('change a');
  });

  it('names what it could not look at, wherever it looks everywhere', async () => {
    const github = await start();
    github.tokens.suspend('globex');
    const unseen = /not checked: repositories of globex: .*This installation has been suspended/;
    expect((await github.call('github_search', { kind: 'repositories' })).text).toMatch(unseen);
    expect((await github.call('github_search', { kind: 'code', query: 'pool' })).text).toMatch(unseen);
    expect((await github.call('github_changes', { since: '1d' })).text).toMatch(unseen);
    const missing = await github.call('github_commit', { ref: 'b'.repeat(10) });
    expect(missing.structured.error).toMatchObject({ code: 'not_found' });
    expect(missing.text).toMatch(unseen);
  });

  it('says where it is installed for a repository of somebody else', async () => {
    const github = await start();
    const { text } = await changes(github, 'initech/tps');
    expect(text).toContain('initech/tps: not found or not permitted: the GitHub App is not installed there');
    expect(text).toContain('it is installed for acme, globex');
  });
});

describe('while a rate limit holds', () => {
  const limited = async (fault: object) => {
    const github = await start();
    github.journal.fault({ system: 'github', match: /\/repos\/acme/, times: 1, ...fault });
    await github.call('github_file', { repository: 'acme/shop', path: 'a' });
    return github;
  };
  const sent = ({ journal }: GithubUnderTest): number =>
    journal.requests.filter(({ path }) => path.startsWith('/repos/acme')).length;

  it('nothing more is sent by that token, the wait is told, and other organisations are read', async () => {
    const github = await limited({
      status: 403,
      headers: { 'retry-after': '60' },
      body: { message: 'You have exceeded a secondary rate limit.' },
    });
    const before = sent(github);
    const { text, structured } = await changes(github, 'acme/shop');
    expect(text).toMatch(/GitHub limits the rate of requests \(secondary limit\), wait (1m|5\ds): You have exceeded/);
    const { retryAfterMs } = structured.error as { retryAfterMs: number };
    expect(retryAfterMs).toBeGreaterThan(50_000);
    expect(sent(github)).toBe(before);
    expect((await changes(github, 'globex/billing')).text).toContain('change b');
  });

  it('goes on when the wait is over', async () => {
    const github = await limited({ status: 429, headers: { 'retry-after': '1' }, body: { message: 'slow down' } });
    await new Promise((resolve) => setTimeout(resolve, 1_050));
    expect((await changes(github, 'acme/shop')).text).toContain('change a');
  });

  it('a primary limit of one resource leaves the others', async () => {
    const github = await start();
    const reset = String(Math.ceil(Date.now() / 1_000) + 600);
    github.journal.fault({
      system: 'github',
      match: /search\/code/,
      times: 1,
      status: 403,
      headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset },
      body: { message: 'API rate limit exceeded' },
    });
    const search = { kind: 'code', query: 'pool', repository: 'acme/shop' };
    expect((await github.call('github_search', search)).text).toMatch(/\(primary limit\), wait (9|10)m/);
    expect((await github.call('github_search', { ...search, query: 'other' })).isError).toBe(true);
    expect((await changes(github, 'acme/shop')).text).toContain('change a');
  });
});
