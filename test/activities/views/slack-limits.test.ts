import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WebClient } from '@slack/web-api';
import { viewOf } from '../../../activities/views/view.ts';
import type { Message } from '../../../workflows/activities.ts';
import { type SlackUnderTest, startSlack } from '../../estate/slack/slack-under-test.ts';
import { report, run, scope } from './messages.ts';
import { many, overfull } from './overfull.ts';
import { shown } from './shown.ts';

let slack: SlackUnderTest;
beforeAll(async () => {
  slack = await startSlack();
});
afterAll(() => slack.close());

describe.each(overfull)('an overfull $kind message', (message) => {
  const { text, blocks } = viewOf({ message, run });

  it('stays within what Slack takes', () => {
    expect(blocks.length).toBeLessThanOrEqual(50);
    expect(text.length).toBeLessThanOrEqual(4_000);
    expect(JSON.stringify(blocks).length).toBeLessThanOrEqual(15_000);
    for (const block of blocks) {
      if (block.type === 'section') expect(block.text?.text.length).toBeLessThanOrEqual(3_000);
      if (block.type === 'header') expect(block.text.text.length).toBeLessThanOrEqual(150);
    }
  });

  it('is taken by Slack, as a post and as an edit', async () => {
    const client = new WebClient(slack.env.SLACK_BOT_TOKEN, { slackApiUrl: `${slack.url}/api/` });
    const channel = slack.world.channelId('incidents');
    const { ts = '' } = await client.chat.postMessage({ channel, text, blocks });
    await client.chat.update({ channel, ts, text, blocks });
    expect(slack.world.channel('incidents').at(-1)).toMatchObject({ ts, text, edited: {} });
  });

  it('mentions nobody and links to nothing that it did not link itself', () => {
    for (const said of [text, shown({ text, blocks })]) {
      expect(said).not.toMatch(/<[!@]/);
      expect(said).not.toContain('|click>');
    }
  });

  it('keeps the way to the run', () => {
    expect(shown({ text, blocks })).toMatch(/\|(?:Follow the run|See the run|the run)>|\[Stop /);
  });

  it('closes every code block that it opens', () => {
    const fences = shown({ text, blocks }).match(/```/g) ?? [];
    expect(fences.length % 2).toBe(0);
  });
});

it('says how much of a list was left out', () => {
  const message: Message = {
    kind: 'diagnosis',
    question: 'q',
    scope,
    diagnosis: { ...report, notChecked: many(20, 'x'.repeat(290)) },
  };
  expect(shown(viewOf({ message, run }))).toContain('_… and 17 more, in the run_');
});
