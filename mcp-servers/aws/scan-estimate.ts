import type { Span } from './read/log-events.ts';
import type { Group } from './read/log-groups.ts';

const day = 86_400_000;

/**
 * Bytes that a query over this window scans at most, roughly: the group's share of the time for which it holds events.
 * AWS states stored bytes compressed and bills them uncompressed, and traffic varies: an order of magnitude, for a cap.
 */
export function scanEstimate(
  { storedBytes, createdAt, retentionDays }: Group,
  { since, until }: Span,
  now: Date,
): number {
  const kept = retentionDays === undefined ? Number.POSITIVE_INFINITY : retentionDays * day;
  const held = Math.min(kept, Math.max(now.getTime() - createdAt, 1));
  const share = Math.min(1, (until.getTime() - since.getTime()) / held);
  return storedBytes * share;
}
