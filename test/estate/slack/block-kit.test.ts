import { describe, expect, it } from '@jest/globals';
import { checkBlocks } from './block-kit.ts';
import { Refusal } from './method.ts';

const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });
const button = (action_id: string, label = 'Go') => ({
  type: 'button',
  action_id,
  text: { type: 'plain_text', text: label },
});

function refused(blocks: unknown): unknown {
  try {
    checkBlocks(blocks);
  } catch (error) {
    if (error instanceof Refusal) return error.more.errors ?? error.error;
    throw error;
  }
  return 'accepted';
}

describe('Block Kit', () => {
  it('takes what Slack takes', () => {
    expect(
      refused([
        { type: 'header', text: { type: 'plain_text', text: 'Diagnosis' } },
        section('*bold*'),
        { type: 'section', fields: [{ type: 'mrkdwn', text: 'a' }], accessory: button('more') },
        { type: 'context', elements: [{ type: 'mrkdwn', text: 'as of now' }] },
        { type: 'actions', elements: [button('stop'), button('again')] },
        { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'hi' }] }] },
      ]),
    ).toBe('accepted');
  });

  it.each<[string, unknown, unknown]>([
    ['51 blocks', Array(51).fill({ type: 'divider' }), ['no more than 50 items allowed [json-pointer:/blocks]']],
    [
      'a long section',
      [section('x'.repeat(3_001))],
      ['must be less than 3001 characters [json-pointer:/blocks/0/text/text]'],
    ],
    ['an empty text', [section('')], ['must be more than 0 characters [json-pointer:/blocks/0/text/text]']],
    [
      'a long header',
      [{ type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } }],
      ['must be less than 151 characters [json-pointer:/blocks/0/text/text]'],
    ],
    [
      'a long button',
      [{ type: 'actions', elements: [button('a', 'x'.repeat(76))] }],
      ['must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]'],
    ],
    [
      'an action id twice',
      [{ type: 'actions', elements: [button('a'), button('a')] }],
      ['`action_id` already exists in this block [json-pointer:/blocks/0/elements]'],
    ],
    [
      'a section without text',
      [{ type: 'section' }],
      ['missing required field: text or fields [json-pointer:/blocks/0]'],
    ],
    ['an unknown block', [{ type: 'banner' }], ['unsupported type [json-pointer:/blocks/0/type]']],
    [
      'an unknown property',
      [{ type: 'divider', colour: 'red' }],
      ['invalid additional property: colour [json-pointer:/blocks/0]'],
    ],
    ['something missing', [{ type: 'header' }], ['missing required field: text [json-pointer:/blocks/0/text]']],
    ['too much of everything', Array(5).fill(section('x'.repeat(2_700))), 'msg_blocks_too_long'],
    ['no list', 'blocks', 'invalid_blocks_format'],
  ])('refuses %s', (_, blocks, errors) => {
    expect(refused(blocks)).toEqual(errors);
  });
});
