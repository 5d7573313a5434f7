import type { Submission } from '../../../workflows/contract.ts';
import type { Facts, Seen } from './facts.ts';
import { type Mechanism, mechanismOf } from './mechanism.ts';
import { likeness, namesOf } from './relevance.ts';
import { onsetOf, type Root } from './root.ts';
import { type Change, type Commit, runningIn } from './structured.ts';

export interface Suspect {
  commit: Seen<Commit>;
  repository: string;
  /** When it took effect, or was committed. */
  at: string | undefined;
  mechanism: Mechanism;
}

/** A change that was rolled out shortly after the first errors of an older one is not to be excused by clocks alone. */
const skewMs = 60_000;

/** Changes that may have to do with it, the likeliest first: running, of this service, before it began, the latest. */
export function candidates(facts: Facts, onset: string | undefined): Seen<Change>[] {
  const worth = (change: Change): number =>
    (isRunning(change.sha, facts) ? 4 : 0) + (isOfService(change, facts) ? 2 : 0);
  return facts.changes
    .filter((change) => !beganAfter(change.at, onset) && worth(change) > 0)
    .sort((a, b) => worth(b) - worth(a) || Date.parse(b.at) - Date.parse(a.at));
}

/** The change that a mechanism connects to the root; the strongest mechanism, and of equals the likeliest. */
export function suspectOf(facts: Facts, root: Root): Suspect | undefined {
  const order = candidates(facts, onsetOf(root));
  const leads = [root.lead, ...root.supporting];
  const suspects = order.flatMap((change) => {
    const commit = facts.commits.find((one) => isSameSha(one.sha, change.sha));
    const mechanism = commit && mechanismOf(commit, leads, namesOf(facts.scope));
    return commit && mechanism ? [{ commit, repository: change.repository, at: change.at, mechanism }] : [];
  });
  return suspects.sort((a, b) => b.mechanism.strength - a.mechanism.strength)[0];
}

/** What was looked at and left, each with the fact that excuses it. */
export function excused(facts: Facts, root: Root, suspect: Suspect | undefined): Submission['ruledOut'] {
  const onset = onsetOf(root);
  return facts.changes
    .filter((change) => !suspect || !isSameSha(change.sha, suspect.commit.sha))
    .flatMap((change) => {
      const why = excuse(change, facts, onset);
      return why ? [{ hypothesis: `${change.repository}@${change.sha.slice(0, 7)}: ${change.title}`, why }] : [];
    })
    .slice(0, 5);
}

function excuse(change: Change, facts: Facts, onset: string | undefined): string | undefined {
  if (beganAfter(change.at, onset)) return `It came at ${change.at}, after the first sign at ${onset}.`;
  if (facts.commits.some((one) => isSameSha(one.sha, change.sha)))
    return 'Nothing in its diff touches what the errors name.';
  return isOfService(change, facts) ? undefined : 'It does not touch what runs as this service.';
}

const beganAfter = (at: string, onset: string | undefined): boolean =>
  onset !== undefined && Date.parse(at) > Date.parse(onset) + skewMs;

function isRunning(sha: string, { scope, results }: Facts): boolean {
  const inventory = results.flatMap((result) => runningIn(result.structured));
  const own = inventory.filter(({ name }) => likeness(name.toLowerCase(), namesOf(scope)) > 0);
  const running = [scope.runningCommit, ...own.map(({ commit }) => commit)];
  return running.some((one) => one !== undefined && isSameSha(one, sha));
}

const isSameSha = (a: string, b: string): boolean => a.startsWith(b) || b.startsWith(a);

/** As the server says, else by the deployment's service or a folder's name; a repository that holds this service alone counts as a whole. */
function isOfService({ relevant, service, paths, repository }: Change, { scope }: Facts): boolean {
  if (relevant !== undefined) return relevant;
  const names = namesOf(scope);
  if (service !== undefined) return likeness(service.toLowerCase(), names) > 0;
  const folders = paths.flatMap((path) => path.toLowerCase().split('/'));
  if (folders.some((folder) => likeness(folder, names) > 0)) return true;
  const isMonorepo = paths.some((path) => /^(?:services|apps|packages)\//.test(path));
  const configured = scope.repositories?.map((one) => one.repository) ?? [];
  return !isMonorepo && (configured.includes(repository) || likeness(repository.split('/').at(-1) ?? '', names) > 0);
}
