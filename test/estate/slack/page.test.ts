import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type SlackUnderTest, startSlack } from './slack-under-test.ts';

let slack: SlackUnderTest;
beforeEach(async () => {
  slack = await startSlack();
});
afterEach(() => slack.close());

const post = (path: string, body: unknown, type = 'application/json') =>
  fetch(slack.url + path, { method: 'POST', headers: { 'content-type': type }, body: JSON.stringify(body) });
const message = (text: string) => ({ text, user: 'U0PRIYA01', channel: slack.world.channelId('incidents') });

describe('the page', () => {
  it('is served with its scripts, and may run no other', async () => {
    const page = await fetch(`${slack.url}/`);
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'; script-src 'self'/);
    const html = await page.text();
    const [, script = ''] = /<script type="module" src="([^"]+)"/.exec(html) ?? [];
    const served = await fetch(slack.url + script);
    expect([served.status, served.headers.get('content-type')]).toEqual([200, 'text/javascript; charset=utf-8']);
    const imported = [...(await served.text()).matchAll(/from '\.\/([\w.]+)'/g)].map(([, name]) => name);
    for (const name of imported) expect((await fetch(`${slack.url}/page/${name}`)).status).toBe(200);
    expect((await fetch(`${slack.url}/page/..%2fsystem.ts`)).status).toBe(501);
  });

  it('writes as a person: with the bot named it is a mention, without it is talk', async () => {
    slack.world.timing.retryMs = [];
    await post('/page/message', message('@sre-agent why?'));
    await post('/page/message', message('lunch?'));
    expect(slack.world.channel('incidents').map(({ user, text }) => [user, text])).toEqual([
      ['U0PRIYA01', `<@${slack.world.botUser}> why?`],
      ['U0PRIYA01', 'lunch?'],
    ]);
    expect(slack.world.deliveries).toHaveLength(1);
  });

  it('takes nothing that a page elsewhere could send without being asked', async () => {
    expect((await post('/page/message', message('hi'), 'text/plain')).status).toBe(415);
    expect((await post('/page/message', { text: 'no channel' })).status).toBe(400);
    expect(slack.world.channel('incidents')).toEqual([]);
  });

  it('streams what is posted and edited', async () => {
    const stream = await fetch(`${slack.url}/events`);
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    let seen = '';
    slack.world.say('live');
    while (!seen.includes('"posted"')) seen += (await reader?.read())?.value ?? '';
    expect(seen).toMatch(/event: message\ndata: .*"text":"live"/);
    await reader?.cancel();
  });
});
