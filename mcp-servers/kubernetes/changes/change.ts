/** One thing that happened to an object of the cluster, as far as the cluster itself remembers it. */
export interface Change {
  /** RFC 3339 */
  at: string;
  kind: 'rollout' | 'scaling' | 'creation' | 'edit' | 'deletion';
  /** `Kind/namespace/name` */
  object: string;
  /** Who did it: a field manager such as `helm`, or a controller. */
  author: string;
  /** What happened, in one line. */
  title: string;
}

/** One line, whose words can be quoted. */
export const changeLine = ({ at, kind, object, author, title }: Change): string =>
  `${at} ${kind} ${object}${author ? ` (${author})` : ''}: ${title}`;

const weight = { rollout: 0, scaling: 1, edit: 1, deletion: 1, creation: 2 };

/** Newest first; of one moment what tells most first. */
export function byTime(a: Change, b: Change): number {
  return (
    Date.parse(b.at) - Date.parse(a.at) ||
    weight[a.kind] - weight[b.kind] ||
    (a.object < b.object ? -1 : a.object > b.object ? 1 : 0)
  );
}
