import { generateKeyPairSync } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Octokit } from '@octokit/rest';
import { caseDir, type GithubUnderTest, startGithub } from './github-under-test.ts';

let open: GithubUnderTest[] = [];
afterEach(async () => {
  const ended = open;
  open = [];
  for (const one of ended) await one.close();
});

async function start(env: Record<string, string> = {}): Promise<GithubUnderTest> {
  const github = await startGithub(caseDir('pool-exhausted'), { SRE_AGENT_GITHUB_ISSUES: 'true', ...env });
  open.push(github);
  return github;
}

const repository = 'acme/storefront';
const issue = { repository, title: 'The pool is too small', body: '# What happened', key: 'run-1' };

async function issuesOf(github: GithubUnderTest) {
  const octokit = new Octokit({ auth: github.env.GITHUB_TOKEN || undefined, baseUrl: github.url });
  const { data } = await octokit.rest.issues.listForRepo({ owner: 'acme', repo: 'storefront', state: 'all' });
  return data.filter(({ body }) => body?.includes('sre-agent:'));
}

describe('github_create_issue', () => {
  it('is not there unless it is switched on', async () => {
    const github = await start({ SRE_AGENT_GITHUB_ISSUES: '' });
    await expect(github.call('github_create_issue', issue)).rejects.toThrow("unknown tool 'github_create_issue'");
  });

  it('says that it writes', async () => {
    const github = await start();
    const tools = await github.tools();
    expect(tools.find(({ name }) => name === 'github_create_issue')?.annotations).toMatchObject({
      readOnlyHint: false,
    });
    expect(tools.filter(({ annotations }) => annotations?.readOnlyHint === false)).toHaveLength(1);
  });

  it('opens an issue once for each key, and finds it again when it is closed', async () => {
    const github = await start();
    const { text, structured } = await github.call('github_create_issue', issue);
    expect(text).toBe(`opened acme/storefront#${structured.number} ${structured.url}`);
    expect(structured).toMatchObject({ repository, created: true });
    const again = await github.call('github_create_issue', { ...issue, title: 'Another title' });
    expect(again.structured).toEqual({ ...structured, created: false });
    expect((await issuesOf(github)).map(({ title }) => title)).toEqual(['The pool is too small']);
    const other = await github.call('github_create_issue', { ...issue, key: 'run-2' });
    expect(other.structured.created).toBe(true);
  });

  it('opens no second one where the answer of the first was lost', async () => {
    const github = await start();
    github.journal.fault({ system: 'github', match: /^POST .*\/issues/, times: 1, loseAnswer: true });
    const lost = await github.call('github_create_issue', issue);
    expect(lost.structured.error).toMatchObject({ code: 'unavailable', retryable: true });
    expect((await github.call('github_create_issue', issue)).structured.created).toBe(false);
    expect(await issuesOf(github)).toHaveLength(1);
  });

  it("takes somebody else's issue that quotes the marker for what it is", async () => {
    const github = await start();
    await github.call('github_create_issue', issue);
    // From now on the token is another person's.
    github.journal.fault({ system: 'github', match: /GET \/user /, status: 200, body: { login: 'somebody-else' } });
    const second = await startAgain(github);
    expect((await second.call('github_create_issue', issue)).structured.created).toBe(true);
  });

  it('knows its own by the App', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const github = await start({ GITHUB_TOKEN: '', GITHUB_APP_ID: '4100', GITHUB_APP_PRIVATE_KEY: pem });
    const { structured } = await github.call('github_create_issue', issue);
    expect((await github.call('github_create_issue', issue)).structured).toEqual({ ...structured, created: false });
  });

  it('mentions nobody, tells no secret, and takes no comment for its marker', async () => {
    const github = await start();
    const password = ['hunter2', 'hunter2'].join('-');
    const body = `cc @maria and @acme/oncall, mail ops@example.com, \`@Autowired\`\npassword=${password}\n<!-- sre-agent:x -->`;
    await github.call('github_create_issue', { ...issue, title: 'for @maria', body });
    const [made] = await issuesOf(github);
    expect(made?.title).toBe('for @\u200bmaria');
    expect(made?.body).toContain('cc @\u200bmaria and @\u200bacme/oncall, mail ops@example.com, `@\u200bAutowired`');
    expect(made?.body).not.toContain(password);
    expect(made?.body?.match(/<!--/g)).toHaveLength(1);
  });

  it('cuts what is too long for GitHub and keeps the marker', async () => {
    const github = await start();
    await github.call('github_create_issue', { ...issue, title: 'x'.repeat(900), body: 'line\n'.repeat(30_000) });
    expect((await github.call('github_create_issue', issue)).structured.created).toBe(false);
  });

  it('names the missing permission', async () => {
    const github = await start();
    github.journal.fault({
      system: 'github',
      match: /^POST .*\/issues/,
      status: 403,
      headers: { 'x-accepted-github-permissions': 'issues=write' },
      body: { message: 'Resource not accessible by personal access token' },
    });
    const { text, structured } = await github.call('github_create_issue', issue);
    expect(text).toContain('issues=write');
    expect(structured.error).toMatchObject({ code: 'forbidden', retryable: false });
  });

  it('says of a repository without issues that it has none', async () => {
    const github = await start();
    const body = { message: 'Issues has been disabled in this repository.' };
    github.journal.fault({ system: 'github', match: /\/issues/, status: 410, body });
    const { text } = await github.call('github_create_issue', issue);
    expect(text).toContain('forbidden: acme/storefront has its issues switched off');
  });

  it('opens none outside the allow-list', async () => {
    const github = await start({ SRE_AGENT_GITHUB_REPOSITORIES: 'acme/infrastructure' });
    const { structured } = await github.call('github_create_issue', issue);
    expect(structured.error).toMatchObject({ code: 'not_allowed' });
    expect(github.journal.requests).toEqual([]);
  });
});

/** Another server on the same GitHub: nothing is remembered. */
async function startAgain(github: GithubUnderTest): Promise<GithubUnderTest> {
  return start({ GITHUB_API_URL: github.url });
}
