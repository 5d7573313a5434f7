/** One thing that happened to a repository: merged, committed, released, deployed, or a run that failed. */
export interface Change {
  /** RFC 3339 */
  at: string;
  kind: 'merge' | 'commit' | 'release' | 'deployment' | 'failed-run';
  /** `owner/repo` */
  repository: string;
  /** Full SHA; empty where GitHub names none. */
  sha: string;
  /** First line only. */
  title: string;
  author: string;
  url: string;
  /** Changed files, where they were read; at most `mostPaths`, `files` counts all. */
  paths: string[];
  files?: number;
  /** The part of the repository that it is about, by folder or by the deployment's own words. */
  service?: string;
  pull?: number;
  environment?: string;
  /** How a deployment or run ended. */
  state?: string;
  /** What ran there before this deployment. */
  previousSha?: string;
  /** When a deployment in the window put this very commit out. */
  deployedAt?: string;
  /** Whether it touches the paths or the service that was asked about. */
  relevant: boolean;
}

export const mostPaths = 6;

export const short = (sha: string): string => sha.slice(0, 7);

/** One line, whose SHA and words can be quoted. */
export function changeLine(change: Change): string {
  const { at, kind, sha, title, author, pull, environment, state, previousSha, service, deployedAt } = change;
  const start = `${at} ${kind}`;
  const by = author ? ` (${author})` : '';
  switch (kind) {
    case 'deployment':
      return `${start} ${short(sha)} of ${service ?? title} to ${environment}: ${state ?? 'state unknown'}${by}${previousSha ? `, before it ${short(previousSha)}` : ''}`;
    case 'release':
      return `${start} ${title}${sha ? ` at ${short(sha)}` : ''}${by}`;
    case 'failed-run':
      return `${start} ${short(sha)} ${title}: ${state}${by} ${change.url}`;
    default:
      return `${start} ${short(sha)}${pull === undefined ? '' : ` #${pull}`} ${title}${by}${pathsOf(change)}${deployedAt ? ` deployed ${deployedAt}` : ''}`;
  }
}

function pathsOf({ paths, files = paths.length }: Change): string {
  if (paths.length === 0) return '';
  const more = files - paths.length;
  return ` [${paths.join(', ')}${more > 0 ? ` and ${more} more` : ''}]`;
}

/** What concerns the question first, then the newest. */
export function byRelevance(a: Change, b: Change): number {
  if (a.relevant !== b.relevant) return a.relevant ? -1 : 1;
  return Date.parse(b.at) - Date.parse(a.at) || (a.sha < b.sha ? -1 : a.sha > b.sha ? 1 : 0);
}
