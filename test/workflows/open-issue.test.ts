import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { WorkflowFailedError } from '@temporalio/client';
import { packageRoot } from '../../worker/package-root.ts';
import { issueAction, issueWorkflowId } from '../../workflows/contract.ts';
import type { SlackMessage } from '../estate/slack/system.ts';
import { eventually } from '../trigger/fixtures/waiting.ts';
import { githubEntry } from './github-entry.ts';
import { running } from './running.ts';
import { calls, submits, toldTo } from './scripted.ts';
import type { Investigated, Running } from './start-running.ts';

const repository = 'acme/storefront';
const sha = '042e57a61e6ba223a6b94284867ed8980955436d';
const suspectChange = {
  repository,
  sha,
  why: 'it shrinks the pool for @maria <img src=x> [click](http://evil.example.com)',
};

// The first look of GitHub's own server is the first call.
const quote = 'Deployment/shop/cart 0/2 ready: OOMKilled, exit 137';
const evidence = [{ claim: 'it was killed', quote, toolCallId: 'first-2' }];

interface Issue {
  number: number;
  title: string;
  body: string;
  html_url: string;
}

/** What the estate's GitHub holds of ours. */
async function issues({ estate }: Running): Promise<Issue[]> {
  const { GITHUB_TOKEN: token } = estate.env;
  const url = `${estate.urls.github}/repos/${repository}/issues?state=all&per_page=100`;
  const answer = await fetch(url, { headers: { authorization: `token ${token}` } });
  const all = (await answer.json()) as Issue[];
  return all.filter(({ body }) => body?.includes('<!-- sre-agent:'));
}

async function diagnosed(all: Running): Promise<{ run: Investigated; last: SlackMessage; issueRun: string }> {
  all.estate.model.script([submits({ suspectChange, evidence })]);
  const run = await all.ask();
  await run.handle.result();
  const { runId } = await run.handle.describe();
  const last = all.answers(run).at(-1);
  if (!last) throw new Error('nothing was answered');
  return { run, last, issueRun: issueWorkflowId({ workflowId: run.workflowId, runId, repository }) };
}

const whispers = ({ estate }: Running): string[] => estate.slack.ephemerals.map(({ text }) => text);
const said = (all: Running, run: Investigated): string[] => all.answers(run).map(({ text }) => text);

describe('a click on "Open an issue"', () => {
  const start = running({
    caseDir: join(packageRoot(), 'test', 'cases', 'pool-exhausted'),
    quick: true,
    servers: githubEntry('true'),
    env: { SRE_AGENT_GITHUB_ISSUES: 'true' },
    parts: ['worker', 'trigger'],
  });

  it('opens one with the diagnosis, however many click, and brings the link to the thread', async () => {
    const all = await start();
    const { run, last, issueRun } = await diagnosed(all);
    const clicks = ['maria', 'priya', 'maria'].map((person) => all.estate.slack.click(last.ts, issueAction, person));
    expect(await Promise.all(clicks)).toEqual(Array(3).fill({ acknowledged: true }));
    const heard = await eventually(
      () => whispers(all),
      (texts) => texts.length === 3,
    );
    const opened = await all.client.workflow.getHandle(issueRun).result();
    const [issue, ...more] = await issues(all);
    expect(more).toEqual([]);
    expect(opened).toEqual({ repository, number: issue?.number, url: issue?.html_url, created: true });

    const by = /opened for (maria|priya)/.exec(said(all, run).at(-1) ?? '')?.[1];
    expect(said(all, run).at(-1)).toBe(`Issue ${repository}#${issue?.number} opened for ${by}`);
    expect(JSON.stringify(all.answers(run).at(-1)?.blocks)).toContain(
      `<${issue?.html_url}|${repository}#${issue?.number}>`,
    );
    expect(issue?.title).toBe(
      'Incident: out-of-memory in Deployment/shop/cart: Deployment shop/cart exceeds its memory limit and is OOM-killed',
    );
    expect(issue?.body).toContain(`### Root cause\n\nDeployment shop/cart exceeds its memory limit and is OOM-killed`);
    expect(issue?.body).toContain('   ```\n   Deployment/shop/cart 0/2 ready: OOMKilled, exit 137\n   ```');
    expect(issue?.body).toContain(
      `${repository}@${sha}: it shrinks the pool for @\u200bmaria \\<img src=x\\> \\[click\\](http:\u200b//evil.example.com)`,
    );
    expect(issue?.body).toContain(`Opened by ${by} from [the thread in Slack](https://slack.com/app_redirect?team=`);

    expect(heard.filter((text) => text.includes('Opening an issue'))).toHaveLength(1);
    expect(heard.filter((text) => /clicked already|opened already/.test(text))).toHaveLength(2);
    await all.estate.slack.click(last.ts, issueAction, 'jordan');
    await eventually(
      () => whispers(all).at(-1),
      (text) => text === `This issue has been opened already: <${issue?.html_url}>.`,
    );
    expect(await issues(all)).toHaveLength(1);
  });

  it('opens one where the answer of GitHub is lost', async () => {
    const all = await start();
    const { last, issueRun } = await diagnosed(all);
    all.estate.journal.fault({ system: 'github', match: /^POST .*\/issues/, times: 1, loseAnswer: true });
    await all.estate.slack.click(last.ts, issueAction, 'maria');
    await eventually(
      () => whispers(all),
      (texts) => texts.length === 1,
    );
    expect(await all.client.workflow.getHandle(issueRun).result()).toMatchObject({ repository, created: false });
    expect(await issues(all)).toHaveLength(1);
  });

  it('says what permission is missing; when it is there, a click opens the issue', async () => {
    const all = await start();
    const { run, last, issueRun } = await diagnosed(all);
    const cure = all.estate.journal.fault({
      system: 'github',
      match: /^POST .*\/issues/,
      status: 403,
      headers: { 'x-accepted-github-permissions': 'issues=write' },
      body: { message: 'Resource not accessible by personal access token' },
    });
    await all.estate.slack.click(last.ts, issueAction, 'maria');
    await eventually(
      () => said(all, run).at(-1) ?? '',
      (text) => text.startsWith(`No issue was opened in ${repository}: forbidden`) && text.includes('issues=write'),
    );
    await expect(all.client.workflow.getHandle(issueRun).result()).rejects.toThrow(WorkflowFailedError);
    expect(await issues(all)).toEqual([]);
    cure();
    await all.estate.slack.click(last.ts, issueAction, 'priya');
    await eventually(
      () => said(all, run).at(-1) ?? '',
      (text) => text.endsWith('opened for priya'),
    );
    expect(await issues(all)).toHaveLength(1);
  });

  it('says that a repository cannot be found or is not permitted', async () => {
    const all = await start();
    const { run, last } = await diagnosed(all);
    const match = new RegExp(`/repos/${repository}/issues`);
    all.estate.journal.fault({ system: 'github', match, status: 404, body: { message: 'Not Found' } });
    await all.estate.slack.click(last.ts, issueAction, 'maria');
    await eventually(
      () => said(all, run).at(-1) ?? '',
      (text) => text.includes('not found or not permitted'),
    );
  });

  it('ends cancelled when it is cancelled, and the thread hears it', async () => {
    const all = await start();
    const { run, last, issueRun } = await diagnosed(all);
    all.estate.journal.fault({ system: 'github', match: /^POST .*\/issues/, hang: true });
    await all.estate.slack.click(last.ts, issueAction, 'maria');
    const posted = () =>
      all.estate.journal.requests.find(({ method, path }) => method === 'POST' && /issues$/.test(path));
    await eventually(posted, (request) => request !== undefined);
    await all.client.workflow.getHandle(issueRun).cancel();
    await eventually(
      () => said(all, run).at(-1) ?? '',
      (text) => text.startsWith(`No issue was opened in ${repository}`),
    );
    await expect(all.client.workflow.getHandle(issueRun).result()).rejects.toMatchObject({
      cause: { name: 'CancelledFailure' },
    });
    await eventually(posted, (request) => request?.aborted === true);
  });

  it('is told that the investigation is past its retention', async () => {
    const all = await start();
    const { run, last } = await diagnosed(all);
    const { workflowService, options } = all.client.workflow;
    const { namespace } = options;
    await workflowService.deleteWorkflowExecution({ namespace, workflowExecution: { workflowId: run.workflowId } });
    await eventually(
      () =>
        run.handle.describe().then(
          () => 'there',
          () => 'gone',
        ),
      (state) => state === 'gone',
      // The server deletes in its own time.
      40_000,
    );
    await all.estate.slack.click(last.ts, issueAction, 'maria');
    await eventually(
      () => whispers(all),
      ([text]) => text?.includes('past the retention') === true,
    );
    expect(await issues(all)).toEqual([]);
  }, 60_000);

  it('is not a thing that a model can do', async () => {
    const all = await start();
    const args = { repository, title: 'x', body: 'x', key: 'x' };
    all.estate.model.script([calls({ name: 'github_create_issue', input: args }), submits({ evidence })]);
    const run = await all.ask();
    await run.handle.result();
    const [first, second] = all.estate.model.requests;
    const offered = JSON.stringify(first?.tools);
    expect(offered).toContain('github_file');
    expect(offered).not.toContain('github_create_issue');
    expect(toldTo(second)).toContain("There is no tool 'github_create_issue'");
    expect(await issues(all)).toEqual([]);
  });

  it('says so where the server may not open any', async () => {
    const all = await start({ servers: githubEntry('') });
    const { run, last } = await diagnosed(all);
    await all.estate.slack.click(last.ts, issueAction, 'maria');
    await eventually(
      () => said(all, run).at(-1) ?? '',
      (text) => text.includes('Opening issues is switched off (SRE_AGENT_GITHUB_ISSUES)'),
    );
  });

  it('is not offered where it is switched off', async () => {
    const all = await start({ servers: githubEntry(''), env: {} });
    const { last } = await diagnosed(all);
    expect(JSON.stringify(last.blocks)).not.toContain(issueAction);
  });
});
