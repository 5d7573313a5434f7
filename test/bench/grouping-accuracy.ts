/** The share of items whose group is exactly the set of items with their label, as the papers on log parsing measure it. */
export function groupingAccuracy(groups: readonly unknown[], labels: readonly string[]): number {
  if (groups.length !== labels.length) throw new Error(`${groups.length} groups for ${labels.length} labels`);
  const labelled = new Map<string, number>();
  for (const label of labels) labelled.set(label, (labelled.get(label) ?? 0) + 1);
  const found = new Map<unknown, Map<string, number>>();
  groups.forEach((group, index) => {
    const within = found.get(group) ?? new Map<string, number>();
    const label = labels[index] ?? '';
    found.set(group, within.set(label, (within.get(label) ?? 0) + 1));
  });
  let right = 0;
  for (const within of found.values()) {
    const [only, ...others] = [...within];
    if (only && others.length === 0 && labelled.get(only[0]) === only[1]) right += only[1];
  }
  return right / labels.length;
}
