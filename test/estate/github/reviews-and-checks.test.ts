import { afterEach, describe, expect, it } from '@jest/globals';
import { Octokit } from '@octokit/rest';
import { caseFolder } from '../case-folder.ts';
import { loadCase } from '../load-case.ts';
import { Journal, listen } from '../system.ts';
import { githubSystem } from './system.ts';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const repo = { owner: 'acme', repo: 'shop' };
const sha = (digit: string): string => digit.repeat(40);

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

async function start(files: Record<string, unknown>) {
  const texts = Object.entries(files).map(([path, value]) => [`github/acme/shop/${path}`, JSON.stringify(value)]);
  const { dir, remove } = await caseFolder(Object.fromEntries(texts));
  cleanups.push(remove);
  const journal = new Journal();
  const system = await githubSystem(await loadCase(dir), journal);
  const { url, close } = await listen(system, journal);
  cleanups.push(close);
  const octokit = new Octokit({ auth: system.env?.(url).GITHUB_TOKEN ?? '', baseUrl: url, log: quiet });
  return { octokit, url, rest: octokit.rest };
}

const commit = (digit: string, parent: string | undefined, more: object = {}) => ({
  ...{ sha: sha(digit), author: 'Mei', date: `2026-05-12T08:0${digit}:00Z`, message: `change ${digit}` },
  parents: parent ? [sha(parent)] : [],
  ...more,
});

describe('what was found of a commit', () => {
  const files = {
    'commits.json': [
      commit('2', '1', {
        check_runs: [{ name: 'policy', conclusion: 'failure', app: 'guard' }],
        statuses: [
          { context: 'jenkins', state: 'success' },
          { context: 'cla', state: 'pending' },
        ],
      }),
      commit('1', undefined),
    ],
    'runs.json': [
      {
        ...{
          id: 5,
          head_sha: sha('2'),
          status: 'completed',
          conclusion: 'success',
          created_at: '2026-05-12T08:03:00Z',
        },
        jobs: [{ id: 51, name: 'test', status: 'completed', conclusion: 'success' }],
      },
    ],
  };

  it('is check runs, of which jobs of Actions are some, by name and in suites by App', async () => {
    const { rest } = await start(files);
    const { data } = await rest.checks.listForRef({ ...repo, ref: sha('2') });
    expect(data.check_runs.map(({ id, name, conclusion }) => [name, conclusion, id === 51])).toEqual([
      ['test', 'success', true],
      ['policy', 'failure', false],
    ]);
    const named = await rest.checks.listForRef({ ...repo, ref: 'main', check_name: 'policy' });
    expect(named.data.total_count).toBe(1);
    const suites = await rest.checks.listSuitesForRef({ ...repo, ref: 'main' });
    expect(suites.data.check_suites.map(({ app, conclusion }) => [app?.slug, conclusion])).toEqual([
      ['github-actions', 'success'],
      ['guard', 'failure'],
    ]);
  });

  it('is commit statuses too, whose worst is the state of all; nothing at all is pending', async () => {
    const { rest } = await start(files);
    const { data } = await rest.repos.getCombinedStatusForRef({ ...repo, ref: sha('2') });
    expect([data.state, data.total_count, data.statuses[1]?.context]).toEqual(['pending', 2, 'cla']);
    expect((await rest.repos.listCommitStatusesForRef({ ...repo, ref: sha('2') })).data).toHaveLength(2);
    const none = await rest.repos.getCombinedStatusForRef({ ...repo, ref: sha('1') });
    expect([none.data.state, none.data.total_count]).toEqual(['pending', 0]);
  });
});

describe('a comparison', () => {
  const long = Array.from({ length: 255 }, (_, n) => ({
    ...{ sha: (4_096 + n).toString(16).padStart(40, '0'), author: 'Mei', message: `change ${n}` },
    date: new Date(Date.UTC(2026, 4, 12) - n * 60_000).toISOString(),
    parents: n < 254 ? [(4_097 + n).toString(16).padStart(40, '0')] : [],
    files: [{ path: `src/${n}.ts`, status: 'added' }, ...(n < 100 ? [{ path: `doc/${n}.md`, status: 'added' }] : [])],
  }));
  const first = long.at(-1)?.sha ?? '';

  it('has the newest 250 commits without pages, oldest first, and 300 files', async () => {
    const { rest } = await start({ 'commits.json': long });
    const { data } = await rest.repos.compareCommitsWithBasehead({ ...repo, basehead: `${first}...main` });
    expect([data.total_commits, data.commits.length, data.files?.length]).toEqual([254, 250, 300]);
    expect(data.commits.at(-1)?.sha).toBe(long[0]?.sha);
  });

  it('is paged on request, with the files on the first page alone', async () => {
    const { rest } = await start({ 'commits.json': long });
    const page = async (page: number) =>
      (await rest.repos.compareCommitsWithBasehead({ ...repo, basehead: `${first}...main`, per_page: 100, page })).data;
    const pages = [await page(1), await page(3)];
    expect(pages.map(({ commits, files }) => [commits.length, files?.length])).toEqual([
      [100, 300],
      [54, undefined],
    ]);
    expect(pages[0]?.commits[0]?.sha).toBe(long.at(-2)?.sha);
  });
});

it('a review and its comments on lines come from pulls.json', async () => {
  const { rest } = await start({
    'commits.json': [commit('1', undefined)],
    'pulls.json': [
      {
        ...{
          number: 3,
          title: 'x',
          state: 'open',
          created_at: '2026-05-12T08:00:00Z',
          head: { ref: 'x', sha: sha('1') },
        },
        reviews: [
          {
            ...{ user: 'sam', state: 'APPROVED', submitted_at: '2026-05-12T08:10:00Z' },
            comments: [{ path: 'a.ts', line: 4, body: 'why?' }],
          },
        ],
      },
    ],
  });
  const { data } = await rest.pulls.listReviews({ ...repo, pull_number: 3 });
  expect(data[0]).toMatchObject({ state: 'APPROVED', user: { login: 'sam' }, commit_id: sha('1') });
  const comments = await rest.pulls.listReviewComments({ ...repo, pull_number: 3 });
  expect(comments.data[0]).toMatchObject({ path: 'a.ts', line: 4, body: 'why?', pull_request_review_id: data[0]?.id });
  expect((await rest.pulls.get({ ...repo, pull_number: 3 })).data).not.toHaveProperty('reviews');
});
