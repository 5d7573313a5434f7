import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { githubServer } from '../../../mcp-servers/github/server.ts';
import { describeTool } from '../../../mcp-servers/runtime/describe-tool.ts';
import { startProxy } from '../../forward-proxy.ts';
import { connectStdio } from '../connect.ts';
import { caseDir, type GithubUnderTest, startGithub } from './github-under-test.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

async function start(env?: Record<string, string>): Promise<GithubUnderTest> {
  const github = await startGithub(caseDir('healthy'), env);
  cleanups.push(github.close);
  return github;
}

const file = { repository: 'acme/payments', path: 'README.md' };
const main = join(import.meta.dirname, '../../../mcp-servers/github/main.ts');
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();

describe('sre-agent-github', () => {
  it('has six reading tools, of which changes are the first look and a search is the inventory', () => {
    const { tools } = githubServer({ GITHUB_TOKEN: 'x' });
    const described = tools.map(describeTool);
    expect(described.map(({ name, _meta }) => [name, _meta])).toEqual([
      ['github_changes', { 'sre-agent/firstLook': true }],
      ['github_compare', undefined],
      ['github_commit', undefined],
      ['github_file', undefined],
      ['github_search', { 'sre-agent/inventory': { kind: 'repositories' } }],
      ['github_runs', undefined],
    ]);
    expect(described.every(({ annotations }) => annotations?.readOnlyHint)).toBe(true);
    const read = described.map(({ name, description, inputSchema }) => ({ name, description, inputSchema }));
    expect(JSON.stringify(read).length).toBeLessThan(4_900);
  });

  it('runs as a program of its own on stdio', async () => {
    const github = await start();
    const env = { ...github.env, SRE_AGENT_CLOCK: github.now.toISOString() };
    const program = await connectStdio(main, env);
    cleanups.push(program.close);
    expect((await program.call('github_file', file)).text).toContain('1 # payments');
  });

  it('goes through the proxy of its environment', async () => {
    const github = await start();
    const proxy = await startProxy({ 'github.invalid': github.url });
    cleanups.push(proxy.close);
    const env = { ...github.env, GITHUB_API_URL: 'http://github.invalid', HTTP_PROXY: proxy.url };
    const program = await connectStdio(main, env);
    cleanups.push(program.close);
    expect((await program.call('github_file', file)).text).toContain('1 # payments');
    expect(proxy.asked).toEqual(['CONNECT github.invalid:80']);
  });

  it('authenticates as an App, by the installation of the owner', async () => {
    const app = { GITHUB_TOKEN: '', GITHUB_APP_ID: '4100', GITHUB_APP_PRIVATE_KEY: pem.replaceAll('\n', '\\n') };
    const github = await start(app);
    expect((await github.call('github_search', { kind: 'repositories' })).text).toContain('acme/payments');
    expect((await github.call('github_file', file)).text).toContain('1 # payments');
    expect(github.journal.requests.map(({ path }) => path)).toContain('/app/installations/4100001/access_tokens');
    const elsewhere = await github.call('github_file', { ...file, repository: 'other/payments' });
    expect(elsewhere.text).toContain('the GitHub App is not installed there');
  });

  it('takes the base address of an Enterprise server', async () => {
    const { url } = await start();
    const github = await start({ GITHUB_API_URL: `${url}/api/v3/` });
    expect((await github.call('github_file', file)).text).toContain('1 # payments');
  });

  it.each([
    [{}, ['no access to GitHub: set GITHUB_TOKEN']],
    [{ GITHUB_APP_ID: '1' }, ['belong together']],
    [
      { GITHUB_APP_ID: 'x', GITHUB_APP_PRIVATE_KEY: 'y', GITHUB_API_URL: 'ghe', SRE_AGENT_GITHUB_REPOSITORIES: 'shop' },
      ['GITHUB_APP_ID is not', 'GITHUB_APP_PRIVATE_KEY is not', 'GITHUB_API_URL is not', "holds 'shop'"],
    ],
  ])('refuses a configuration with every problem at once: %j', (env, problems) => {
    const message = (() => {
      try {
        githubServer(env);
        return '';
      } catch (error) {
        return String(error);
      }
    })();
    for (const problem of problems) expect(message).toContain(problem);
  });
});

describe('a request that GitHub does not answer well', () => {
  const fail = async (fault: object) => {
    const github = await start();
    github.journal.fault({ system: 'github', ...fault });
    return github.call('github_file', file);
  };

  it.each([
    [
      'a primary rate limit',
      403,
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(Math.ceil(Date.now() / 1_000) + 90) },
      'API rate limit exceeded',
      [60_000, 95_000],
    ],
    [
      'a secondary rate limit',
      403,
      { 'retry-after': '17' },
      'You have exceeded a secondary rate limit',
      [17_000, 17_000],
    ],
    ['a secondary rate limit without a time', 429, {}, 'You have exceeded a secondary rate limit', [60_000, 60_000]],
  ])('%s says how long to wait', async (_, status, headers, message, [least = 0, most = 0]) => {
    const { text, structured } = await fail({ status, headers, body: { message } });
    expect(text).toContain('throttled: GitHub limits the rate');
    const { retryable, retryAfterMs } = structured.error as { retryable: boolean; retryAfterMs: number };
    expect([retryable, retryAfterMs >= least, retryAfterMs <= most]).toEqual([true, true, true]);
  });

  it.each([
    [401, 'unauthorized', false],
    [403, 'forbidden', false],
    [404, 'not_found', false],
    [500, 'unavailable', true],
    [502, 'unavailable', true],
  ])('%i is %s', async (status, code, retryable) => {
    const { isError, structured } = await fail({ status, body: { message: 'no' } });
    expect(isError).toBe(true);
    expect(structured.error).toMatchObject({ code, retryable });
  });

  it('a dropped connection is unavailable, and retryable', async () => {
    const { text, structured } = await fail({ reset: true });
    expect(text).toContain('unavailable: GitHub cannot be reached');
    expect(structured.error).toMatchObject({ code: 'unavailable', retryable: true });
  });

  it('a repository that is denied reads as one that does not exist', async () => {
    const { text } = await fail({ status: 404, body: { message: 'Not Found' } });
    expect(text).toContain('not found or not permitted (GitHub says 404 for both)');
  });

  it('a cancelled call is aborted upstream', async () => {
    const github = await start();
    github.journal.fault({ system: 'github', hang: true });
    const cancel = new AbortController();
    const call = github.call('github_file', file, { signal: cancel.signal }).catch((error: unknown) => String(error));
    while (github.journal.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    cancel.abort('enough');
    expect(await call).toContain('enough');
    while (!github.journal.requests[0]?.aborted) await new Promise((resolve) => setTimeout(resolve, 5));
  });
});
