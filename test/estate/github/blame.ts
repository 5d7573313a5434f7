import { NotServed } from '../system.ts';
import type { Commit } from './read-repositories.ts';
import type { Repository } from './repository.ts';
import { hunksOf } from './tree-at.ts';

export interface Range {
  startingLine: number;
  endingLine: number;
  commit: Commit;
}

/** Which commit brought each line of a file, as `git blame` finds it; what no patch brought is the oldest commit's. */
export function blameOf(repository: Repository, at: Commit, path: string): Range[] | undefined {
  const tree = repository.treeAt(at);
  if (!tree.has(path)) return undefined;
  const content = tree.get(path);
  if (!content) throw new NotServed(`the blame of ${path} at ${at.sha}: a later commit has no patch`);
  const text = content.toString('utf8').replace(/\n$/, '');
  const history = repository.history(at);
  const brought: (Commit | undefined)[] = text === '' ? [] : text.split('\n').map(() => undefined);
  // Where each line, still without a commit, stands in the version that is looked at.
  let places = brought.map((_, line) => line + 1);
  let name = path;
  for (const commit of history) {
    const file = commit.files.find((one) => one.path === name);
    if (!file) continue;
    const before = file.status === 'added' ? () => undefined : earlier(file.patch ?? '');
    places = places.map((place, line) => {
      if (brought[line]) return place;
      const old = before(place);
      if (old === undefined) brought[line] = commit;
      return old ?? place;
    });
    name = file.previous_path ?? name;
  }
  const oldest = history.at(-1) ?? at;
  return ranges(brought.map((commit) => commit ?? oldest));
}

/** From a line's number after a patch to the one before it; undefined for a line that the patch brought. */
function earlier(patch: string): (line: number) => number | undefined {
  const hunks = hunksOf(patch);
  return (line) => {
    let shift = 0;
    for (const { newStart, lines } of hunks) {
      if (line < newStart) break;
      let at = newStart;
      for (const one of lines) {
        if (one.startsWith('-')) {
          shift += 1;
          continue;
        }
        if (at === line) return one.startsWith('+') ? undefined : line + shift;
        if (one.startsWith('+')) shift -= 1;
        at += 1;
      }
    }
    return line + shift;
  };
}

function ranges(commits: Commit[]): Range[] {
  const found: Range[] = [];
  for (const [index, commit] of commits.entries()) {
    const last = found.at(-1);
    if (last?.commit === commit) last.endingLine = index + 1;
    else found.push({ startingLine: index + 1, endingLine: index + 1, commit });
  }
  return found;
}
