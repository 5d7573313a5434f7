import { afterEach, describe, expect, it } from '@jest/globals';
import { githubServer } from '../../../mcp-servers/github/server.ts';
import { githubSystem } from '../../estate/github/system.ts';
import { loadCase } from '../../estate/load-case.ts';
import { Journal, listen } from '../../estate/system.ts';
import { connectInMemory } from '../connect.ts';
import { caseDir, type GithubUnderTest, startGithub } from './github-under-test.ts';

let open: { close(): Promise<void> }[] = [];
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

const repository = 'acme/storefront';
const order = 'services/checkout/src/orders/place-order.ts';
const culprit =
  '042e57a61e6ba223a6b94284867ed8980955436d 2026-10-14T13:47:00Z Luca Ferri: checkout: settings per replica, authorize inside the order (#482) https://github.com/acme/storefront/commit/042e57a61e6ba223a6b94284867ed8980955436d';

describe('github_file with a line of a stack trace', () => {
  it('shows the code around it and the commit that last touched it, in one call', async () => {
    const github = await start();
    const path = '    at async placeOrder (file:///srv/app/checkout/src/orders/place-order.ts:10:33)';
    const { text, structured } = await github.call('github_file', { repository, path });
    expect(text.split('\n').slice(0, 6)).toEqual([
      `acme/storefront ${order} at the default branch: lines 1-20 of 30`,
      `https://github.com/acme/storefront/blob/main/${order}`,
      'found by the last 4 segments of srv/app/checkout/src/orders/place-order.ts',
      "the trace's line is 10",
      `line 10 was last touched by ${culprit}`,
      " 1 import type { Cart } from '../cart.ts';",
    ]);
    expect(text).toContain('10     const authorization = await authorizePayment(cart);');
    expect(text.split('\n')).toContain(`10-10 ${culprit}`);
    expect(structured).toMatchObject({
      path: order,
      line: 10,
      lastTouchedBy: { sha: culprit.split(' ')[0], from: 10 },
    });
  });

  it('finds the function in the source where the trace is of what was built from it', async () => {
    const github = await start();
    const path = 'at placeOrder (/app/services/checkout/dist/orders/place-order.js:21:5)';
    const { text } = await github.call('github_file', { repository, path });
    expect(text).toContain('found by the last 5 segments of app/services/checkout/dist/orders/place-order.js');
    expect(text).toContain('its line 21 need not be line 21 here; shown is line 6, where placeOrder stands');
    expect(text).toContain('line 6 was last touched by');
  });

  it('takes a whole trace: the first line that the repository holds', async () => {
    const github = await start();
    const path = [
      'Error: timeout exceeded when trying to connect',
      '    at /app/node_modules/pg-pool/index.js:45:11',
      '    at connect (/app/services/checkout/src/db/pool.ts:4:3)',
    ].join('\n');
    const { text } = await github.call('github_file', { repository, path });
    expect(text).toContain('acme/storefront services/checkout/src/db/pool.ts');
  });

  it('says which other files fit as well', async () => {
    const github = await start();
    const { text, structured } = await github.call('github_file', { repository, path: 'production.yaml:7' });
    expect(text).toContain(
      'found by the last segment of production.yaml; ambiguous, as well fit services/checkout/config/production.yaml',
    );
    expect(structured.others).toEqual(['services/checkout/config/production.yaml']);
  });

  it('says of a dependency that it is one', async () => {
    const github = await start();
    const path = 'File "/usr/lib/python3.12/site-packages/psycopg/pool.py", line 3, in get';
    const { isError, text } = await github.call('github_file', { repository, path });
    expect(isError).toBe(true);
    expect(text).toContain('acme/storefront holds no file that fits usr/lib/python3.12/site-packages/psycopg/pool.py');
    expect(text).toContain('these are lines of a dependency');
  });

  it('says that the line is not in the version at hand', async () => {
    const github = await start();
    const { text } = await github.call('github_file', { repository, path: 'orders/place-order.ts:400' });
    expect(text).toContain("the trace's line 400 is not in this version of the file: give the ref that runs");
    expect(text).not.toContain('last touched');
  });

  it('searches a tree that GitHub cuts folder by folder', async () => {
    const incident = await loadCase(caseDir('pool-exhausted'));
    const journal = new Journal();
    const system = await githubSystem(incident, journal, { treeEntries: 8 });
    const { url, close } = await listen(system, journal);
    const server = await connectInMemory(githubServer({ ...system.env?.(url) }));
    open.push(server, { close });
    const path = 'at home (/app/services/web/src/pages/home.tsx:2:1)';
    const { text } = await server.call('github_file', { repository, path });
    expect(text).toContain('acme/storefront services/web/src/pages/home.tsx at the default branch');
    expect(journal.requests.filter(({ path: asked }) => asked.includes('/git/trees/')).length).toBeGreaterThan(5);
    expect(journal.notServed).toEqual([]);
  });
});

describe('github_file with blame', () => {
  const path = 'services/checkout/config/production.yaml';

  it('tells the commit of each shown line, at the head and at an older ref', async () => {
    const github = await start();
    const { text } = await github.call('github_file', { repository, path, from: 6, to: 8, blame: true });
    expect(text).toContain(`7   maxPoolSize: 4`);
    expect(text.split('\n')).toContain(`7-7 ${culprit}`);
    const older = await github.call('github_file', { repository, path, from: 6, to: 8, blame: true, ref: '0974f89' });
    expect(older.text).toContain('7   maxPoolSize: 40');
    expect(older.text).not.toContain('042e57a');
    expect(older.text).toContain('last touched by');
  });

  it('asks where an Enterprise server answers GraphQL', async () => {
    const plain = await start();
    const enterprise = await start({ GITHUB_API_URL: `${plain.url}/api/v3` });
    const { text } = await enterprise.call('github_file', { repository, path, from: 7, to: 7, blame: true });
    expect(text.split('\n')).toContain(`7-7 ${culprit}`);
    expect(plain.journal.requests.map((one) => one.path)).toContain('/api/graphql');
  });

  const refused = async (body: object, headers: Record<string, string> = {}) => {
    const github = await start();
    github.journal.fault({ system: 'github', match: /POST \/graphql/, status: 200, headers, body });
    return github.call('github_file', { repository, path, from: 7, to: 7, blame: true });
  };

  it.each(['RATE_LIMITED', 'RATE_LIMIT'])('%s says how long to wait', async (type) => {
    const reset = String(Math.floor(Date.now() / 1_000) + 90);
    const { text, structured } = await refused(
      { errors: [{ type, message: 'API rate limit exceeded for user ID 1.' }] },
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset },
    );
    expect(text).toMatch(/^throttled: GitHub limits the rate of requests.*: API rate limit exceeded for user ID 1\./);
    const { retryable, retryAfterMs } = structured.error as { retryable: boolean; retryAfterMs: number };
    expect([retryable, retryAfterMs > 80_000, retryAfterMs <= 90_000]).toEqual([true, true, true]);
  });

  it.each([
    ['FORBIDDEN', 'GitHub does not permit blame of'],
    ['NOT_FOUND', 'not found or not permitted (GitHub says 404 for both)'],
    [undefined, 'HTTP 502, Something went wrong'],
  ])('%s leaves the lines and says that their commits were not checked', async (type, said) => {
    const { isError, text, structured } = await refused({
      data: { repository: null },
      errors: [{ ...(type && { type }), message: 'Something went wrong while executing your query.' }],
    });
    expect(isError).toBe(false);
    expect(text).toContain('7   maxPoolSize: 4');
    expect(text).toContain('not checked: ');
    expect(text).toContain(said);
    expect(structured.notChecked).toHaveLength(1);
  });
});
