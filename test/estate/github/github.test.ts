import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Octokit } from '@octokit/rest';
import { caseFolder } from '../case-folder.ts';
import { loadCase } from '../load-case.ts';
import { Journal, listen } from '../system.ts';
import { githubSystem } from './system.ts';

const shared = join(import.meta.dirname, '../../../../shared/cases');
const here = join(import.meta.dirname, '../../cases/pool-exhausted');
const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const repo = { owner: 'acme', repo: 'storefront' };

async function start(dir: string, prefix = '') {
  const journal = new Journal();
  const system = await githubSystem(await loadCase(dir), journal);
  const { url, close } = await listen(system, journal);
  const auth = system.env?.(url).GITHUB_TOKEN ?? '';
  return { journal, url, close, auth, octokit: new Octokit({ auth, baseUrl: url + prefix, log: quiet }) };
}

let world: Awaited<ReturnType<typeof start>>;
beforeAll(async () => {
  world = await start(here);
});
afterAll(() => world.close());

const refused = (call: Promise<unknown>) =>
  call.then(
    () => ({ status: 0, message: 'answered' }),
    (error: { status: number; message: string }) => ({ status: error.status, message: error.message }),
  );

describe("GitHub's API in the estate", () => {
  it('pages a list with Link headers, so that octokit finds every commit once', async () => {
    const { octokit } = world;
    const all = await octokit.paginate(octokit.rest.repos.listCommits, { ...repo, per_page: 7 });
    expect(all.map(({ commit }) => commit.message.split('\n')[0]).slice(0, 3)).toEqual([
      'web: a calmer message when an order fails (#484)',
      'ci: run the link checker weekly (#483)',
      'checkout: settings per replica, authorize inside the order (#482)',
    ]);
    expect(new Set(all.map(({ sha }) => sha)).size).toBe(20);
    const { headers } = await octokit.rest.repos.listCommits({ ...repo, per_page: 7, page: 2 });
    expect(headers.link).toMatch(
      /page=1>; rel="prev", <.*page=3>; rel="next", <.*page=3>; rel="last", <.*page=1>; rel="first"/,
    );
  });

  it('filters commits by path, time and start', async () => {
    const { data } = await world.octokit.rest.repos.listCommits({
      ...repo,
      path: 'services/checkout',
      since: '2026-10-13T00:00:00Z',
      until: '2026-10-14T14:00:00Z',
    });
    expect(data.map(({ sha }) => sha.slice(0, 7))).toEqual(['042e57a', '0974f89', '13bc21e']);
    const older = await world.octokit.rest.repos.listCommits({ ...repo, sha: '0974f89', per_page: 1 });
    expect(older.data[0]?.sha.slice(0, 7)).toBe('0974f89');
  });

  it('gives a commit by full or short SHA or branch, with patches, or as a diff', async () => {
    const { octokit } = world;
    const { data } = await octokit.rest.repos.getCommit({ ...repo, ref: '042e57a' });
    expect(data.stats).toEqual({ additions: 3, deletions: 3, total: 6 });
    expect(data.files?.[0]).toMatchObject({ filename: 'services/checkout/config/production.yaml', status: 'modified' });
    expect((await octokit.rest.repos.getCommit({ ...repo, ref: 'main' })).data.sha).toMatch(/^ecc32d0/);
    const diff = await octokit.rest.repos.getCommit({ ...repo, ref: data.sha, mediaType: { format: 'diff' } });
    expect(String(diff.data)).toContain('--- a/services/checkout/config/production.yaml\n+++ b/services/checkout');
    expect(await refused(octokit.rest.repos.getCommit({ ...repo, ref: 'abcdef0' }))).toMatchObject({
      status: 422,
      message: expect.stringContaining('No commit found for SHA: abcdef0'),
    });
  });

  it('has the files of the head, and of any commit by taking later patches back', async () => {
    const path = 'services/checkout/config/production.yaml';
    const at = async (ref?: string) => {
      const { data } = await world.octokit.rest.repos.getContent({ ...repo, path, ...(ref && { ref }) });
      if (!('content' in data)) throw new Error('not a file');
      return Buffer.from(data.content, 'base64').toString();
    };
    expect(await at()).toContain('maxPoolSize: 4\n');
    expect(await at('6199757')).toContain('maxPoolSize: 40\n');
    const { data: root } = await world.octokit.rest.repos.getContent({ ...repo, path: 'services' });
    expect(Array.isArray(root) && root.map(({ name, type }) => `${type} ${name}`)).toEqual([
      'dir cart',
      'dir catalog',
      'dir checkout',
      'dir payments',
      'dir web',
    ]);
    const first = await world.octokit.rest.git.getTree({ ...repo, tree_sha: 'a362cc5', recursive: '1' });
    expect(first.data.tree.map((entry) => entry.path)).not.toContain('services/checkout/src/log.ts');
  });

  it('compares two refs', async () => {
    const { data } = await world.octokit.rest.repos.compareCommitsWithBasehead({
      ...repo,
      basehead: '5a39915...042e57a',
    });
    expect(data).toMatchObject({ status: 'ahead', ahead_by: 2, behind_by: 0 });
    expect(data.files?.map(({ filename }) => filename)).toContain('services/catalog/config/production.yaml');
  });

  it('lists pull requests, deployments with their statuses, failed runs with logs, releases and tags', async () => {
    const { rest } = world.octokit;
    const pulls = await rest.pulls.list({ ...repo, state: 'closed', sort: 'updated', direction: 'desc', per_page: 2 });
    expect(pulls.data.map(({ number, merged_at }) => [number, merged_at])).toEqual([
      [484, '2026-10-14T14:21:00Z'],
      [483, '2026-10-14T14:01:00Z'],
    ]);
    const of = await rest.repos.listPullRequestsAssociatedWithCommit({ ...repo, commit_sha: '042e57a' });
    expect(of.data.map(({ number }) => number)).toEqual([482]);
    const [deployment] = (await rest.repos.listDeployments({ ...repo, environment: 'production' })).data;
    expect(deployment).toMatchObject({ payload: { service: 'checkout' }, environment: 'production' });
    const statuses = await rest.repos.listDeploymentStatuses({ ...repo, deployment_id: deployment?.id ?? 0 });
    expect(statuses.data.map(({ state }) => state)).toEqual(['success']);
    const runs = await rest.actions.listWorkflowRunsForRepo({ ...repo, status: 'failure', created: '>=2026-10-13' });
    expect(runs.data.total_count).toBe(1);
    const jobs = await rest.actions.listJobsForWorkflowRun({ ...repo, run_id: runs.data.workflow_runs[0]?.id ?? 0 });
    const log = await rest.actions.downloadJobLogsForWorkflowRun({ ...repo, job_id: jobs.data.jobs[0]?.id ?? 0 });
    expect(String(log.data)).toContain('FAIL services/cart/test/totals.test.ts');
    expect((await rest.repos.getLatestRelease(repo)).data.tag_name).toBe('2026.10.1');
    expect((await rest.repos.listTags(repo)).data[0]?.commit.sha).toMatch(/^39950e9/);
  });

  it('searches whole words in code, commits, issues and repositories', async () => {
    const { search } = world.octokit.rest;
    const code = await search.code({ q: 'maxPoolSize repo:acme/storefront', mediaType: { format: 'text-match' } });
    expect(code.data.items.map(({ path }) => path).sort()).toEqual([
      'services/checkout/config/production.yaml',
      'services/checkout/src/db/pool.ts',
    ]);
    expect(code.data.items[0]?.text_matches?.[0]?.fragment).toContain('maxPoolSize');
    expect((await search.code({ q: 'PoolSize org:acme' })).data.total_count).toBe(0);
    expect((await search.commits({ q: 'replica repo:acme/storefront' })).data.total_count).toBe(1);
    expect((await search.issuesAndPullRequests({ q: 'PgBouncer is:issue org:acme' })).data.items[0]?.number).toBe(455);
    expect((await search.repos({ q: 'infra org:acme' })).data.items[0]?.full_name).toBe('acme/infrastructure');
    expect(await refused(search.issuesAndPullRequests({ q: 'PgBouncer org:acme' }))).toMatchObject({ status: 422 });
  });

  it('tells an unknown repository, a bad token and none apart as GitHub does', async () => {
    expect(await refused(world.octokit.rest.repos.get({ owner: 'acme', repo: 'nothing' }))).toEqual({
      status: 404,
      message: 'Not Found - https://docs.github.com/rest',
    });
    const stranger = new Octokit({ auth: 'ghp_wrong', baseUrl: world.url, log: quiet });
    expect(await refused(stranger.rest.repos.get(repo))).toMatchObject({ status: 401 });
    const nobody = await fetch(`${world.url}/repos/acme/storefront`);
    expect([nobody.status, await nobody.json()]).toEqual([
      401,
      expect.objectContaining({ message: 'Requires authentication', status: '401' }),
    ]);
  });

  it('answers 304 to a known ETag and says what is left of the rate', async () => {
    const { headers } = await world.octokit.rest.repos.get(repo);
    expect(Number(headers['x-ratelimit-remaining'])).toBeLessThan(5_000);
    expect(
      await refused(world.octokit.rest.repos.get({ ...repo, headers: { 'if-none-match': headers.etag } })),
    ).toMatchObject({ status: 304 });
  });

  it('lives under /api/v3 as well, as on an Enterprise server', async () => {
    const octokit = new Octokit({ auth: world.auth, baseUrl: `${world.url}/api/v3`, log: quiet });
    const { data, headers } = await octokit.rest.repos.listCommits({ ...repo, per_page: 1 });
    expect(data).toHaveLength(1);
    expect(headers.link).toContain('/api/v3/repos/acme/storefront/commits');
  });

  it('never answers what it does not know with something empty', async () => {
    const parameter = await refused(
      world.octokit.request('GET /repos/{owner}/{repo}/commits', { ...repo, committer: 'x' }),
    );
    const place = await refused(world.octokit.request('GET /repos/acme/storefront/traffic/views'));
    const qualifier = await refused(world.octokit.rest.search.code({ q: 'pool license:mit' }));
    expect([parameter.status, place.status, qualifier.status]).toEqual([501, 501, 501]);
    expect(world.journal.notServed.splice(0)).toHaveLength(3);
  });
});

describe("a case's GitHub", () => {
  const cleanups: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const clean of cleanups.splice(0)) await clean();
  });
  async function folder(files: Record<string, string>) {
    const { dir, remove } = await caseFolder(files);
    cleanups.push(remove);
    return dir;
  }

  it('hides a repository that is denied, in lists as well', async () => {
    const dir = await folder({
      'github/acme/open/commits.json': '[]',
      'github/acme/closed/commits.json': '[]',
      'denied.yaml': '- {github: acme/closed, status: 404}\n',
    });
    const closed = await start(dir);
    cleanups.push(closed.close);
    expect(await refused(closed.octokit.rest.repos.get({ owner: 'acme', repo: 'closed' }))).toMatchObject({
      status: 404,
    });
    const { data } = await closed.octokit.rest.repos.listForAuthenticatedUser();
    expect(data.map(({ full_name }) => full_name)).toEqual(['acme/open']);
  });

  it.each([
    [
      'a short SHA',
      { 'github/a/b/commits.json': '[{"sha":"abc","author":"x","date":"2026-01-01T00:00:00Z","message":""}]' },
      /commits\.json:1: .*full SHA/,
    ],
    ['a file nobody knows', { 'github/a/b/commit.json': '[]' }, /commit\.json: unknown file/],
  ])('is refused with %s', async (_, files, problem) => {
    const incident = await loadCase(await folder(files));
    await expect(githubSystem(incident, new Journal())).rejects.toThrow(problem);
  });

  it.each(existsSync(shared) ? readdirSync(shared).map((name) => join(shared, name)) : [here])(
    '%s is read',
    async (dir) => {
      const incident = await loadCase(dir);
      await expect(githubSystem(incident, new Journal())).resolves.toMatchObject({ name: 'github' });
    },
  );
});
