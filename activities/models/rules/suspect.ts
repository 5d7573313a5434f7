import { alibiOf } from './alibi.ts';
import { diffsOf, harmless } from './effects/diff.ts';
import type { Facts, Lead, Seen } from './facts.ts';
import { partsOf } from './features.ts';
import { names } from './graph.ts';
import { impliedBy } from './implied.ts';
import { closeness, isLikely, place } from './likelihood.ts';
import { type Mechanism, mechanismOf } from './mechanism.ts';
import { rarityIn } from './overlap.ts';
import { type Owner, ownerOf, type Subject, sameName, sideBySide, subjectOf } from './ownership.ts';
import { likeness, namesOf } from './relevance.ts';
import type { Root } from './root.ts';
import { spokenOf } from './spoken.ts';
import { type Change, type Commit, runningIn } from './structured.ts';
import { beganAfter, firstSignOf, minutesBefore, onsetOf } from './timeline.ts';
import { toldOf } from './told.ts';
import { tookEffect } from './took-effect.ts';
import { type Trouble, weigh } from './weighing.ts';

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
  /** An error names what it changes, or it does what is known to end so; else it only fits best by all that is told. */
  isProven: boolean;
}

/** What may have done it, weighed: a suspect, or why it is none. */
export type Weighed = { change: Seen<Change>; owner: Owner } & (
  | { suspect: Suspect }
  /** Where it ran before it began, and only its diff speaks against it, that is `unconnected`. */
  | { why: string; unconnected?: true }
  | { open: true }
);

/** So much has to connect a change to the root, the further off it is: what is another program's has to be named by the errors. */
const enough: Record<Owner, number> = { own: 2, near: 3, shared: 3, foreign: 3 };
const nearer: Record<Owner, number> = { own: 3, near: 1.5, shared: 0, foreign: -1 };

/** What is the same for every change that is weighed. */
interface Court {
  facts: Facts;
  root: Root;
  subject: Subject;
  /** The findings from the root on. */
  leads: Lead[];
  spoken: string;
  trouble: Trouble;
  /** When the root began, and when anything was first seen of it. */
  onset: string | undefined;
  sign: string | undefined;
}

/** Every change with what speaks for or against it, in the order in which they are worth reading. */
export function weighedChanges(facts: Facts, root: Root): Weighed[] {
  const court = courtOf(facts, root);
  const { subject, spoken } = court;
  const all = facts.changes
    .filter(({ kind }) => kind !== 'failed-run' && kind !== 'release')
    .map((change) => ({ change, owner: nearest(change, ownerOf(change, subject), spoken, subject, facts) }))
    .sort((a, b) => nearer[b.owner] - nearer[a.owner] || Date.parse(b.change.at) - Date.parse(a.change.at))
    .map(({ change, owner }) => weighOne(change, owner, court));
  return clearly(all);
}

function courtOf(facts: Facts, root: Root): Court {
  const leads = [root.lead, ...root.supporting];
  const spoken = spokenOf(leads, facts);
  const [onset, sign] = [onsetOf(root), firstSignOf(root, facts)];
  const trouble = troubleOf(facts, root, spoken, sign);
  return { facts, root, subject: subjectOf(facts, root), leads, spoken, trouble, onset, sign };
}

function weighOne(change: Seen<Change>, owner: Owner, court: Court): Weighed {
  const { facts, root, subject, spoken, trouble, onset, sign } = court;
  const since = tookEffect(change, owner, subject, spoken, sign, facts);
  if ('never' in since) return { change, owner, why: since.never };
  if (beganAfter(since.at, onset))
    return { change, owner, why: `It came at ${since.at}, after the first sign at ${onset}.` };
  const commit = commitOf(change, facts);
  if (!commit) return { change, owner, open: true };
  const proven = provenBy(commit, change, owner, since.at, court);
  const minutes = minutesBefore(since.at, sign);
  const isSurelyLate = minutes !== undefined && minutes < -3;
  const likely = isSurelyLate ? undefined : weigh(commit, isItsOwn(change, subject) ? ofItself(trouble) : trouble);
  const effect = proven?.effect ?? likely?.effect;
  const near = closeness(minutes, since.by, trouble, effect) + (isRunning(change.sha, facts) ? 1 : 0);
  const mechanism = proven ? { ...proven, ...bestLine(proven, likely) } : likely;
  if (!mechanism || !(proven || isLikely(mechanism, owner, near, trouble))) {
    const why = excuse(commit, owner);
    return { change, owner, why, ...(diffsOf(commit).length > 0 ? { unconnected: true } : {}) };
  }
  const alibi = alibiOf({ change, commit, mechanism, at: since.at }, facts, root);
  if (alibi) return { change, owner, why: alibi };
  const likelihood = likely ? likely.strength + place[owner] + near : 0;
  const score = likelihood + (proven ? Math.min(3, proven.strength / 2) : 0);
  const { repository } = change;
  const suspect = { commit, repository, at: since.at, mechanism, owner, score, isProven: proven !== undefined, change };
  return { change, owner, suspect };
}

/** What connects it for certain: an error names what it changes, or it does what is known to end so, and it is near enough. */
function provenBy(
  commit: Commit,
  change: Seen<Change>,
  owner: Owner,
  at: string,
  { facts, subject, leads, spoken, trouble, onset }: Court,
): Mechanism | undefined {
  const known = mechanismOf(commit, leads, namesOf(facts.scope), spoken);
  if (!known || !isEnough(known, owner, minutesBefore(at, onset))) return undefined;
  const isNamed = owner !== 'foreign' || isElsewhere(change, subject, facts) || isSpokenOf(change, spoken);
  const isSurgeOfItself =
    trouble.category === 'traffic-surge' && known.shared.length === 0 && isItsOwn(change, subject);
  return isNamed && !isSurgeOfItself ? known : undefined;
}

/** In the failing program's own folder, and in none that others share. */
const isItsOwn = ({ paths }: Change, { root }: Subject): boolean =>
  paths.length > 0 &&
  paths.every((path) => {
    const part = sideBySide.exec(path.toLowerCase())?.[1];
    return part !== undefined && root.some((name) => sameName(part, name));
  });

/** More requests come from those who call: nothing that a program changes in itself brings them. */
const ofItself = (trouble: Trouble): Trouble => ({
  ...trouble,
  category: trouble.category === 'traffic-surge' ? 'unknown' : trouble.category,
  implied: new Set([...trouble.implied].filter((one) => one !== 'traffic-surge')),
});

/** What is named by what fails is near, whosoever it is; and so is what several share, where it is the failing program's part. */
const nearest = (change: Seen<Change>, owner: Owner, spoken: string, subject: Subject, facts: Facts): Owner =>
  owner === 'foreign' && (isSpokenOf(change, spoken) || namesIt(change, subject, facts)) ? 'near' : owner;

/** Outside of all programs' folders, in lines beside which the failing program's name stands. */
const namesIt = (change: Seen<Change>, { root }: Subject, facts: Facts): boolean =>
  !change.paths.some((path) => sideBySide.test(path)) &&
  (commitOf(change, facts)?.files ?? []).some(({ patch = '' }) =>
    root.some((name) => name.length > 3 && names(patch.toLowerCase(), name)),
  );

const commitOf = ({ sha }: Change, { commits }: Facts): Seen<Commit> | undefined =>
  commits.find((one) => isSameSha(one.sha, sha));

function troubleOf(facts: Facts, root: Root, spoken: string, sign: string | undefined): Trouble {
  const leads = [root.lead, ...root.supporting];
  const told = toldOf(leads, facts, sign);
  return {
    category: root.lead.finding.category,
    implied: impliedBy([spoken, ...told.around.words, ...told.around.pairs].join('\n')),
    told,
    rarity: rarityIn(facts.commits),
    own: new Set([...namesOf(facts.scope), ...subjectOf(facts, root).root].flatMap(partsOf)),
  };
}

/** What the errors name of what it does tells more than what comes first. */
const bestLine = (proven: Mechanism, likely: Mechanism | undefined): Partial<Mechanism> =>
  likely?.effect ? { effect: likely.effect, line: likely.effect.line, path: likely.effect.path } : proven;

/** A change that is only likely is accused where it stands clearly above every other. */
function clearly(all: Weighed[]): Weighed[] {
  const scores = all.flatMap((one) => ('suspect' in one ? [one.suspect] : [])).sort((a, b) => b.score - a.score);
  const [first, second] = scores;
  if (!first || first.isProven || !second || first.score - second.score >= clear) return all;
  return all.map((one) =>
    'suspect' in one && !one.suspect.isProven
      ? {
          change: one.change,
          owner: one.owner,
          why: 'It may have done it, and another as well: nothing tells them apart.',
        }
      : one,
  );
}

const clear = 0.75;

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

const isPutOut = ({ sha }: Change, facts: Facts): boolean =>
  facts.deployments.some((one) => one.sha === sha) || isRunning(sha, facts);

/** Changes whose diffs are worth reading, the likeliest first. */
export function candidates(facts: Facts, root: Root): Seen<Change>[] {
  return weighedChanges(facts, root)
    .filter((one) => 'open' in one && !isHarmless(one.change))
    .sort((a, b) => worth(b, facts) - worth(a, facts))
    .map(({ change }) => change);
}

/** Changes of the failing program itself that took effect in the day before it began, and that nothing connects to it. */
export function unconnected(facts: Facts, root: Root): Seen<Change>[] {
  const onset = onsetOf(root);
  return weighedChanges(facts, root)
    .filter((one) => 'unconnected' in one && one.owner === 'own' && (minutesBefore(one.change.at, onset) ?? 0) <= day)
    .map(({ change }) => change);
}

/** Minutes. */
const day = 24 * 60;

const worth = ({ change, owner }: Weighed, facts: Facts): number => nearer[owner] + (isPutOut(change, facts) ? 2 : 0);

export const isHarmless = ({ paths }: Change): boolean =>
  paths.length > 0 && paths.every((path) => harmless.test(path));

/** The change that a mechanism connects to the root; the strongest, and of equals the likeliest. */
export const suspectsOf = (facts: Facts, root: Root): Suspect[] =>
  weighedChanges(facts, root)
    .flatMap((one) => ('suspect' in one ? [one.suspect] : []))
    .sort((a, b) => b.score - a.score);

export const suspectOf = (facts: Facts, root: Root): Suspect | undefined => suspectsOf(facts, root)[0];

function isRunning(sha: string, { scope, results }: Facts): boolean {
  const inventory = results.flatMap((result) => runningIn(result.structured));
  const own = inventory.filter(({ name }) => likeness(name.toLowerCase(), namesOf(scope)) > 0);
  const running = [scope.runningCommit, ...own.map(({ commit }) => commit)];
  return running.some((one) => one !== undefined && isSameSha(one, sha));
}

export const isSameSha = (a: string, b: string): boolean => a.startsWith(b) || b.startsWith(a);

/** The program that the suspect changes, where that is not the root's own. */
export function programOf({ owner, change }: Suspect): string | undefined {
  if (owner !== 'foreign' && owner !== 'near') return undefined;
  return (change.service ?? change.repository.split('/').at(-1))?.toLowerCase();
}
