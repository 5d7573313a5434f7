import type { Frame } from './frames.ts';

export interface FrameMatch {
  path: string;
  /** How many segments, counted from the file's name, are the same. */
  fits: number;
  /** The trace names what was built from it: `.js` for `.ts`, so that line numbers may differ. */
  compiled: boolean;
}

/** What a compiled file may have been written as. */
const sources: Record<string, string[]> = {
  js: ['ts', 'tsx', 'jsx', 'mts', 'coffee', 'vue', 'svelte'],
  mjs: ['mts', 'ts'],
  cjs: ['cts', 'ts'],
  jsx: ['tsx'],
  class: ['java', 'kt', 'scala'],
  pyc: ['py'],
};
/** Folders that a build writes; the sources lie in `src` or beside them. */
const built = new Set(['dist', 'build', 'out', 'lib', 'target', 'classes', '.next', 'compiled']);
const tests = /(?:^|\/)(?:tests?|__tests__|specs?|fixtures?|mocks?|examples?)\/|[._-](?:test|spec)\.\w+$/i;

/**
 * The files of a tree that a frame may mean, best first: by the longest common end of the paths, then by what else of the
 * frame's folders the path holds, sources before tests, short before long. Images, containers and build machines put
 * anything in front of a path, so that no prefix has to fit.
 */
export function matchesOf(frame: Frame, tree: string[]): FrameMatch[] {
  const name = frame.segments.at(-1) ?? '';
  const [, stem = name, extension = ''] = /^(.+)\.([^.]+)$/.exec(name) ?? [];
  const names = new Set([name, ...(sources[extension] ?? []).map((source) => `${stem}.${source}`)]);
  const ways = writtenAs(frame.segments.slice(0, -1));
  const least = frame.installed ? 2 : 1;
  return tree
    .flatMap((path) => {
      const segments = path.split('/');
      const file = segments.pop() ?? '';
      if (!names.has(file)) return [];
      const fits = 1 + Math.max(...ways.map((folders) => commonEnd(folders, segments)));
      const shared = Math.max(...ways.map((folders) => inOrder(folders, segments)));
      return fits < least ? [] : [{ path, fits, shared, compiled: file !== name, length: segments.length }];
    })
    .sort(
      (a, b) =>
        b.fits - a.fits ||
        Number(a.compiled) - Number(b.compiled) ||
        b.shared - a.shared ||
        Number(tests.test(a.path)) - Number(tests.test(b.path)) ||
        a.length - b.length ||
        (a.path < b.path ? -1 : 1),
    )
    .map(({ path, fits, compiled }) => ({ path, fits, compiled }));
}

/** The folders as the trace has them, and as the sources may have them: `dist` for `src`, or for nothing. */
function writtenAs(folders: string[]): string[][] {
  const at = folders.findLastIndex((folder) => built.has(folder));
  if (at < 0) return [folders];
  const [before, after] = [folders.slice(0, at), folders.slice(at + 1)];
  return [folders, [...before, 'src', ...after], [...before, ...after]];
}

function commonEnd(a: string[], b: string[]): number {
  let count = 0;
  while (count < a.length && count < b.length && a.at(-1 - count) === b.at(-1 - count)) count += 1;
  return count;
}

/** How many of the frame's folders the path holds, in their order. */
function inOrder(folders: string[], path: string[]): number {
  let from = 0;
  let count = 0;
  for (const folder of folders) {
    const at = path.indexOf(folder, from);
    if (at < 0) continue;
    from = at + 1;
    count += 1;
  }
  return count;
}
