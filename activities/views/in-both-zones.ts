/**
 * An instant as people on call read it: in the asker's zone and in UTC, `12 May 2026 11:40 Europe/Berlin (09:40 UTC)`.
 * A zone that is unknown here counts as UTC. The UTC part carries its date only where it differs.
 */
export function inBothZones(instant: string, timeZone: string): string {
  const zone = knownZone(timeZone);
  const here = inZone(instant, zone);
  const utc = inZone(instant, 'UTC');
  if (zone === 'UTC') return `${utc.date} ${utc.time} UTC`;
  return `${here.date} ${here.time} ${zone} (${utc.date === here.date ? '' : `${utc.date} `}${utc.time} UTC)`;
}

/** A window the same way: `12 May 2026 10:40 to 11:40 Europe/Berlin (08:40 to 09:40 UTC)`. */
export function windowInBothZones(window: { since: string; until: string }, timeZone: string): string {
  const zone = knownZone(timeZone);
  const here = range(inZone(window.since, zone), inZone(window.until, zone));
  if (zone === 'UTC') return `${here} UTC`;
  return `${here} ${zone} (${range(inZone(window.since, 'UTC'), inZone(window.until, 'UTC'), inZone(window.since, zone).date)} UTC)`;
}

/**
 * A moment inside an incident whose zone was said above it, with seconds: `11:40:12 (09:40:12 UTC)`; with the date where
 * that is another one than the report's.
 */
export function timeInBothZones(instant: string, timeZone: string, asOf: string): string {
  const zone = knownZone(timeZone);
  const here = inZone(instant, zone);
  const date = here.date === inZone(asOf, zone).date ? '' : `${here.date} `;
  const utc = inZone(instant, 'UTC').seconds;
  return zone === 'UTC' ? `${date}${utc} UTC` : `${date}${here.seconds} (${utc} UTC)`;
}

interface Read {
  date: string;
  time: string;
  seconds: string;
}

function inZone(instant: string, timeZone: string): Read {
  const at = new Date(instant);
  if (Number.isNaN(at.getTime())) return { date: '', time: instant, seconds: instant };
  const { dates, times } = formatsOf(timeZone);
  const seconds = times.format(at);
  return { date: dates.format(at), time: seconds.slice(0, 5), seconds };
}

interface Formats {
  dates: Intl.DateTimeFormat;
  times: Intl.DateTimeFormat;
}

const formats = new Map<string, Formats>();

/** Kept, since making one takes a millisecond and every progress message shows several times. */
function formatsOf(timeZone: string): Formats {
  const kept = formats.get(timeZone);
  if (kept) return kept;
  const made = {
    dates: new Intl.DateTimeFormat('en-GB', { timeZone, day: 'numeric', month: 'short', year: 'numeric' }),
    times: new Intl.DateTimeFormat('en-GB', { timeZone, timeStyle: 'medium', hourCycle: 'h23' }),
  };
  formats.set(timeZone, made);
  return made;
}

function range(since: Read, until: Read, shownDate?: string): string {
  const first = since.date === shownDate && until.date === shownDate ? '' : `${since.date} `;
  return `${first}${since.time} to ${until.date === since.date ? '' : `${until.date} `}${until.time}`;
}

function knownZone(timeZone: string): string {
  try {
    const zone = formatsOf(timeZone).dates.resolvedOptions().timeZone;
    return zone === 'Etc/UTC' || zone === 'GMT' ? 'UTC' : zone;
  } catch {
    return 'UTC';
  }
}
