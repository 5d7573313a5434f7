import { describe, expect, it } from '@jest/globals';
import { questionIn, readMention } from '../../../trigger/slack/mention.ts';

describe('the question in a mention', () => {
  it.each([
    ['<@UBOT> why is cart failing?', 'why is cart failing?'],
    ['why is cart failing, <@UBOT>?', 'why is cart failing, ?'],
    ['<@UBOT> ask <@U2|maria> in <#C1|incidents> &amp; <!here>', 'ask @maria in #incidents & @here'],
    ['<@UBOT> see <https://example.com/a?b=1&amp;c=2|the graph>', 'see the graph (https://example.com/a?b=1&c=2)'],
    ['<@UBOT> is <http://cart.example.com|cart.example.com> up?', 'is http://cart.example.com up?'],
    ['<@UBOT> rps &lt; 5\nsince   09:30', 'rps < 5\nsince 09:30'],
    ['<@UBOT>', ''],
    ['<@UBOT> ???', ''],
    ['<@UBOT> 为什么', '为什么'],
  ])('%j is %j', (text, question) => {
    expect(questionIn(text, 'UBOT')).toBe(question);
  });
});

describe('a mention', () => {
  const event = { type: 'app_mention', user: 'U1', text: '<@UBOT> why?', ts: '1750000000.000100', channel: 'C1' };
  const read = (change: object) => readMention({ team_id: 'T1', event: { ...event, ...change } }, 'UBOT');

  it('is answered in its own thread', () => {
    expect(read({})).toEqual({
      mention: {
        thread: { team: 'T1', channel: 'C1', ts: '1750000000.000100' },
        ts: '1750000000.000100',
        user: 'U1',
        question: 'why?',
      },
    });
  });

  it.each(['--model rules', '\u2014model=rules'])('chooses who investigates by %j', (option) => {
    expect(read({ text: `<@UBOT> why ${option} is cart down?` })).toMatchObject({
      mention: { question: 'why  is cart down?', model: 'rules' },
    });
  });

  it('inside a thread is answered there', () => {
    expect(read({ thread_ts: '1740000000.000100' })).toMatchObject({
      mention: { thread: { ts: '1740000000.000100' } },
    });
  });

  it.each([
    [{ user: undefined }, 'event.user: nobody asks'],
    [{ text: undefined }, 'event.text: it has no text'],
    [{ bot_id: 'B1' }, 'event.bot_id: a bot wrote it'],
    [{ edited: { user: 'U1', ts: '1' } }, 'event.edited: it is an edit of an earlier message'],
  ])('with %j cannot be used', (change, why) => {
    expect(read(change)).toEqual({ unusable: why });
  });
});
