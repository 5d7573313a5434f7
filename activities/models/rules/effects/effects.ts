import type { Commit } from '../structured.ts';
import { codeEffects } from './code.ts';
import { diffsOf } from './diff.ts';
import type { Effect } from './effect.ts';
import { movedEffects } from './moved.ts';
import { settingEffects } from './settings.ts';
import { turnedEffects } from './turned.ts';

/** What a commit does, as far as its diff says so: settings first, which are certain, then what its code seems to do. */
export function effectsOf(commit: Commit): Effect[] {
  const diffs = diffsOf(commit);
  return [
    ...diffs.flatMap(settingEffects),
    ...movedEffects(commit),
    ...diffs.flatMap(turnedEffects),
    ...diffs.flatMap(codeEffects),
  ];
}
