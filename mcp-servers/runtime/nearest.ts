/** Names that a misspelt one may have meant, closest first: a containing name, or at most a third of it mistyped. */
export function nearest(name: string, known: Iterable<string>, limit = 5): string[] {
  const wanted = name.toLowerCase();
  const scored: { candidate: string; distance: number }[] = [];
  for (const candidate of new Set(known)) {
    const other = candidate.toLowerCase();
    const distance = editDistance(wanted, other);
    const contains = wanted.length >= 3 && (other.includes(wanted) || (other.length >= 3 && wanted.includes(other)));
    if (contains || distance <= Math.max(1, Math.floor(Math.max(wanted.length, other.length) / 3))) {
      // A name that contains the other is as close as two typing errors at most, however much longer it is.
      scored.push({ candidate, distance: contains ? Math.min(distance, 2) : distance });
    }
  }
  scored.sort((a, b) => a.distance - b.distance || compare(a.candidate, b.candidate));
  return scored.slice(0, limit).map((s) => s.candidate);
}

/** Insertions, deletions, substitutions and swaps of neighbours, each counted once. */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substitution = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let best = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, substitution);
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, (beforeLast[j - 2] ?? 0) + 1);
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
