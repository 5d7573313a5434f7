import { describe, expect, it } from '@jest/globals';
import { readArguments, UsageError } from '../../../trigger/cli/arguments.ts';

const now = new Date('2026-05-12T10:00:00Z');
const read = (...argv: string[]) => readArguments([...argv, '--time-zone', 'Europe/Berlin'], now);

describe('the command line', () => {
  it('takes the words as the question', () => {
    expect(read('why', 'is', 'cart', 'failing?')).toEqual({
      request: { question: 'why is cart failing?', asker: { id: 'command-line', timeZone: 'Europe/Berlin' } },
      json: false,
      wait: true,
    });
  });

  it('counts a duration back from the end of the window', () => {
    expect(read('why?', '--since', '90m').request.since).toBe('2026-05-12T08:30:00.000Z');
    expect(read('why?', '--since', '1h', '--until', '2026-05-12T11:00:00+02:00').request).toMatchObject({
      since: '2026-05-12T08:00:00.000Z',
      until: '2026-05-12T09:00:00.000Z',
    });
  });

  it('narrows what is looked at', () => {
    const { request } = read('why?', '--service', 'cart', '--namespace', 'a', '--namespace', 'b', '--model', 'rules');
    expect(request).toMatchObject({ model: 'rules', hints: { service: 'cart', namespaces: ['a', 'b'] } });
  });

  it.each([
    [[], 'a question is needed, in quotes'],
    [['why?', '--since', 'yesterday'], "--since is 'yesterday': expected a duration such as 90m or 1h, or RFC 3339"],
    [['why?', '--until', '2026-05-12T10:00:00'], "--until is '2026-05-12T10:00:00': expected RFC 3339 with a zone"],
    [['why?', '--sincee', '1h'], "Unknown option '--sincee'"],
  ])('%j is refused: %s', (argv, why) => {
    expect(() => read(...argv)).toThrow(UsageError);
    expect(() => read(...argv)).toThrow(why);
  });
});
