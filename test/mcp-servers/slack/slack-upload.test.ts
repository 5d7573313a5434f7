import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { slackServer } from '../../../mcp-servers/slack/server.ts';
import { type SlackUnderTest, startSlack } from '../../estate/slack/slack-under-test.ts';
import { type Connected, connectInMemory } from '../connect.ts';

let slack: SlackUnderTest;
let server: Connected;
let thread: string;

beforeEach(async () => {
  slack = await startSlack();
  server = await connectInMemory(slackServer(slack.env));
  thread = slack.world.say('checkout is failing');
});
afterEach(async () => {
  await server.close();
  await slack.close();
  expect(slack.journal.notServed).toEqual([]);
});

const upload = (more: object = {}) =>
  server.call('slack_upload', {
    channel: '#incidents',
    thread_ts: thread,
    key: 'run-1/report',
    filename: 'diagnosis.json',
    content: '{"verdict":"incident"} ü',
    ...more,
  });
const shared = () => slack.world.thread('incidents', thread).flatMap(({ files }) => files ?? []);

describe('slack_upload', () => {
  it('shares a file in the thread, its bytes as they are', async () => {
    const { structured, isError } = await upload({ title: 'The whole diagnosis', comment: 'All of it' });
    expect(isError).toBe(false);
    const [file] = shared();
    expect(file).toMatchObject({ id: structured.file, name: structured.name, title: 'The whole diagnosis' });
    expect(structured.name).toMatch(/^diagnosis-[0-9a-f]{12}\.json$/);
    expect(slack.world.uploads.list[0]?.content?.toString('utf8')).toBe('{"verdict":"incident"} ü');
    expect(slack.world.thread('incidents', thread).at(-1)?.text).toBe('All of it');
  });

  it('finds the file of an earlier attempt by its name, where the answer was lost', async () => {
    slack.journal.fault({ system: 'slack', match: /completeUploadExternal/, times: 1, loseAnswer: true });
    const lost = await upload();
    expect(lost.structured.error).toMatchObject({ code: 'unavailable', retryable: true });
    const again = await upload({ find_first: true });
    expect(again.structured).toMatchObject({ uploaded: false });
    expect(shared()).toHaveLength(1);
    await upload({ find_first: true, key: 'run-2/report' });
    expect(shared()).toHaveLength(2);
  });

  it('alarms nobody by its title or comment', async () => {
    await upload({ title: '@channel', comment: '<!here> <!subteam^S1|@oncall>' });
    expect(shared()[0]?.title).toBe('@\u200bchannel');
    expect(slack.world.thread('incidents', thread).at(-1)?.text).toBe('@\u200bhere @\u200boncall');
  });

  it('shares nowhere but where it may post', async () => {
    const bound = await connectInMemory(slackServer({ ...slack.env, SRE_AGENT_SLACK_CHANNELS: 'site-reliability' }));
    const args = { channel: 'incidents', key: 'k', filename: 'a.md', content: 'x' };
    expect((await bound.call('slack_upload', args)).text).toMatch(/^not_allowed/);
    await bound.close();
    expect(slack.world.uploads.list).toEqual([]);
  });

  it('refuses what is too large before Slack is asked, and a name that is a path', async () => {
    const large = await upload({ content: 'x'.repeat(1_000_001) });
    expect(large.structured.error).toMatchObject({ code: 'too_large', retryable: false });
    expect((await upload({ filename: '../../etc/passwd' })).structured.error).toMatchObject({
      code: 'invalid_arguments',
    });
    expect(slack.world.uploads.list).toEqual([]);
  });

  it('names the missing scope, and a failed transfer can be tried again', async () => {
    slack.world.scopes.delete('files:write');
    expect((await upload()).text).toMatch(/^forbidden: .*missing_scope\nhint: .*files:write/);
    slack.world.scopes.add('files:write');
    slack.journal.fault({ system: 'slack', match: /\/upload\/v1/, times: 1, status: 503 });
    expect((await upload()).structured.error).toMatchObject({ code: 'unavailable', retryable: true });
    expect(shared()).toEqual([]);
  });

  it('gives the address of the upload no token', async () => {
    await upload();
    const { authorization } = slack.world.uploads.headers.at(-1) ?? {};
    expect(slack.world.uploads.headers).toHaveLength(1);
    expect(authorization).toBeUndefined();
  });
});
