import { groupBy } from './findings/draft.ts';
import type { Snapshot } from './snapshot.ts';

/** Gaps in words; the same verb refused on many resources of one namespace is one line. */
export function gapsOf(snapshot: Snapshot, several: boolean): string[] {
  const refused = /^list \S+( in \S+)? \(403:/;
  const places = groupBy(snapshot.unread, ({ words, namespace }) => (refused.test(words) ? (namespace ?? '') : words));
  const lines = [...places.entries()].flatMap(([namespace, unread]) => {
    const whole = [...new Set(unread.map(({ words }) => words))];
    if (whole.length < 3) return whole;
    const where = namespace ? ` in ${namespace}` : ' in the whole cluster';
    return [`list ${[...new Set(unread.map(({ resource }) => resource))].join(', ')}${where} (403: verb list on each)`];
  });
  return lines.map((line) => (several ? `${snapshot.context}: ${line}` : line));
}
