import { type Finding, instant, type Submission, submissionSchema } from '../../../workflows/contract.ts';
import { reportOf, rootThrough } from './act-report.ts';
import { categoryOf } from './category.ts';
import { clip } from './clip.ts';
import { signature, unreadLines } from './closing.ts';
import { confidenceIn, rivalOf } from './confidence.ts';
import { actOf } from './deeds.ts';
import { excused } from './excused.ts';
import type { Facts } from './facts.ts';
import { fillerOf } from './filler.ts';
import { letThroughBy } from './let-through.ts';
import { loadTestOf, ofLoadTest } from './load-test.ts';
import { nextSteps } from './next-steps.ts';
import { withoutIncident } from './no-incident.ts';
import { faultyObjects } from './objects.ts';
import { evidenceOf, quote } from './quotes.ts';
import { isSymptom, type Root, rootOf } from './root.ts';
import { senderOf } from './senders.ts';
import { calledHost, exceptionIn, lastTwo } from './spoken.ts';
import { type Suspect, suspectOf } from './suspect.ts';
import { hiddenReason, unexplained } from './unexplained.ts';

/** Joins what was found to a submission: an incident where something about the scope is wrong, else whatever holds. */
export function diagnose(facts: Facts): Submission {
  const root = facts.scope.unknownService ? undefined : rootOf(facts);
  if (!root) return submissionSchema.parse(withoutIncident(facts));
  const test = loadTestOf(facts, root);
  if (test) return submissionSchema.parse(ofLoadTest(test, facts, root));
  const act = actOf(facts, root);
  if (!act) return submissionSchema.parse(withoutAct(facts, root));
  const through = rootThrough(act, root);
  return submissionSchema.parse(reportOf(act, facts, through, incident(facts, through, undefined)));
}

function withoutAct(facts: Facts, root: Root): Submission {
  const suspect = suspectOf(facts, root);
  const hidden = suspect ? undefined : hiddenReason(facts, root);
  return hidden ? unexplained(facts, root, hidden) : incident(facts, root, suspect);
}

function incident(facts: Facts, root: Root, suspect: Suspect | undefined): Submission {
  const { finding } = root.lead;
  const sender = suspect ? undefined : senderOf(facts, root);
  const asking = facts.results.find(({ callId }) => callId === sender?.callId);
  const evidence = [
    ...evidenceOf(facts, root, suspect),
    ...(sender && asking ? quote(`Of the requests, ${sender.words}.`, sender.line, asking) : []),
  ].slice(0, 10);
  const objects = faultyObjects(facts, root, suspect);
  const category = categoryOf(isOutside(finding) ? 'dependency-outage' : finding.category, suspect);
  // Seen through a log or a pod, it is named by what has to be changed.
  const [first = finding.object] = objects;
  const named = first === finding.object || suspect?.repository === first.replace(/^github:/, '');
  const said = exceptionIn(root.lead, facts);
  const isBuried =
    isSymptom(finding.category) || /nested exception|Traceback|\bat [\w.$]+\(|not permitted/.test(finding.title);
  const title = isBuried && said ? `${beginningOf(finding.title)}: ${said}` : finding.title;
  const doer =
    sender?.words ?? letThroughBy(facts, root) ?? (suspect ? undefined : (fillerOf(facts, root) ?? calledHost(root)));
  const headline = `${named ? '' : `${first}: `}${doer ? `${clip(title, 130)}; ${doer}` : title}`;
  const since = suspect && clip(changeWords(suspect), 160);
  const rival = rivalOf(facts, root)?.finding;
  const beside = rival ? ` Apart from it, and explained by nothing of it: ${rival.title}.` : '';
  return {
    verdict: 'incident',
    summary: clip(
      `${signature} ${finding.title}. ${finding.mechanism}${suspect ? ` ${why(suspect)}` : ''}${beside}`,
      1_500,
    ),
    rootCause: rootCauseWords(headline, since, rival?.object === finding.object ? rival.title : undefined),
    category,
    confidence: confidenceIn(facts, root, suspect, evidence.length),
    faultyObjects: objects,
    ...(suspect ? { suspectChange: suspectChange(suspect) } : {}),
    timeline: timelineOf(root, suspect),
    evidence,
    ruledOut: excused(facts, root, suspect).map((one) => ({
      hypothesis: clip(one.hypothesis, 300),
      why: clip(one.why, 300),
    })),
    notChecked: unreadLines(facts),
    nextSteps: nextSteps(category, objects[0], suspect),
  };
}

/** In 300 characters: what it is, since which change, and a second cause of the same thing that the first does not explain. */
function rootCauseWords(headline: string, since: string | undefined, second: string | undefined): string {
  const tail = [...(since ? [`since ${since}`] : []), ...(second ? [`and apart from it: ${clip(second, 110)}`] : [])];
  const rest = tail.map((part) => `; ${part}`).join('');
  return `${clip(headline, 300 - rest.length)}${rest}`;
}

/** A trace that ends in a host of somebody else's, who fails. */
const isOutside = ({ category, object }: Finding): boolean =>
  category === 'unknown' &&
  /^aws:xray\/[\w-]+(?:\.[\w-]+)+$/.test(object) &&
  !/\.(?:internal|local|amazonaws\.com)$/.test(object);

/** What a title says before it begins to quote. */
const beginningOf = (title: string): string => clip(/^.{20,160}?\)?(?=: )/.exec(title)?.[0] ?? title, 150);

function changeWords({ repository, commit, mechanism }: Suspect): string {
  const { effect, path, line } = mechanism;
  const name = `${repository}@${commit.sha.slice(0, 7)}`;
  const file = path.length > longPath ? `…/${lastTwo(path)}` : path;
  return effect ? `${name} ${effect.what} in ${file}` : `${name} changed ${file} (${line.slice(1).trim()})`;
}

const longPath = 50;

function why(suspect: Suspect): string {
  const { effect, shared } = suspect.mechanism;
  const named = shared.length > 0 ? `the errors name ${shared.slice(0, 3).join(', ')}` : '';
  const known = effect ? 'that is known to end so' : '';
  return `${changeWords(suspect)}; ${[known, named].filter((part) => part).join(', and ')}.`;
}

function suspectChange(suspect: Suspect): Submission['suspectChange'] {
  const { repository, commit } = suspect;
  return { repository, sha: commit.sha, ...(commit.url ? { url: commit.url } : {}), why: clip(why(suspect), 500) };
}

function timelineOf({ lead, supporting }: Root, suspect: Suspect | undefined): Submission['timeline'] {
  const change = suspect ? [{ at: suspect.at, what: changeWords(suspect) }] : [];
  const findings = [lead, ...supporting.slice(0, 6)].map(({ finding }) => ({ at: finding.since, what: finding.title }));
  return [...change, ...findings]
    .flatMap(({ at, what }) => (instant.safeParse(at).success && at ? [{ at, what: clip(what, 300) }] : []))
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}
