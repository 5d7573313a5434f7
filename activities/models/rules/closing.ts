import { clip } from './clip.ts';
import type { Facts } from './facts.ts';

/** Every report of the rules begins with what they are. */
export const signature = 'Built-in rules investigated this, no language model:';

/** What could not be read, as a report lists it. */
export const unreadLines = (facts: Facts): string[] => facts.notChecked.slice(0, 20).map((one) => clip(one, 300));
