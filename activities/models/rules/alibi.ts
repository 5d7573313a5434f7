import type { Accused } from './alibi/accused.ts';
import { comesFromOutside } from './alibi/from-outside.ts';
import { goesOnWithoutIt } from './alibi/rolled-back.ts';
import { ranDownBefore, writesNoMore } from './alibi/used-up.ts';
import type { Facts } from './facts.ts';
import type { Root } from './root.ts';

/**
 * Why a change cannot have done it although its diff looks like it; undefined where nothing clears it. What clears is a fact
 * of the running system: errors without the change, the same elsewhere, or an error that says that its reason is outside.
 */
export function alibiOf(accused: Accused, facts: Facts, root: Root): string | undefined {
  return (
    goesOnWithoutIt(accused, facts, root) ??
    comesFromOutside(accused, facts, root) ??
    writesNoMore(accused, facts, root) ??
    ranDownBefore(accused, root)
  );
}
