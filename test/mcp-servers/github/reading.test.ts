import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { inventoryItem } from '../../../mcp-servers/runtime/finding.ts';
import { caseDir, type GithubUnderTest, startGithub } from './github-under-test.ts';

let github: GithubUnderTest;
beforeAll(async () => {
  github = await startGithub(caseDir('pool-exhausted'));
});
afterAll(() => github.close());

const textOf = async (tool: string, args: object) => (await github.call(tool, { ...args })).text;

describe('github_commit', () => {
  it('finds a short SHA in whatever repository holds it, with hunks verbatim', async () => {
    const { text, structured } = await github.call('github_commit', { ref: '042e57a', hunks: true });
    expect(text.split('\n')[0]).toBe(
      'commit 042e57a61e6ba223a6b94284867ed8980955436d of acme/storefront, 2026-10-14T13:47:00Z by Luca Ferri',
    );
    expect(text.split('\n')).toEqual(expect.arrayContaining(['-  maxPoolSize: 40', '+  maxPoolSize: 4']));
    expect(structured).toMatchObject({ repository: 'acme/storefront', files: [{ status: 'modified' }, {}, {}] });
  });

  it('shows files without hunks unless asked, and the hunks of one path alone', async () => {
    expect(await textOf('github_commit', { repository: 'acme/storefront', ref: '042e57a' })).not.toContain('@@');
    const args = { repository: 'acme/storefront', ref: '042e57a', hunks: true, path: 'services/checkout/src' };
    const text = await textOf('github_commit', args);
    expect(text).toContain('+    const authorization = await authorizePayment(cart);');
    expect(text).not.toContain('+  maxPoolSize: 4');
    expect(text).toContain('modified services/checkout/config/production.yaml +1 -1');
  });

  it('takes a pull request by number', async () => {
    const text = await textOf('github_commit', { repository: 'acme/storefront', ref: '#482' });
    expect(text).toContain('pull request #482 of acme/storefront: checkout: settings per replica');
    expect(text).toContain('merged 2026-10-14T13:47:00Z');
    expect(text).toContain('3 files, +3 -3');
  });

  it('says where it looked for a SHA that exists nowhere', async () => {
    const { isError, text } = await github.call('github_commit', { ref: 'abcdef1' });
    expect(isError).toBe(true);
    expect(text).toContain('not_found: commit abcdef1 is in none of 2 repositories');
    expect(text).toContain('looked in acme/storefront, acme/infrastructure');
  });
});

describe('github_file', () => {
  const repository = 'acme/storefront';
  const path = 'services/checkout/config/production.yaml';

  it('numbers lines of a range, at the head and at an older commit', async () => {
    expect((await textOf('github_file', { repository, path, from: 5, to: 7 })).split('\n')).toEqual([
      `acme/storefront ${path} at the default branch: lines 5-7 of 12`,
      `https://github.com/acme/storefront/blob/main/${path}`,
      '5 database:',
      '6   host: orders-primary.cluster-c3x9.eu-west-1.rds.amazonaws.com',
      '7   maxPoolSize: 4',
    ]);
    expect(await textOf('github_file', { repository, path, ref: '0974f89', from: 7, to: 7 })).toContain(
      '7   maxPoolSize: 40',
    );
  });

  it('lists a folder', async () => {
    const text = await textOf('github_file', { repository, path: 'services/checkout' });
    expect(text.split('\n').slice(1)).toEqual(['config/', 'deploy/', 'package.json', 'src/']);
  });

  it('shows the file that was meant, and says so', async () => {
    const text = await textOf('github_file', { repository, path: 'app/src/orders/place-order.ts' });
    expect(text).toContain('acme/storefront services/checkout/src/orders/place-order.ts at the default branch');
    expect(text).toContain('there is no app/src/orders/place-order.ts; the nearest is this');
  });

  it('names the paths where more than one may be meant', async () => {
    const { isError, text } = await github.call('github_file', { repository, path: 'prod/production.yaml' });
    expect(isError).toBe(true);
    expect(text).toContain('not found or not permitted');
    expect(text).toContain(
      'hint: the repository holds services/catalog/config/production.yaml, services/checkout/config/production.yaml',
    );
  });
});

describe('github_search', () => {
  it('finds code with path and numbered lines, and says what is searched', async () => {
    const text = await textOf('github_search', { kind: 'code', query: 'maxPoolSize' });
    expect(text.split('\n')[0]).toBe(
      'GitHub code matching maxPoolSize: 2 shown of 2 on default branches; other branches are not searched',
    );
    expect(text).toContain('services/checkout/config/production.yaml\n  7   maxPoolSize: 4');
  });

  it('finds issues, pull requests and commits', async () => {
    expect(await textOf('github_search', { kind: 'issues', query: 'PgBouncer' })).toContain('acme/storefront #455');
    expect(await textOf('github_search', { kind: 'pulls', query: 'replica' })).toContain('#482 checkout: settings');
    const commits = await textOf('github_search', { kind: 'commits', query: 'shards', repository: 'acme/storefront' });
    expect(commits).toContain('commit 6199757 of acme/storefront catalog: fan a search out to 24 shards (#481)');
  });

  it('lists repositories with the services in them, as the inventory', async () => {
    const { text, structured } = await github.call('github_search', { kind: 'repositories' });
    expect(text).toBe(
      '2 of 2 repositories, most recently pushed first\nacme/storefront: cart, catalog, checkout, payments, web\nacme/infrastructure',
    );
    expect(z.array(inventoryItem).parse(structured.inventory)[0]).toEqual({
      name: 'storefront',
      object: 'github:acme/storefront',
      aliases: ['cart', 'catalog', 'checkout', 'payments', 'web'],
      repository: 'acme/storefront',
    });
  });

  it('drops what the allow-list does not hold, whatever the query says', async () => {
    const narrow = await startGithub(caseDir('pool-exhausted'), {
      SRE_AGENT_GITHUB_REPOSITORIES: 'acme/infrastructure',
    });
    const { text } = await narrow.call('github_search', { kind: 'code', query: 'maxPoolSize repo:acme/storefront' });
    await narrow.close();
    expect(text).not.toContain('production.yaml');
  });
});
