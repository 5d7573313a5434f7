import { NotServed } from '../system.ts';
import type { Commit } from './read-repositories.ts';

/** Path to content; undefined where the file exists and its content cannot be known from the case. */
export type Tree = Map<string, Buffer | undefined>;

/** Takes commits back out of a tree, newest first. */
export function reverseInto(tree: Tree, newestFirst: Commit[], unknown?: string): Tree {
  if (unknown) throw new NotServed(unknown);
  for (const commit of newestFirst) {
    for (const file of commit.files) {
      const after = tree.get(file.path);
      if (file.status === 'added') {
        tree.delete(file.path);
        continue;
      }
      if (file.status === 'renamed') tree.delete(file.path);
      const before = file.status === 'removed' ? Buffer.alloc(0) : after;
      const path = file.status === 'renamed' ? (file.previous_path ?? file.path) : file.path;
      const unchanged = file.status === 'renamed' && file.patch === undefined;
      tree.set(path, unchanged ? before : reversed(before, file.patch));
    }
  }
  return tree;
}

/** The content before a unified diff was applied; undefined where the diff does not fit. */
export function reversed(after: Buffer | undefined, patch: string | undefined): Buffer | undefined {
  if (after === undefined || patch === undefined) return undefined;
  const text = after.toString('utf8');
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n');
  const out: string[] = [];
  let at = 0;
  for (const hunk of hunksOf(patch)) {
    const start = Math.max(hunk.newStart - (hunk.newLines === 0 ? 0 : 1), 0);
    out.push(...lines.slice(at, start));
    at = start;
    for (const line of hunk.lines) {
      if (line.startsWith('-')) out.push(line.slice(1));
      else if (line.startsWith('+') || line.startsWith(' ') || line === '') {
        if (lines[at] !== line.slice(1)) return undefined;
        if (!line.startsWith('+')) out.push(line.slice(1));
        at += 1;
      }
    }
  }
  out.push(...lines.slice(at));
  return Buffer.from(out.length === 0 ? '' : `${out.join('\n')}\n`);
}

export interface Hunk {
  newStart: number;
  newLines: number;
  lines: string[];
}

export function hunksOf(patch: string): Hunk[] {
  const hunks: Hunk[] = [];
  for (const line of patch.replace(/\n$/, '').split('\n')) {
    const head = /^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@/.exec(line);
    if (head) hunks.push({ newStart: Number(head[1]), newLines: Number(head[2] ?? 1), lines: [] });
    else hunks.at(-1)?.lines.push(line);
  }
  return hunks;
}

/** Lines that a patch adds and removes, as GitHub counts them. */
export function countLines(patch: string | undefined): { additions: number; deletions: number } {
  const lines = patch?.split('\n') ?? [];
  return {
    additions: lines.filter((line) => line.startsWith('+')).length,
    deletions: lines.filter((line) => line.startsWith('-')).length,
  };
}
