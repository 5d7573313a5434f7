import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LogLevel, SocketModeClient } from '@slack/socket-mode';
import { WebClient } from '@slack/web-api';
import { chromium, openPage, type Page } from './chromium.ts';
import { type SlackUnderTest, startSlack } from './slack-under-test.ts';

const inChromium = chromium ? describe : describe.skip;
if (!chromium) console.warn('skipped: the page in Chromium, which this machine lacks (apt-get install chromium)');

let slack: SlackUnderTest;
let client: WebClient;
let page: Page | undefined;

beforeEach(async () => {
  slack = await startSlack();
  slack.world.timing.retryMs = [];
  client = new WebClient(slack.env.SLACK_BOT_TOKEN, { slackApiUrl: slack.env.SLACK_API_URL, logLevel: LogLevel.ERROR });
});
afterEach(async () => {
  await page?.close();
  page = undefined;
  await slack.close();
});

const open = async (options?: { width?: number; height?: number; path?: string }): Promise<Page> => {
  page = await openPage(slack.url + (options?.path ?? '/'), options);
  await page.until("document.querySelector('#channels .current')");
  return page;
};
const thread = "document.getElementById('thread-log').innerText";

inChromium('the page in Chromium', () => {
  it('sends a mention, opens its thread, shows the answer and each edit of it', async () => {
    const browser = await open();
    await browser.evaluate(`{
      const form = document.getElementById('channel-composer');
      form.querySelector('textarea').value += 'why is checkout failing?';
      form.requestSubmit();
    }`);
    await browser.until(`${thread}.includes('why is checkout failing?')`);
    // The page may show what it sends a moment before the workspace has it.
    for (let tries = 0; tries < 100 && slack.world.channel('incidents').length === 0; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const [asked] = slack.world.channel('incidents');
    expect(asked?.text).toBe(`<@${slack.world.botUser}> why is checkout failing?`);
    const channel = slack.world.channelId('incidents');
    const { ts = '' } = await client.chat.postMessage({ channel, thread_ts: asked?.ts, text: '*On it*' });
    await browser.until(`${thread}.includes('On it')`);
    expect(
      await browser.evaluate("document.querySelector('#thread-log .body > p > strong:only-child').innerText"),
    ).toBe('On it');
    await client.chat.update({ channel, ts, text: 'Found: `cart` has no memory left' });
    await browser.until(`${thread}.includes('Found: cart has no memory left')`);
    expect(await browser.evaluate(`${thread}.includes('On it')`)).toBe(false);
  });

  it('hands a click on a button to the app, and says when the app did not take it', async () => {
    const root = slack.world.say('@sre-agent why?');
    await client.chat.postMessage({
      channel: slack.world.channelId('incidents'),
      thread_ts: root,
      text: 'on it',
      blocks: [
        {
          type: 'actions',
          elements: [{ type: 'button', action_id: 'stop', value: 'run-1', text: { type: 'plain_text', text: 'Stop' } }],
        },
      ],
    });
    const browser = await open();
    const stop = "document.querySelector('#thread-log [data-action=stop]')";
    await browser.evaluate(`${stop}.click()`);
    await browser.until(`${stop}.classList.contains('failed')`);

    const app = new SocketModeClient({
      appToken: slack.env.SLACK_APP_TOKEN ?? '',
      logLevel: LogLevel.ERROR,
      clientOptions: { slackApiUrl: slack.env.SLACK_API_URL },
    });
    const clicked = new Promise<{ actions: unknown }>((resolve) => {
      app.on('interactive', async ({ ack, body }) => {
        await ack();
        resolve(body);
      });
    });
    await app.start();
    await browser.evaluate(`${stop}.click()`);
    expect((await clicked).actions).toMatchObject([{ action_id: 'stop', value: 'run-1' }]);
    await browser.until(`!${stop}.classList.contains('failed')`);
    await app.disconnect();
  });

  it('shows hostile text as text, in every place that takes some', async () => {
    const channel = slack.world.channelId('incidents');
    const evil = '<img src=x onerror="window.owned=1"><script>window.owned=1</script>';
    slack.world.say(evil);
    await client.chat.postMessage({
      channel,
      text: 'x',
      blocks: [
        { type: 'header', text: { type: 'plain_text', text: evil } },
        {
          type: 'section',
          text: { type: 'mrkdwn', text: `${evil} *${evil}* \`${evil}\` <javascript:window.owned=1|click>` },
        },
        { type: 'section', text: { type: 'mrkdwn', text: `\`\`\`${evil}\`\`\`` } },
        { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: evil }] }] },
      ],
    });
    await client.chat.postMessage({ channel, text: 'x', attachments: [{ title: evil, text: evil, fallback: evil }] });
    const browser = await open();
    await browser.until("document.querySelectorAll('.message').length === 3");
    const counted = "document.querySelectorAll('.log img, .log script, .log [onerror], a[href^=javascript]').length";
    expect(await browser.evaluate(counted)).toBe(0);
    expect(await browser.evaluate('window.owned')).toBeUndefined();
    expect(await browser.evaluate("document.querySelector('.log h3').innerText")).toBe(evil);
  });

  it('fits a phone: nothing runs out of sight, and the thread takes the whole width', async () => {
    const root = slack.world.say('x'.repeat(300));
    await client.chat.postMessage({
      channel: slack.world.channelId('incidents'),
      thread_ts: root,
      text: `\`\`\`${'y'.repeat(300)}\`\`\` https://example.com/${'z'.repeat(300)}`,
    });
    const path = `/archives/${slack.world.channelId('incidents')}/p${root.replace('.', '')}`;
    const browser = await open({ width: 390, height: 844, path });
    await browser.until("!document.getElementById('thread').hidden");
    expect(await browser.evaluate('document.documentElement.scrollWidth')).toBe(390);
    expect(await browser.evaluate("document.getElementById('thread').getBoundingClientRect().width")).toBe(390);
    const widest =
      "Math.max(...[...document.querySelectorAll('#thread *')].map((e) => e.getBoundingClientRect().right))";
    expect(await browser.evaluate(widest)).toBeLessThanOrEqual(390);
  });
});
