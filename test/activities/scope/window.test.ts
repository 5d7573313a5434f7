import { describe, expect, it } from '@jest/globals';
import { windowOf } from '../../../activities/scope/window.ts';

const now = new Date('2026-07-14T10:00:00Z');
const asked = (question: string, more = {}) => windowOf({ question, ...more }, now, 'Europe/Berlin');

describe('the window of a question', () => {
  it.each([
    ['why is checkout failing?', '2026-07-14T08:00:00.000Z', 'window of the last 2 hours'],
    ['what broke since 11:15?', '2026-07-14T08:45:00.000Z', 'window from 30 minutes before 11:15 Europe/Berlin'],
    ['errors since 09:15 UTC', '2026-07-14T08:45:00.000Z', 'window from 30 minutes before 09:15 UTC'],
    // 23:00 has not come yet today: it was yesterday's.
    ['it began at 23:00', '2026-07-13T20:30:00.000Z', 'window from 30 minutes before 23:00 Europe/Berlin'],
    ['latency is up for the last 3 hours', '2026-07-14T06:30:00.000Z', 'window of 3 hours and 30 minutes before'],
    ['CPU above 88% for 20 minutes', '2026-07-14T09:10:00.000Z', 'window of 20 minutes and 30 minutes before'],
    ['what happened yesterday?', '2026-07-12T22:00:00.000Z', 'window from yesterday, 00:00'],
    ['it was pending earlier today', '2026-07-13T22:00:00.000Z', 'window from today, 00:00'],
  ])('%s', (question, since, inferred) => {
    expect(asked(question)).toEqual({ since, until: now.toISOString(), inferred });
  });

  it('is the one that was given', () => {
    const given = { since: '2026-07-14T01:00:00+02:00', until: '2026-07-14T02:00:00+02:00' };
    expect(asked('why?', given)).toEqual({ since: '2026-07-13T23:00:00.000Z', until: '2026-07-14T00:00:00.000Z' });
  });

  it('begins half an hour before an alert fired, wherever its source puts the time', () => {
    const alert = { alerts: [{ labels: {}, startsAt: '2026-07-14T04:00:00Z' }] };
    expect(asked('why?', { alert }).since).toBe('2026-07-14T03:30:00.000Z');
  });

  it('is 14 days at most', () => {
    expect(asked('why?', { since: '2026-01-01T00:00:00Z' }).since).toBe('2026-06-30T10:00:00.000Z');
  });
});
