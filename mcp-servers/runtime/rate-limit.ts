/** Takes room for so many requests; answers 0, or the milliseconds until there is room. */
export type RateLimit = (count: number, now?: number) => number;

/**
 * Requests a second. An investigation asks a few times a second; a model in a loop, or a client gone wild, does not load
 * what is in trouble.
 */
export const defaultRates = { server: 100, session: 20 };

/** What may come at once after a pause, in seconds of the rate. */
const burstSeconds = 5;

/** A bucket of five seconds' worth that refills steadily. More than the whole bucket at once is never taken. */
export function rateLimit(perSecond: number): RateLimit {
  const size = perSecond * burstSeconds;
  let level = size;
  let filledAt = performance.now();
  return (count, now = performance.now()) => {
    level = Math.min(size, level + ((now - filledAt) / 1_000) * perSecond);
    filledAt = now;
    if (count <= level) {
      level -= count;
      return 0;
    }
    return ((Math.min(count, size) - level) / perSecond) * 1_000;
  };
}
