import { z } from 'zod';

/**
 * The investigation's clock. `SRE_AGENT_CLOCK` (RFC 3339) pins it, so that a frozen incident is examined at its own time;
 * every window, age and default is counted from here.
 */
export type Clock = () => Date;

/** Throws where the variable is no time, or one without a zone: nobody would know which it means. */
export function clockFrom(env: Record<string, string | undefined>): Clock {
  const pinned = env.SRE_AGENT_CLOCK;
  if (!pinned) return () => new Date();
  if (!z.iso.datetime({ offset: true }).safeParse(pinned).success) {
    throw new Error(`SRE_AGENT_CLOCK is '${pinned}': expected RFC 3339 with a zone, such as 2026-05-12T09:40:00Z`);
  }
  return () => new Date(pinned);
}
