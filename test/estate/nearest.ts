/** The known name that a mistyped one most likely meant; undefined where none is close. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((candidate) => ({ candidate, edits: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.edits - b.edits);
  const best = ranked[0];
  return best && best.edits <= Math.max(2, Math.floor(name.length / 2)) ? best.candidate : undefined;
}

/** `unknown key 'titel', did you mean 'title'?`; where nothing is close, the known names unless they are very many. */
export function unknownName(what: string, name: string, known: readonly string[]): string {
  const unknown = `unknown ${what} '${name}'`;
  const close = nearest(name, known);
  if (close) return `${unknown}, did you mean '${close}'?`;
  if (known.length > 20) return unknown;
  return `${unknown}, expected ${known.length === 1 ? '' : 'one of '}${known.join(', ')}`;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(substitution, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    previous = row;
  }
  return previous[b.length] ?? 0;
}
