import { afterEach, describe, expect, it } from '@jest/globals';
import { caseDir, type GithubUnderTest, startGithub } from './github-under-test.ts';

let open: GithubUnderTest[] = [];
afterEach(async () => {
  const ended = open;
  open = [];
  for (const one of ended) await one.close();
});

async function start(env: Record<string, string> = {}): Promise<GithubUnderTest> {
  const github = await startGithub(caseDir('pool-exhausted'), env);
  open.push(github);
  return github;
}

const queries = ({ journal }: GithubUnderTest): (string | null)[] =>
  journal.requests.flatMap(({ path }) =>
    path.startsWith('/search/') ? [new URL(path, 'http://estate').searchParams.get('q')] : [],
  );

describe('github_search', () => {
  it('tells path, line and snippet of code, and that other branches are not searched', async () => {
    const github = await start();
    const { text, structured } = await github.call('github_search', { kind: 'code', query: 'authorizePayment cart' });
    expect(text.split('\n')[0]).toContain('on default branches; other branches are not searched');
    expect(text).toContain('  10     const authorization = await authorizePayment(cart);');
    expect(structured.results).toContainEqual(
      expect.objectContaining({ path: 'services/checkout/src/orders/place-order.ts', line: expect.any(Number) }),
    );
  });

  it('shows the lines of an issue that fit', async () => {
    const github = await start();
    const { text } = await github.call('github_search', { kind: 'issues', query: 'max_connections replicas' });
    expect(text.split('\n').slice(1).join('\n')).toMatch(
      /acme\/storefront #455 .*\n {2}Replicas times pool size has to stay under max_connections/,
    );
  });

  it('asks for the repositories of the allow-list and for no other', async () => {
    const github = await start({ SRE_AGENT_GITHUB_REPOSITORIES: 'acme/storefront,acme/infrastructure' });
    await github.call('github_search', { kind: 'code', query: 'maxPoolSize' });
    await github.call('github_search', { kind: 'pulls', query: 'pool', repository: 'acme/storefront' });
    expect(queries(github)).toEqual([
      'maxPoolSize repo:acme/storefront repo:acme/infrastructure',
      'pool repo:acme/storefront is:pr',
    ]);
  });

  it.each(['maxPoolSize repo:acme/storefront', 'maxPoolSize org:acme', 'user:other maxPoolSize'])(
    'refuses %s where the allow-list does not hold it',
    async (query) => {
      const github = await start({ SRE_AGENT_GITHUB_REPOSITORIES: 'acme/infrastructure' });
      const { structured } = await github.call('github_search', { kind: 'code', query });
      expect(structured.error).toMatchObject({ code: 'not_allowed', retryable: false });
      expect(github.journal.requests).toEqual([]);
    },
  );

  it('takes the repository of a qualifier', async () => {
    const github = await start();
    await github.call('github_search', { kind: 'code', query: 'repo:acme/storefront maxPoolSize' });
    expect(queries(github)).toEqual(['maxPoolSize repo:acme/storefront']);
  });

  it('says that code search is limited to ten requests a minute, and how long to wait', async () => {
    const github = await start();
    const reset = String(Math.floor(Date.now() / 1_000) + 40);
    github.journal.fault({
      system: 'github',
      match: /\/search\/code/,
      status: 403,
      headers: {
        'x-ratelimit-limit': '10',
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': reset,
        'x-ratelimit-resource': 'code_search',
      },
      body: { message: 'API rate limit exceeded for user ID 1.' },
    });
    const { text, structured } = await github.call('github_search', { kind: 'code', query: 'maxPoolSize' });
    expect(text).toContain('hint: code search takes 10 requests a minute');
    const { code, retryAfterMs } = structured.error as { code: string; retryAfterMs: number };
    expect([code, retryAfterMs > 30_000, retryAfterMs <= 40_000]).toEqual(['throttled', true, true]);
  });

  it('says which owner could not be searched, and finds the rest', async () => {
    const github = await start({ SRE_AGENT_GITHUB_REPOSITORIES: 'acme/*,gone/shop' });
    const { isError, text } = await github.call('github_search', { kind: 'code', query: 'maxPoolSize' });
    expect(isError).toBe(false);
    expect(text).toContain('production.yaml');
    expect(text).toContain('not checked: repo:gone/shop: ');
  });
});
