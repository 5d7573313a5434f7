import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Octokit } from '@octokit/rest';
import { loadCase } from '../load-case.ts';
import { Journal, listen } from '../system.ts';
import { githubSystem } from './system.ts';

const caseDir = join(import.meta.dirname, '../../cases/pool-exhausted');
const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const repo = { owner: 'acme', repo: 'storefront' };

let closing: (() => Promise<void>) | undefined;
afterEach(async () => {
  await closing?.();
});

async function start(treeEntries?: number) {
  const journal = new Journal();
  const system = await githubSystem(await loadCase(caseDir), journal, treeEntries === undefined ? {} : { treeEntries });
  const { url, close } = await listen(system, journal);
  closing = close;
  return { journal, octokit: new Octokit({ auth: system.env?.(url).GITHUB_TOKEN ?? '', baseUrl: url, log: quiet }) };
}

const blameAt = (ref: string, fields = 'startingLine endingLine age commit { abbreviatedOid }') =>
  `{ repository(owner: "acme", name: "storefront") { object(expression: "${ref}") {
     __typename ... on Commit { blame(path: "services/checkout/config/production.yaml") { ranges { ${fields} } } } } } }`;

describe("GitHub's GraphQL API in the estate", () => {
  it('blames every line of a file once, on the commit that brought it', async () => {
    const { octokit } = await start();
    const { repository } = await octokit.graphql<{
      repository: { object: { __typename: string; blame: { ranges: Range[] } } };
    }>(`query ${blameAt('main')}`);
    interface Range {
      startingLine: number;
      endingLine: number;
      age: number;
      commit: { abbreviatedOid: string };
    }
    const { __typename, blame } = repository.object;
    expect(__typename).toBe('Commit');
    const lines = blame.ranges.flatMap(({ startingLine, endingLine }) =>
      Array.from({ length: endingLine - startingLine + 1 }, (_, at) => startingLine + at),
    );
    expect(lines).toEqual(Array.from({ length: 12 }, (_, at) => at + 1));
    const of = (line: number) => blame.ranges.find((one) => one.startingLine <= line && one.endingLine >= line);
    expect(of(7)).toMatchObject({ startingLine: 7, endingLine: 7, age: 1, commit: { abbreviatedOid: '042e57a' } });
  });

  it('answers an error with status 200, its type and a path', async () => {
    const { octokit } = await start();
    const query = 'query { repository(owner: "acme", name: "gone") { nameWithOwner } }';
    await expect(octokit.graphql(query)).rejects.toMatchObject({
      errors: [{ type: 'NOT_FOUND', path: ['repository'], message: expect.stringContaining("'acme/gone'") }],
    });
  });

  it('serves no field that it does not know', async () => {
    const { octokit, journal } = await start();
    await expect(octokit.graphql(`query ${blameAt('main', 'colour')}`)).rejects.toThrow('BlameRange.colour');
    expect(journal.notServed).toEqual([expect.stringContaining('the GraphQL field BlameRange.colour')]);
  });
});

describe("a repository's tree", () => {
  it('is cut where it is too large, and then served folder by folder', async () => {
    const { octokit } = await start(5);
    const whole = await octokit.rest.git.getTree({ ...repo, tree_sha: 'HEAD', recursive: '1' });
    expect([whole.data.truncated, whole.data.tree.length]).toEqual([true, 5]);
    const root = await octokit.rest.git.getTree({ ...repo, tree_sha: 'HEAD' });
    expect(root.data.truncated).toBe(false);
    const docs = root.data.tree.find(({ path }) => path === 'docs');
    const below = await octokit.rest.git.getTree({ ...repo, tree_sha: docs?.sha ?? '', recursive: '1' });
    expect(below.data.tree.map(({ path }) => path)).toEqual([
      'on-call.md',
      'runbooks',
      'runbooks/checkout.md',
      'runbooks/payments.md',
    ]);
  });
});

describe('a new issue', () => {
  it('is there from then on', async () => {
    const { octokit } = await start();
    const { status, data } = await octokit.rest.issues.create({ ...repo, title: 'The pool', body: 'is too small' });
    expect([status, data.user?.login, data.state]).toEqual([201, 'estate-reader', 'open']);
    const again = await octokit.rest.issues.get({ ...repo, issue_number: data.number });
    expect(again.data).toMatchObject({ title: 'The pool', body: 'is too small', html_url: data.html_url });
  });

  it.each([
    ['', 'missing_field'],
    ['x'.repeat(257), 'custom'],
  ])('is refused with a title like %.5s', async (title, code) => {
    const { octokit } = await start();
    await expect(octokit.rest.issues.create({ ...repo, title })).rejects.toMatchObject({
      status: 422,
      response: { data: { errors: [{ field: 'title', code }] } },
    });
  });
});
