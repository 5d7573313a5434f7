import { ToolError } from '../runtime/tool-error.ts';
import type { Change } from './change.ts';
import type { Place } from './places.ts';
import { openCommits, readCommits } from './read-commits.ts';
import { readDeployments } from './read-deployments.ts';
import { readFailedRuns } from './read-failed-runs.ts';
import { joined, readMerged } from './read-pulls.ts';
import { readReleases } from './read-releases.ts';
import type { Reading } from './reading.ts';
import { markRelevant } from './relevance.ts';

export interface RepositoryChanges {
  place: Place;
  changes: Change[];
  examined: string[];
  notChecked: string[];
  /** Why nothing at all could be read. */
  refusal?: ToolError;
}

/** Everything that changed in one repository in the window; what cannot be read is named and leaves the rest. */
export async function readChanges(place: Place, asked: Reading): Promise<RepositoryChanges> {
  const { fullName } = place;
  const refusals: ToolError[] = [];
  const leftOut: string[] = [];
  const reading = { ...asked, leftOut: (what: string) => void leftOut.push(what) };
  const attempt = async <T>(read: Promise<T[]>): Promise<T[]> => {
    try {
      return await read;
    } catch (error) {
      reading.signal.throwIfAborted();
      if (!(error instanceof ToolError)) throw error;
      refusals.push(error);
      return [];
    }
  };
  const all = await Promise.all([
    attempt(readCommits(place, reading)),
    attempt(readMerged(place, reading)),
    attempt(readReleases(place, reading)),
    attempt(readDeployments(place, reading)),
    attempt(readFailedRuns(place, reading)),
  ]);
  const [commits, pulls, releases, deployments, runs] = all;
  const [refusal] = refusals;
  if (refusal && refusals.length === all.length) {
    // All five were refused for one reason: it is the repository's, not that of its commits.
    const why = refusal.message.replace(/^.*?: (?=not found or not permitted)/, '');
    return { place, changes: [], examined: [], notChecked: [`${fullName}: ${why}`], refusal };
  }
  const changes = [
    ...(await openCommits(joined(commits, pulls), place, reading)),
    ...releases,
    ...deployments,
    ...runs,
  ];
  const notChecked = [...refusals.map(({ message }) => message), ...leftOut];
  const count = `${commits.length} commits, ${pulls.length} merged pull requests, ${releases.length} releases, ${deployments.length} deployments, ${runs.length} failed runs`;
  return { place, changes: markRelevant(changes, place), examined: [`${count} of ${fullName}`], notChecked };
}
