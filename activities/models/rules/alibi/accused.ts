import { diffsOf } from '../effects/diff.ts';
import type { Seen } from '../facts.ts';
import type { Mechanism } from '../mechanism.ts';
import type { Change, Commit } from '../structured.ts';

export interface Accused {
  change: Seen<Change>;
  commit: Commit;
  mechanism: Mechanism;
  /** Since when it runs; RFC 3339. */
  at: string;
}

/** What its diff takes and brings, as one text. */
export const linesOf = (commit: Commit): string =>
  diffsOf(commit)
    .flatMap(({ removed, added }) => [...removed, ...added].map(({ text }) => text))
    .join('\n');
