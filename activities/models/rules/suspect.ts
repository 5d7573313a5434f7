import type { Submission } from '../../../workflows/contract.ts';
import { alibiOf } from './alibi.ts';
import { diffsOf, harmless } from './effects/diff.ts';
import type { Facts, Seen } from './facts.ts';
import { names } from './graph.ts';
import { type Mechanism, mechanismOf } from './mechanism.ts';
import { type Owner, ownerOf, type Subject, sideBySide, subjectOf } from './ownership.ts';
import { likeness, namesOf } from './relevance.ts';
import type { Root } from './root.ts';
import { spokenOf } from './spoken.ts';
import { type Change, type Commit, runningIn } from './structured.ts';
import { beganAfter, inEffect, minutesBefore, onsetOf } from './timeline.ts';

export interface Suspect {
  commit: Seen<Commit>;
  repository: string;
  /** When it took effect, or was committed. */
  at: string | undefined;
  mechanism: Mechanism;
  owner: Owner;
  /** How much speaks for it, beside no other measure. */
  score: number;
  change: Seen<Change>;
}

/** What may have done it, weighed: a suspect, or why it is none. */
export type Weighed = { change: Seen<Change>; owner: Owner } & (
  | { suspect: Suspect }
  | { why: string }
  | { open: true }
);

/** So much has to connect a change to the root, the further off it is: what is another program's has to be named by the errors. */
const enough: Record<Owner, number> = { own: 2, near: 3, shared: 3, foreign: 3 };
const nearer: Record<Owner, number> = { own: 3, near: 1.5, shared: 0, foreign: -1 };

/** Every change with what speaks for or against it, in the order in which they are worth reading. */
export function weighedChanges(facts: Facts, root: Root): Weighed[] {
  const subject = subjectOf(facts, root);
  const onset = onsetOf(root);
  const spoken = spokenOf([root.lead, ...root.supporting], facts);
  return facts.changes
    .filter(({ kind }) => kind !== 'failed-run' && kind !== 'release')
    .map((change) => ({ change, owner: ownerOf(change, subject) }))
    .sort((a, b) => nearer[b.owner] - nearer[a.owner] || Date.parse(b.change.at) - Date.parse(a.change.at))
    .map(({ change, owner }): Weighed => {
      const since = inEffect(change, owner === 'foreign' ? [...subject.others] : programsOf(subject, owner), facts);
      if ('never' in since) return { change, owner, why: since.never };
      if (beganAfter(since.at, onset))
        return { change, owner, why: `It came at ${since.at}, after the first sign at ${onset}.` };
      const commit = facts.commits.find((one) => isSameSha(one.sha, change.sha));
      if (!commit) return { change, owner, open: true };
      const found = mechanismOf(commit, [root.lead, ...root.supporting], namesOf(facts.scope), spoken);
      const isNamed = owner !== 'foreign' || isElsewhere(change, subject, facts) || isSpokenOf(change, spoken);
      const mechanism = found && isNamed && isEnough(found, owner, minutesBefore(since.at, onset)) ? found : undefined;
      if (!mechanism) return { change, owner, why: excuse(commit, owner) };
      const alibi = alibiOf({ change, commit, mechanism, at: since.at }, facts, root);
      if (alibi) return { change, owner, why: alibi };
      const score = mechanism.strength + nearer[owner] + timing(since.at, onset) + (isPutOut(change, facts) ? 2 : 0);
      const { repository } = change;
      return { change, owner, suspect: { commit, repository, at: since.at, mechanism, owner, score, change } };
    });
}

const programsOf = (subject: Subject, owner: Owner): string[] => (owner === 'near' ? subject.near : subject.root);

/** What another program changed is connected by a name alone: what its diff does otherwise happens in that program. */
function isEnough({ strength, effect, shared, path }: Mechanism, owner: Owner, minutes: number | undefined): boolean {
  if (owner === 'foreign' && shared.length === 0) return false;
  // Infrastructure that all share names no program: what it sets has to fit, and to come right before.
  const isRightBefore = minutes !== undefined && minutes <= 60 && strength >= 4 && isInfrastructure(path);
  if (owner === 'shared' && effect && shared.length === 0 && !isRightBefore) return false;
  return strength >= enough[owner];
}

/** A repository of one program that is not the root's: folders side by side share words that mean nothing. */
const isElsewhere = ({ repository, paths }: Change, subject: Subject, { changes }: Facts): boolean =>
  !paths.some((path) => sideBySide.test(path)) &&
  !changes.some((one) => one.repository === repository && ownerOf(one, subject) === 'own');

const isSpokenOf = ({ service, paths }: Change, spoken: string): boolean =>
  [service ?? '', ...paths.flatMap((path) => sideBySide.exec(path)?.[1] ?? [])].some(
    (name) => name.length > 3 && names(spoken.toLowerCase(), name.toLowerCase()),
  );

const isInfrastructure = (path: string): boolean => /\.(?:tf|hcl|ya?ml|json|toml|tfvars|bicep|rego)$/.test(path);

function excuse(commit: Commit, owner: Owner): string {
  if (diffsOf(commit).length === 0) return 'It changes only documentation, tests or what is not run.';
  if (owner === 'foreign') return 'It is of another program, and nothing in its diff is named by the errors.';
  return 'Nothing in its diff touches what the errors name.';
}

function timing(at: string, onset: string | undefined): number {
  const minutes = minutesBefore(at, onset);
  if (minutes === undefined) return 0;
  return minutes <= 30 ? 1.5 : minutes <= 180 ? 0.5 : minutes > 24 * 60 ? -1 : 0;
}

const isPutOut = ({ sha }: Change, facts: Facts): boolean =>
  facts.deployments.some((one) => one.sha === sha) || isRunning(sha, facts);

/** Changes whose diffs are worth reading, the likeliest first. */
export function candidates(facts: Facts, root: Root): Seen<Change>[] {
  return weighedChanges(facts, root)
    .filter((one) => 'open' in one && !isHarmless(one.change))
    .sort((a, b) => worth(b, facts) - worth(a, facts))
    .map(({ change }) => change);
}

const worth = ({ change, owner }: Weighed, facts: Facts): number => nearer[owner] + (isPutOut(change, facts) ? 2 : 0);

const isHarmless = ({ paths }: Change): boolean => paths.length > 0 && paths.every((path) => harmless.test(path));

/** The change that a mechanism connects to the root; the strongest, and of equals the likeliest. */
export const suspectsOf = (facts: Facts, root: Root): Suspect[] =>
  weighedChanges(facts, root)
    .flatMap((one) => ('suspect' in one ? [one.suspect] : []))
    .sort((a, b) => b.score - a.score);

export const suspectOf = (facts: Facts, root: Root): Suspect | undefined => suspectsOf(facts, root)[0];

/** What was looked at and left, each with the fact that excuses it. */
export function excused(facts: Facts, root: Root, suspect: Suspect | undefined): Submission['ruledOut'] {
  return weighedChanges(facts, root)
    .filter(({ change }) => !suspect || !isSameSha(change.sha, suspect.commit.sha))
    .flatMap((one) => {
      const why = whyNot(one, suspect);
      const { repository, sha, title } = one.change;
      return why ? [{ hypothesis: `${repository}@${sha.slice(0, 7)}: ${title}`, why }] : [];
    })
    .slice(0, 5);
}

function whyNot(one: Weighed, suspect: Suspect | undefined): string | undefined {
  if ('why' in one) return one.why;
  if ('suspect' in one)
    return suspect && `Less connects it than ${suspect.repository}@${suspect.commit.sha.slice(0, 7)}.`;
  if (isHarmless(one.change)) return 'It changes only documentation, tests or what is not run.';
  return one.owner === 'foreign' ? 'It does not touch what runs as this service.' : undefined;
}

function isRunning(sha: string, { scope, results }: Facts): boolean {
  const inventory = results.flatMap((result) => runningIn(result.structured));
  const own = inventory.filter(({ name }) => likeness(name.toLowerCase(), namesOf(scope)) > 0);
  const running = [scope.runningCommit, ...own.map(({ commit }) => commit)];
  return running.some((one) => one !== undefined && isSameSha(one, sha));
}

const isSameSha = (a: string, b: string): boolean => a.startsWith(b) || b.startsWith(a);

/** The program that the suspect changes, where that is not the root's own. */
export function programOf({ owner, change }: Suspect): string | undefined {
  if (owner !== 'foreign' && owner !== 'near') return undefined;
  return (change.service ?? change.repository.split('/').at(-1))?.toLowerCase();
}
