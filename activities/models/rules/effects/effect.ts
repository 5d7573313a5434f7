import type { Category } from '../../../../workflows/categories.ts';

/** What a change does, as far as its diff says so, and the kinds of trouble that this is known to bring about. */
export interface Effect {
  /** What follows a commit's name: `raises the log level from info to debug`. */
  what: string;
  /** A changed line that shows it, as the diff has it. */
  line: string;
  path: string;
  brings: readonly Category[];
}
