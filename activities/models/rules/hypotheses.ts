import type { Entry, Hypothesis } from '../../../workflows/contract.ts';
import { clip } from './clip.ts';
import { type Facts, factsOf, type Lead } from './facts.ts';
import { isTrouble, type Root, rankedLeads, rootOf } from './root.ts';
import { type Weighed, weighedChanges } from './suspect.ts';

/** What the board holds. */
const most = 6;

/** What may be the cause, as far as the transcript tells: most likely first, the ruled-out ones with what speaks against them. */
export function hypothesesOf(transcript: Entry[]): Hypothesis[] {
  return hypothesesIn(factsOf(transcript));
}

export function hypothesesIn(facts: Facts): Hypothesis[] {
  const root = facts.scope.unknownService ? undefined : rootOf(facts);
  if (!root) return withoutTrouble(facts).slice(0, most);
  const changes = weighedChanges(facts, root);
  const supported = changes.filter((one) => 'suspect' in one).sort((a, b) => scoreOf(b) - scoreOf(a));
  const open = changes.filter((one) => 'open' in one).slice(0, 1);
  const out = changes.filter((one) => 'why' in one).slice(0, 2);
  const all = [
    ofRoot(root),
    ...supported.slice(0, 2).map(ofChange),
    ...noChange(facts, changes),
    ...open.map(ofChange),
    ...ofRivals(facts, root),
    ...out.map(ofChange),
  ];
  return all.slice(0, most);
}

const scoreOf = (one: Weighed): number => ('suspect' in one ? one.suspect.score : 0);

function ofRoot({ lead, chain }: Root): Hypothesis {
  const steps = chain.length - 1;
  const because =
    steps > 0 ? `${steps} ${steps === 1 ? 'finding follows' : 'findings follow'} from it` : lead.finding.mechanism;
  return hypothesis(
    lead.finding.title,
    'supported',
    because,
    chain.map(({ result }) => result.callId),
  );
}

function ofChange(one: Weighed): Hypothesis {
  const { repository, sha, title, callId } = one.change;
  const claim = `${repository}@${sha.slice(0, 7)} did it: ${title}`;
  if ('suspect' in one) {
    const { effect, path, shared } = one.suspect.mechanism;
    const because = effect
      ? `it ${effect.what} in ${path}`
      : `it changes ${path}, and the errors name ${shared.join(', ')}`;
    return hypothesis(claim, 'supported', because, [one.suspect.commit.callId]);
  }
  if ('why' in one) return hypothesis(claim, 'ruled-out', one.why, [callId]);
  return hypothesis(claim, 'open', 'its diff, and whether it runs since before it began', [callId]);
}

/** That no change did it is an answer only where changes were looked at. */
function noChange({ results }: Facts, changes: Weighed[]): Hypothesis[] {
  const looked = results.filter(({ tool, isError }) => tool === 'github_changes' && !isError);
  if (looked.length === 0 || changes.some((one) => 'suspect' in one)) return [];
  const isOpen = changes.some((one) => 'open' in one);
  const because = isOpen ? 'no diff that was read connects to it' : 'none that ran before it began touches what fails';
  return [
    hypothesis(
      'No change did it',
      isOpen ? 'open' : 'supported',
      because,
      looked.map(({ callId }) => callId),
    ),
  ];
}

/** Other trouble near by that nothing connects to it. */
function ofRivals(facts: Facts, { lead, chain, supporting }: Root): Hypothesis[] {
  const linked = new Set([lead, ...chain]);
  const others = rankedLeads(facts).filter((one) => !linked.has(one) && !one.finding.causedBy);
  return others.slice(0, 2).map((one) => {
    const status = supporting.includes(one) ? 'open' : 'ruled-out';
    return hypothesis(one.finding.title, status, reasonOf(one, lead), [one.result.callId]);
  });
}

/** Why the root and not this one. */
function reasonOf({ finding }: Lead, root: Lead): string {
  const [own, its] = [Date.parse(finding.since ?? ''), Date.parse(root.finding.since ?? '')];
  if (own > its) return `it began at ${finding.since}, after ${root.finding.since}`;
  return finding.severity === 'critical' ? 'nothing connects the two' : 'it shows the trouble and does not explain it';
}

function withoutTrouble({ unread, examined, recovered, results, leads }: Facts): Hypothesis[] {
  const calls = results.slice(0, 3).map(({ callId }) => callId);
  const over = recovered.filter(({ lines }) => lines.length > 0);
  const hidden = unread
    .slice(0, 1)
    .map((gap) => hypothesis(`Hidden by what could not be read: ${gap}`, 'open', 'reading it', calls));
  const past = over
    .slice(0, 1)
    .map(({ lines, result }) =>
      hypothesis(`It is over: ${lines[0] ?? ''}`, 'supported', 'it was wrong in the window and is well again', [
        result.callId,
      ]),
    );
  const isWell = unread.length === 0 && examined.length > 0;
  const well = hypothesis(
    'Nothing is wrong now',
    isWell ? 'supported' : 'open',
    examined[0] ?? 'nothing that matches was examined',
    calls,
  );
  const elsewhere = leads
    .filter(({ finding }) => isTrouble(finding))
    .slice(0, 2)
    .map((one) =>
      hypothesis(one.finding.title, 'open', 'whether it concerns what was asked about', [one.result.callId]),
    );
  return [...hidden, ...past, well, ...elsewhere];
}

const hypothesis = (claim: string, status: Hypothesis['status'], because: string, calls: string[]): Hypothesis => ({
  claim: clip(claim, 200),
  status,
  because: clip(because, 200),
  calls: [...new Set(calls)].slice(0, 6),
});
