import type { Commit } from '../structured.ts';
import { leaks } from './code-patterns.ts';
import { harmless } from './diff.ts';
import type { Effect } from './effect.ts';

/** What gives back a connection, a file, a lock or a body that was read. */
const givesBack = /\b(?:close|release|dispose|unlock|rollback|disconnect|end|drain|cancel)\w*\(/i;
const leaves = /^\s*(?:\}\s*)?(?:return|throw|raise|break|continue|panic)\b|\breturn\b/;

/** Of a file that stays open what was written is on the disk all the same: something else wrote it. */
const brings = leaks.filter((category) => category !== 'disk-full');

/**
 * Lines that a diff only moved, where the new place stands behind a way out of the function: what left by that way has kept
 * what it took. As a line it is neither gone nor new, so that no other effect sees it.
 */
export function movedEffects({ files }: Commit): Effect[] {
  return files.filter(({ path }) => !harmless.test(path)).flatMap(({ path, patch = '' }) => inHunks(path, patch));
}

function inHunks(path: string, patch: string): Effect[] {
  return patch.split(/^@@.*$/m).flatMap((hunk) => {
    const lines = hunk.split('\n');
    const last = lines.findLastIndex((line) => line.startsWith('+') && givesBack.test(line));
    const moved = lines[last]?.slice(1).trim();
    const first = lines.findIndex((line) => line.startsWith('-') && line.slice(1).trim() === moved);
    const between = first < 0 ? [] : lines.slice(first + 1, last);
    if (!moved || !between.some((line) => !line.startsWith('-') && leaves.test(line.slice(1)))) return [];
    return [{ what: `leaves before it closes what it opened (${moved})`, line: `+${moved}`, path, brings }];
  });
}
