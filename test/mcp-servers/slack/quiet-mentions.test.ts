import { describe, expect, it } from '@jest/globals';
import { quietBlocks, quietMentions } from '../../../mcp-servers/slack/quiet-mentions.ts';

const loud = '<!here> <!channel|channel> <!EVERYONE> <!subteam^S1|@oncall> <!subteam^S2> @here';
const still = '@\u200bhere @\u200bchannel @\u200bEVERYONE @\u200boncall @\u200bgroup @\u200bhere';

it('quiets every way of calling many people, and leaves one person alone', () => {
  expect(quietMentions(loud)).toBe(still);
  expect(quietMentions('<@U1> <#C1> mail@channels.test')).toBe('<@U1> <#C1> mail@channels.test');
});

it('leaves nothing behind that a second reading would call by', () => {
  expect(quietMentions('<!<!here>here> <!sub<!here>team^S1>')).not.toMatch(/<!(?:here|channel|everyone|subteam)/);
});

describe('every kind of block', () => {
  const mrkdwn = { type: 'mrkdwn', text: loud };
  it.each<[string, object]>([
    ['section', { type: 'section', text: mrkdwn }],
    ['fields', { type: 'section', fields: [mrkdwn] }],
    ['an accessory', { type: 'section', text: mrkdwn, accessory: { type: 'overflow', options: [{ text: mrkdwn }] } }],
    ['header', { type: 'header', text: { type: 'plain_text', text: loud } }],
    [
      'context',
      { type: 'context', elements: [mrkdwn, { type: 'image', alt_text: loud, image_url: 'https://x.test' }] },
    ],
    ['image', { type: 'image', alt_text: loud, title: { type: 'plain_text', text: loud } }],
    ['markdown', { type: 'markdown', text: loud }],
    ['actions', { type: 'actions', elements: [{ type: 'button', text: mrkdwn, confirm: { text: mrkdwn } }] }],
    ['video', { type: 'video', title: { type: 'plain_text', text: loud }, description: mrkdwn, author_name: loud }],
    ['table', { type: 'table', rows: [[{ type: 'raw_text', text: loud }]] }],
    ['input', { type: 'input', label: mrkdwn, hint: mrkdwn }],
    [
      'rich text',
      {
        type: 'rich_text',
        elements: [
          {
            type: 'rich_text_list',
            elements: [
              {
                type: 'rich_text_section',
                elements: [
                  { type: 'broadcast', range: 'channel' },
                  { type: 'usergroup', usergroup_id: 'S1' },
                  { type: 'link', url: 'https://x.test', text: loud },
                ],
              },
            ],
          },
        ],
      },
    ],
    ['one of the future', { type: 'card', headline: loud, lines: [loud], inner: { deep: [{ words: loud }] } }],
  ])('%s is quieted', (_, block) => {
    const quieted = JSON.stringify(quietBlocks([block]));
    expect(quieted).not.toMatch(
      /<!(?:here|channel|everyone|subteam)|"broadcast"|"usergroup"|(?<!\u200b)@(?:here|channel|everyone)/i,
    );
    expect(quieted).toContain('\u200b');
  });

  it('keeps what comes back with a click and where links lead', () => {
    const button = { type: 'button', action_id: '@here', value: '<!here>', url: 'https://x.test/@here' };
    expect(quietBlocks([{ type: 'actions', block_id: '@channel', elements: [button] }])).toEqual([
      { type: 'actions', block_id: '@channel', elements: [button] },
    ]);
  });
});
