/** Lines around a change, as git shows them. */
const around = 3;

interface Edit {
  sign: ' ' | '-' | '+';
  text: string;
}

/** The hunks between two texts, as GitHub's `patch` has them; undefined where nothing differs. */
export function unifiedDiff(before: string, after: string): string | undefined {
  const edits = editsBetween(linesOf(before), linesOf(after));
  const changed = edits.flatMap(({ sign }, at) => (sign === ' ' ? [] : [at]));
  if (changed.length === 0) return undefined;
  const hunks: [number, number][] = [];
  for (const at of changed) {
    const last = hunks.at(-1);
    const [from, to] = [Math.max(0, at - around), Math.min(edits.length, at + around + 1)];
    if (last && from <= last[1]) last[1] = to;
    else hunks.push([from, to]);
  }
  return hunks.map(([from, to]) => hunk(edits, from, to)).join('\n');
}

function hunk(edits: Edit[], from: number, to: number): string {
  const [earlier, own] = [edits.slice(0, from), edits.slice(from, to)];
  const range = (gone: Edit['sign']): string => {
    const length = own.filter(({ sign }) => sign !== gone).length;
    const start = earlier.filter(({ sign }) => sign !== gone).length + (length > 0 ? 1 : 0);
    return length === 1 ? String(start) : `${start},${length}`;
  };
  return [`@@ -${range('+')} +${range('-')} @@`, ...own.map(({ sign, text }) => sign + text)].join('\n');
}

const linesOf = (text: string): string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));

/** By the longest common subsequence of what lies between a common start and end. */
function editsBetween(before: string[], after: string[]): Edit[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let end = 0;
  const most = Math.min(before.length, after.length) - start;
  while (end < most && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  const same = (lines: string[]): Edit[] => lines.map((text) => ({ sign: ' ', text }));
  return [
    ...same(before.slice(0, start)),
    ...inTheMiddle(before.slice(start, before.length - end), after.slice(start, after.length - end)),
    ...same(before.slice(before.length - end)),
  ];
}

function inTheMiddle(before: string[], after: string[]): Edit[] {
  const width = after.length + 1;
  const longest = new Uint32Array((before.length + 1) * width);
  const at = (i: number, j: number): number => longest[i * width + j] ?? 0;
  for (let i = before.length - 1; i >= 0; i -= 1) {
    for (let j = after.length - 1; j >= 0; j -= 1) {
      longest[i * width + j] = before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const edits: Edit[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) {
      edits.push({ sign: ' ', text: before[i] ?? '' });
      i += 1;
      j += 1;
    } else if (i < before.length && (j >= after.length || at(i + 1, j) >= at(i, j + 1))) {
      edits.push({ sign: '-', text: before[i] ?? '' });
      i += 1;
    } else {
      edits.push({ sign: '+', text: after[j] ?? '' });
      j += 1;
    }
  }
  return edits;
}
