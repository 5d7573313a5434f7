import type { Category } from '../../../workflows/categories.ts';
import { clip } from './clip.ts';
import { kinds, type Told } from './deed-kinds.ts';
import type { Facts, Lead, Seen } from './facts.ts';
import type { Root } from './root.ts';
import { spokenOf } from './spoken.ts';
import type { Deed } from './structured.ts';
import { minutesBefore, onsetOf } from './timeline.ts';

/** What somebody did in the cloud or with a flag, and what connects it to the trouble. */
export interface Act {
  deed: Seen<Deed>;
  category: Category;
  /** What was done, in words: `made an access key inactive`. */
  says: string;
  /** What the deed and the trouble both name. */
  shared: string;
  minutes: number;
}

/** Robots put out what a commit holds: then that is the change. */
const deploys =
  /github|gitlab|\bgha[-_]|jenkins|terraform|deploy|codebuild|codepipeline|cloudformation|argo|spinnaker|atlantis/i;

/**
 * What somebody did before it began and what the trouble names: the nearest of those that fit. What robots put out for a commit
 * does not count.
 */
export function actOf(facts: Facts, root: Root): Act | undefined {
  const onset = onsetOf(root);
  if (onset === undefined) return undefined;
  const told = toldBy(facts, root);
  const before = facts.deeds
    .filter(({ author }) => !deploys.test(author))
    .map((deed) => ({ deed, minutes: minutesBefore(deed.at, onset) ?? -1 }))
    .filter(({ minutes }) => minutes >= -1);
  const acts = kinds.flatMap((kind) => {
    const ofKind = before.filter(
      ({ deed, minutes }) =>
        kind.action.test(deed.action) &&
        minutes <= kind.minutes &&
        !kind.never?.test(deed.target) &&
        (kind.target?.test(deed.target) ?? true),
    );
    if (ofKind.length === 0 || !kind.fits(told)) return [];
    const alike = ofKind.map(({ deed }) => deed);
    return ofKind.flatMap(({ deed, minutes }): Act[] => {
      const shared = kind.shared(deed, told, alike);
      return shared ? [{ deed, minutes, shared, says: kind.says, category: kind.category(told) }] : [];
    });
  });
  return acts.sort((a, b) => a.minutes - b.minutes)[0];
}

function toldBy(facts: Facts, root: Root): Told {
  const leads: Lead[] = [root.lead, ...root.chain, ...root.supporting.slice(0, 6)];
  const read = facts.results
    .filter(({ tool }) => tool !== 'aws_changes' && !tool.startsWith('github_'))
    .flatMap(({ text }) => text.split('\n').filter((line) => !line.startsWith('changed:')));
  return { said: spokenOf(leads, facts), read: read.join('\n'), root };
}

/** `d.okafor@example.com switched a flag (flag:updated inline-tax) at 10:33:02Z`, at most 190 characters. */
export function actWords({ deed, says }: Act): string {
  const { author, action, target, at } = deed;
  const person = author.split('/').at(-1) ?? author;
  return `${clip(`${person} ${says} (${action} ${target}`, 160)}) at ${at.replace(/\.000Z$/, 'Z')}`;
}

/** The finding that tells most of it: of the act's own kind, else the root. */
export const leadOf = ({ category }: Act, root: Root): Lead =>
  [root.lead, ...root.chain, ...root.supporting].find(({ finding }) => finding.category === category) ?? root.lead;
