import type { Submission } from '../../../workflows/contract.ts';
import type { Facts } from './facts.ts';
import type { Root } from './root.ts';
import { isHarmless, isSameSha, type Suspect, type Weighed, weighedChanges } from './suspect.ts';

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
