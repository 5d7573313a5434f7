import { afterEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { finding } from '../../../mcp-servers/runtime/finding.ts';
import { caseFolder } from '../../estate/case-folder.ts';
import { caseDir, type GithubUnderTest, startGithub } from './github-under-test.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

async function start(dir: string, env?: Record<string, string>): Promise<GithubUnderTest> {
  const github = await startGithub(dir, env);
  cleanups.push(github.close);
  return github;
}

async function startWith(files: Record<string, unknown>): Promise<GithubUnderTest> {
  const texts = Object.entries(files).map(([path, value]) => [`github/acme/${path}`, JSON.stringify(value)]);
  const { dir, remove } = await caseFolder(Object.fromEntries(texts));
  cleanups.push(remove);
  return start(dir);
}

const sha = (digit: string): string => digit.repeat(40);
const commit = (digit: string, date: string, path: string, message = `change ${digit}`) => ({
  sha: sha(digit),
  author: 'Mei',
  date,
  message,
  files: [{ path, status: 'modified' }],
});
const deployment = (id: number, digit: string, created_at: string, state: string, service = 'shop') => ({
  ...{ id, sha: sha(digit), ref: 'main', environment: 'production', service, created_at, creator: 'bot', state },
});

const changesSchema = z.array(
  z.looseObject({
    ...{ at: z.string(), kind: z.string(), repository: z.string(), sha: z.string(), title: z.string() },
    ...{ author: z.string(), url: z.string(), paths: z.array(z.string()), service: z.string().optional() },
  }),
);

describe('github_changes', () => {
  it('finds the repository by its folders and puts what touches the service first', async () => {
    const github = await start(caseDir('pool-exhausted'));
    const { text } = await github.call('github_changes', { scope: { service: 'checkout' } });
    expect(text.split('\n').slice(0, 7)).toEqual([
      'GitHub changes 2026-10-13T14:32:00Z to 2026-10-14T14:32:00Z (1d): 14 in 1 repository',
      'repositories: chosen by acme/storefront (folder services/checkout)',
      'acme/storefront, touching services/checkout:',
      '2026-10-14T13:51:48Z deployment 042e57a of checkout to production: success (storefront-deploy[bot]), before it 0974f89',
      '2026-10-14T13:47:00Z merge 042e57a #482 checkout: settings per replica, authorize inside the order (Luca Ferri) [services/checkout/config/production.yaml, services/checkout/package.json, services/checkout/src/orders/place-order.ts] deployed 2026-10-14T13:51:48Z',
      'acme/storefront, elsewhere:',
      '2026-10-14T14:21:00Z merge ecc32d0 #484 web: a calmer message when an order fails (Jonas Weber) [services/web/src/pages/checkout.tsx]',
    ]);
  });

  it('gives the same as typed changes, and takes none of them for a cause', async () => {
    const github = await start(caseDir('pool-exhausted'));
    const { structured } = await github.call('github_changes', { scope: { service: 'checkout-api' }, since: '30m' });
    const changes = changesSchema.parse(structured.changes);
    expect(changes[1]).toMatchObject({
      at: '2026-10-14T13:47:00Z',
      kind: 'merge',
      repository: 'acme/storefront',
      sha: '042e57a61e6ba223a6b94284867ed8980955436d',
      url: 'https://github.com/acme/storefront/pull/482',
      service: 'checkout',
      author: 'Luca Ferri',
    });
    expect(structured.findings).toEqual([]);
    expect(JSON.stringify(structured).length).toBeLessThan(24_000);
  });

  it('looks back a day at least where a scope is given, and says so', async () => {
    const github = await start(caseDir('pool-exhausted'));
    const { text, structured } = await github.call('github_changes', { scope: { service: 'cart' }, since: '30m' });
    expect(text).toContain('a day at least, since changes precede symptoms');
    expect(structured.window).toEqual({ since: '2026-10-13T14:32:00Z', until: '2026-10-14T14:32:00Z' });
  });

  it('keeps to the window, the repository and the path that a caller names', async () => {
    const github = await start(caseDir('pool-exhausted'));
    const args = { repository: 'acme/storefront', path: 'services/catalog', since: '2h', until: '30m' };
    const { text } = await github.call('github_changes', args);
    expect(text).toContain('acme/storefront, touching services/catalog:\n2026-10-14T13:38:02Z deployment 6199757');
    expect(text).not.toContain('#484');
    expect(text).not.toContain('#480');
  });

  it('shows releases and failed runs', async () => {
    const github = await start(caseDir('pool-exhausted'));
    const { text } = await github.call('github_changes', { repository: 'acme/storefront', since: '3d' });
    expect(text).toContain('2026-10-12T15:52:00Z release 2026.10.1 "October, first half" (inesduarte)');
    expect(text).toMatch(/2026-10-13T13:48:05Z failed-run 2a5cb12 ci on main "web: teasers.*": failure https:/);
  });

  it('finds a repository by a commit that the alert names', async () => {
    const github = await start(caseDir('pool-exhausted'));
    const { text } = await github.call('github_changes', { scope: { names: ['042e57a'] } });
    expect(text).toContain('repositories: chosen by acme/storefront (commit 042e57a)');
  });

  it('reads the most recently pushed where nothing names the service, and says so', async () => {
    const github = await start(caseDir('pool-exhausted'));
    const { text } = await github.call('github_changes', { scope: { service: 'warehouse' } });
    expect(text).toContain('none of 2 repositories names warehouse; these were pushed to most recently');
    expect(text).toContain('acme/infrastructure:\n');
  });

  it('makes a finding of a deployment that failed, quoting its line, unless a later one made it good', async () => {
    const commits = [commit('b', '2026-05-12T08:00:00Z', 'a.ts'), commit('a', '2026-05-11T08:00:00Z', 'a.ts')];
    const github = await startWith({
      'shop/commits.json': commits,
      'shop/deployments.json': [
        deployment(3, 'b', '2026-05-12T09:00:00Z', 'failure'),
        deployment(2, 'b', '2026-05-12T08:30:00Z', 'success', 'other'),
        deployment(1, 'a', '2026-05-12T08:20:00Z', 'error', 'other'),
      ],
    });
    const { text, structured } = await github.call('github_changes', { scope: { service: 'shop' } });
    const [only, ...none] = z.array(finding).parse(structured.findings);
    expect(none).toEqual([]);
    expect(only).toMatchObject({ object: 'github:acme/shop', since: '2026-05-12T09:00:00Z', severity: 'warning' });
    expect(text.split('\n')).toContain(only?.evidence[0]);
  });

  it('names what it may not read, and answers with the rest', async () => {
    const github = await start(caseDir('healthy'));
    github.journal.fault({
      system: 'github',
      match: /actions\/runs/,
      status: 403,
      headers: { 'x-accepted-github-permissions': 'actions=read' },
      body: { message: 'Resource not accessible by personal access token' },
    });
    const scope = { repositories: [{ repository: 'acme/payments' }, { repository: 'acme/nope' }] };
    const { text, structured } = await github.call('github_changes', { scope });
    expect(text).toContain('README: say who owns it');
    expect(structured.notChecked).toEqual([
      expect.stringMatching(/does not permit failed runs of acme\/payments.*Resource not accessible/),
      'acme/nope: not found or not permitted (GitHub says 404 for both)',
    ]);
  });

  it('is an error where nothing at all could be read', async () => {
    const github = await start(caseDir('healthy'));
    const { isError, text } = await github.call('github_changes', { repository: 'acme/nope' });
    expect([isError, text.split('\n')[0]]).toEqual([
      true,
      'not_found: acme/nope: not found or not permitted (GitHub says 404 for both)',
    ]);
  });

  it('says how long to wait where the rate limit is why nothing could be read', async () => {
    const github = await start(caseDir('healthy'));
    github.journal.fault({
      system: 'github',
      status: 429,
      headers: { 'retry-after': '20' },
      body: { message: 'slow' },
    });
    const { structured } = await github.call('github_changes', { repository: 'acme/payments' });
    expect(structured.error).toMatchObject({ code: 'throttled', retryable: true });
    const { retryAfterMs } = structured.error as { retryAfterMs: number };
    expect(Math.round(retryAfterMs / 1_000)).toBe(20);
  });

  describe('in a busy repository', () => {
    const minutes = (n: number): string => new Date(Date.UTC(2026, 4, 12, 9, 30) - n * 60_000).toISOString();
    const many = Array.from({ length: 130 }, (_, n) => ({
      ...commit('0', minutes(n), n === 120 ? 'services/cart/pool.ts' : 'web/page.tsx', `change ${n}`),
      sha: (4_096 + n).toString(16).padEnd(40, '0'),
    }));
    const busy = () =>
      startWith({
        'shop/commits.json': many,
        'shop/deployments.json': Array.from({ length: 120 }, (_, n) =>
          deployment(500 - n, '1', minutes(n), 'success', n === 119 ? 'cart' : 'web'),
        ),
        'shop/runs.json': [
          {
            id: 9,
            name: 'ci',
            head_sha: sha('2'),
            status: 'completed',
            conclusion: 'timed_out',
            created_at: minutes(2),
          },
        ],
      });

    it('finds the commit in question by its path, however many came after it, and says what it did not open', async () => {
      const github = await busy();
      const args = { repository: 'acme/shop', path: 'services/cart', since: '1d' };
      const { text, structured } = await github.call('github_changes', { ...args, max_chars: 16_000 });
      const lines = text.split('\n');
      expect(lines[0]).toContain('251 in 1 repository');
      expect(lines.slice(1, 4)).toEqual([
        'acme/shop, touching services/cart:',
        expect.stringContaining('of cart to production: success'),
        expect.stringContaining('commit 1078000 change 120 (Mei) [services/cart/pool.ts]'),
      ]);
      expect(structured.notChecked).toEqual([
        'which files 70 other commits of acme/shop touch: see github_commit, or ask for less time',
      ]);
    });

    it('hides no other repository, and of that shows first what bears a name that was asked about', async () => {
      const flags = many.map((one, n) => ({
        ...one,
        sha: `f${one.sha.slice(1)}`,
        message: n === 90 ? 'cart-local-totals: on' : `switch ${n}`,
        files: [{ path: `production/${n === 90 ? 'cart' : 'other'}.yaml`, status: 'modified', patch: '@@ -1 +1 @@' }],
      }));
      const github = await startWith({ 'cart/commits.json': many, 'flags/commits.json': flags });
      const { text, structured } = await github.call('github_changes', { scope: { names: ['cart'] }, since: '1d' });
      expect(text).toContain('cart-local-totals: on (Mei) [production/cart.yaml]');
      expect(text).toMatch(/^\[\d+ of \d+ lines left out/m);
      const repositories = (structured.changes as { repository: string }[]).map(({ repository }) => repository);
      expect(Object.fromEntries(Map.groupBy(repositories, (one) => one))).toMatchObject({
        'acme/cart': { length: 27 },
        'acme/flags': { length: 13 },
      });
    });

    it('tells runs that timed out beside those that failed', async () => {
      const github = await busy();
      const { text } = await github.call('github_changes', { repository: 'acme/shop', since: '20m' });
      expect(text).toContain(`${minutes(2)} failed-run 2222222 ci on main: timed_out`);
    });

    it('says how far back it read where the window reaches further', async () => {
      const github = await startWith({
        'shop/commits.json': Array.from({ length: 301 }, (_, n) => ({
          ...commit('0', minutes(n), 'web/page.tsx', `change ${n}`),
          sha: (4_096 + n).toString(16).padEnd(40, '0'),
        })),
      });
      const { structured } = await github.call('github_changes', { repository: 'acme/shop', since: '1d' });
      expect(structured.notChecked).toContain(`commits of acme/shop before ${minutes(299)}`);
    });
  });

  it('never looks outside the allow-list', async () => {
    const github = await start(caseDir('pool-exhausted'), { SRE_AGENT_GITHUB_REPOSITORIES: 'acme/infrastructure' });
    const chosen = await github.call('github_changes', { scope: { service: 'checkout' } });
    expect(chosen.text).not.toContain('storefront');
    const named = await github.call('github_changes', { repository: 'acme/storefront' });
    expect(named.text).toContain('not_allowed: acme/storefront is not in SRE_AGENT_GITHUB_REPOSITORIES');
    expect(github.journal.requests.filter(({ path }) => path.includes('storefront'))).toEqual([]);
  });
});
