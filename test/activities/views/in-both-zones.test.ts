import { describe, expect, it } from '@jest/globals';
import { inBothZones, timeInBothZones, windowInBothZones } from '../../../activities/views/in-both-zones.ts';

describe('a time for people', () => {
  it.each([
    ['2026-05-12T09:40:00Z', 'Europe/Berlin', '12 May 2026 11:40 Europe/Berlin (09:40 UTC)'],
    ['2026-05-12T22:40:00Z', 'Europe/Berlin', '13 May 2026 00:40 Europe/Berlin (12 May 2026 22:40 UTC)'],
    ['2026-05-12T11:40:00+02:00', 'America/New_York', '12 May 2026 05:40 America/New_York (09:40 UTC)'],
    ['2026-05-12T09:40:00Z', 'UTC', '12 May 2026 09:40 UTC'],
    ['2026-05-12T09:40:00Z', 'Mars/Olympus', '12 May 2026 09:40 UTC'],
  ])('%s in %s is %s', (instant, zone, shown) => {
    expect(inBothZones(instant, zone)).toBe(shown);
  });

  it('shows a window in both zones, with a date where the day changes', () => {
    expect(windowInBothZones({ since: '2026-05-12T08:40:00Z', until: '2026-05-12T09:40:00Z' }, 'Europe/Berlin')).toBe(
      '12 May 2026 10:40 to 11:40 Europe/Berlin (08:40 to 09:40 UTC)',
    );
    expect(windowInBothZones({ since: '2026-05-12T21:40:00Z', until: '2026-05-12T22:40:00Z' }, 'Europe/Berlin')).toBe(
      '12 May 2026 23:40 to 13 May 2026 00:40 Europe/Berlin (21:40 to 22:40 UTC)',
    );
    expect(windowInBothZones({ since: '2026-05-12T08:40:00Z', until: '2026-05-12T09:40:00Z' }, 'UTC')).toBe(
      '12 May 2026 08:40 to 09:40 UTC',
    );
  });

  it('shows a moment with seconds, and its date where that is not the report’s', () => {
    expect(timeInBothZones('2026-05-12T09:40:12Z', 'Europe/Berlin', '2026-05-12T10:00:00Z')).toBe(
      '11:40:12 (09:40:12 UTC)',
    );
    expect(timeInBothZones('2026-05-10T09:40:12Z', 'UTC', '2026-05-12T10:00:00Z')).toBe('10 May 2026 09:40:12 UTC');
  });
});
