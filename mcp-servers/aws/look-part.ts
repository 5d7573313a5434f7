import type { Draft } from './findings/draft.ts';
import type { ToldDeed } from './trail/told.ts';

/** What one kind of source shows of an account and region. */
export interface Part {
  drafts: Draft[];
  remarks: string[];
  /** What was wrong within the window and no longer is. */
  recovered?: string[];
  examined: string[];
  /** Looked at, and nothing that was asked about was there. */
  beside: string[];
  /** Who changed what: those that the remarks show. */
  deeds?: ToldDeed[];
}

export const nothing: Part = { drafts: [], remarks: [], examined: [], beside: [] };

/** What was looked at counts as examined only where it is what was asked about. */
export function place(matches: boolean, what: string): { examined: string[]; beside: string[] } {
  return matches ? { examined: [what], beside: [] } : { examined: [], beside: [what] };
}
