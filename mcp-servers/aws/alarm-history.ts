import { duration, stamp } from '../runtime/window.ts';
import type { Transition } from './read/alarm-history.ts';

/** So many times in a day is restlessness, not news. */
const flaps = 4;
/** What brings an alarm about happens before it: its metric has to cross the threshold for some periods first. */
const lead = 30 * 60_000;
const mostShown = 6;

/** How often an alarm fired, whether it flaps, and which window is worth looking at: lines below the alarm's own. */
export function historyLines(transitions: Transition[], now: Date): string[] {
  const fired = transitions.filter(({ to }) => to === 'ALARM');
  const latest = fired.at(-1);
  if (latest === undefined) return [];
  const begun = episodeStart(fired);
  const ended = transitions.find(({ at, from }) => from === 'ALARM' && at > latest.at)?.at;
  const since = new Date(begun.getTime() - lead);
  const until = ended === undefined ? 'now' : stamp(ended);
  const lasted = duration((ended ?? now).getTime() - latest.at.getTime());
  const often =
    fired.length >= flaps ? `flapping: fired ${fired.length} times in a day` : `fired ${fired.length}x in a day`;
  return [
    `  ${often}, the last time ${ended === undefined ? `${lasted} ago and still` : `for ${lasted}`}; worth looking at: since=${stamp(since)} until=${until}`,
    ...transitions.slice(-mostShown).map(({ at, from, to }) => `  ${stamp(at)} ${from} -> ${to}`),
  ];
}

/** Firings less than an hour apart are one story, and its beginning tells most. */
function episodeStart(fired: Transition[]): Date {
  let begun = fired.at(-1)?.at ?? new Date(0);
  for (const { at } of fired.toReversed()) {
    if (begun.getTime() - at.getTime() > 3_600_000) break;
    begun = at;
  }
  return begun;
}
