import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { installPeer, type NpmPeer } from '../peers.ts';
import { installDescription } from './description/install.ts';
import { type Difference, judge } from './description/judge.ts';
import type { RecordedExchange } from './record-exchanges.ts';

const root = join(import.meta.dirname, '../../..');
const ajv: NpmPeer = { name: 'ajv', version: '8.20.0' };

const problem = { said: '' };
const judged = await Promise.all([installDescription(), installPeer(ajv)])
  .then(([description, folder]) => judge(description, folder))
  .catch((error: unknown) => {
    problem.said = ` (skipped: it could not be installed: ${String(error).split('\n')[0]})`;
    return undefined;
  });

/** Requests that the description says nothing of. */
const isElsewhere = ({ path, status }: RecordedExchange): boolean =>
  // GraphQL has a schema of its own; a log's signed address is a store's; 501 is the estate's own word for a request that
  // it does not know, made on purpose by its tests.
  /^(?:\/api)?\/graphql$|^\/_signed\//.test(path) || status === 501;

/** What the description leaves out, and GitHub has. */
const isKnown = (difference: string): boolean =>
  // Every error's body holds its status as text; the description says so of other codes.
  difference.endsWith(': 422 /: unknown status');

/** Every exchange that the suites of the estate's GitHub and of the GitHub server make, by playing them once more. */
async function exchanges(): Promise<RecordedExchange[]> {
  const folder = await mkdtemp(join(tmpdir(), 'exchanges-'));
  try {
    const file = join(folder, 'exchanges.ndjson');
    const { PEERS: _, ...env } = process.env;
    const jest = [
      '--experimental-vm-modules',
      '--no-warnings',
      'node_modules/jest/bin/jest.js',
      'test/estate/github',
      'test/mcp-servers/github',
    ];
    // Whether those suites pass is their own matter.
    await new Promise<void>((resolve) => {
      const options = { cwd: root, env: { ...env, GITHUB_EXCHANGES: file }, maxBuffer: 50e6 };
      execFile(process.execPath, jest, options, () => resolve());
    });
    return (await readFile(file, 'utf8'))
      .trim()
      .split('\n')
      .map((line): RecordedExchange => JSON.parse(line))
      .filter((exchange) => !isElsewhere(exchange));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

(judged ? describe : describe.skip)(`GitHub's own description of its API${problem.said}`, () => {
  let played: RecordedExchange[] = [];
  beforeAll(async () => {
    played = await exchanges();
  }, 180_000);
  const differences = (of: RecordedExchange[]): string[] => {
    const found = of.flatMap((exchange): Difference[] => judged?.(exchange) ?? []);
    return [...new Set(found.map(({ route, what }) => `${route}: ${what}`))].sort();
  };

  it('knows every request that the GitHub server makes, and every field of what the estate answers', () => {
    expect(differences(played).filter((difference) => !isKnown(difference))).toEqual([]);
  });

  it('was asked about most of what the server reads', () => {
    const paths = new Set(played.map(({ method, path }) => `${method} ${path.replace(/^\/repos\/[^/]+\/[^/]+/, '')}`));
    for (const path of [
      'GET /commits',
      'GET /pulls',
      'GET /releases',
      'GET /deployments',
      'GET /actions/runs',
      'POST /issues',
    ]) {
      expect(paths).toContain(path);
    }
    expect(played.length).toBeGreaterThan(300);
  });

  it('would notice a parameter, a field, a type and a status that GitHub does not have', () => {
    const commits = { method: 'GET', path: '/repos/acme/shop/commits', query: {}, status: 200, answered: [] };
    const wrong: RecordedExchange[] = [
      { ...commits, query: { sort: 'newest' } },
      { ...commits, query: { per_page: 'many' } },
      { ...commits, answered: [{ sha: 7, colour: 'blue' }] },
      { ...commits, status: 418 },
      { method: 'POST', path: '/repos/acme/shop/issues', query: {}, asked: { body: 'no title' }, status: 201 },
      { ...commits, path: '/repos/acme/shop/blame' },
    ];
    expect(differences([commits])).toEqual([]);
    expect(differences(wrong)).toEqual([
      'GET /repos/acme/shop/blame: no such route',
      'GET /repos/{owner}/{repo}/commits: 200 /*/sha: must be string',
      'GET /repos/{owner}/{repo}/commits: 200 /*: unknown colour',
      'GET /repos/{owner}/{repo}/commits: answered 418, which it never does',
      'GET /repos/{owner}/{repo}/commits: asked with per_page=many',
      'GET /repos/{owner}/{repo}/commits: asked with the unknown parameter sort',
      "POST /repos/{owner}/{repo}/issues: asked /: must have required property 'title'",
    ]);
  });
});
