/**
 * The investigation's clock. `SRE_AGENT_CLOCK` (RFC 3339) pins it, so that a frozen incident is examined at its own time;
 * every window, age and default is counted from here.
 */
export type Clock = () => Date;

export function clockFrom(env: Record<string, string | undefined>): Clock {
  const pinned = env.SRE_AGENT_CLOCK;
  if (!pinned) return () => new Date();
  const at = new Date(pinned);
  if (Number.isNaN(at.getTime())) {
    throw new Error(`SRE_AGENT_CLOCK is '${pinned}': expected RFC 3339, such as 2026-05-12T09:40:00Z`);
  }
  return () => new Date(at);
}
