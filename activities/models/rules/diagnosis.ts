import { instant, type Submission, submissionSchema } from '../../../workflows/contract.ts';
import { clip } from './clip.ts';
import type { Facts } from './facts.ts';
import { nextSteps } from './next-steps.ts';
import { faultyObjects } from './objects.ts';
import { evidenceOf, quote } from './quotes.ts';
import { isSymptom, type Root, rootOf } from './root.ts';
import { excused, type Suspect, suspectOf } from './suspect.ts';

const who = 'Built-in rules investigated this, no language model:';

/** Joins what was found to a submission: an incident where something about the scope is wrong, else whatever holds. */
export function diagnose(facts: Facts): Submission {
  const root = facts.scope.unknownService ? undefined : rootOf(facts);
  return submissionSchema.parse(root ? incident(facts, root) : withoutRoot(facts));
}

function incident(facts: Facts, root: Root): Submission {
  const suspect = suspectOf(facts, root);
  const { finding } = root.lead;
  const evidence = evidenceOf(facts, root, suspect);
  const objects = faultyObjects(facts, root, suspect);
  return {
    verdict: 'incident',
    summary: clip(`${who} ${finding.title}. ${finding.mechanism}${suspect ? ` ${why(suspect)}` : ''}`, 1_500),
    rootCause: suspect
      ? `${clip(finding.title, 170)}; since ${clip(changeWords(suspect), 120)}`
      : clip(finding.title, 300),
    category: finding.category,
    confidence: confidenceIn(root, evidence.length),
    faultyObjects: objects,
    ...(suspect ? { suspectChange: suspectChange(suspect) } : {}),
    timeline: timelineOf(root, suspect),
    evidence,
    ruledOut: excused(facts, root, suspect).map((one) => ({
      hypothesis: clip(one.hypothesis, 300),
      why: clip(one.why, 300),
    })),
    notChecked: notChecked(facts),
    nextSteps: nextSteps(finding.category, objects[0], suspect),
  };
}

function confidenceIn(root: Root, quotes: number): Submission['confidence'] {
  if (quotes === 0 || root.relevance < 2) return 'low';
  const { severity, category } = root.lead.finding;
  return severity === 'critical' && !isSymptom(category) ? 'high' : 'medium';
}

const changeWords = ({ repository, commit, mechanism }: Suspect): string =>
  `${repository}@${commit.sha.slice(0, 7)} changed ${mechanism.path} (${mechanism.line.slice(1).trim()})`;

const why = (suspect: Suspect): string =>
  `${changeWords(suspect)}, which the errors name: ${suspect.mechanism.shared.slice(0, 3).join(', ')}.`;

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

const notChecked = (facts: Facts): string[] => facts.notChecked.slice(0, 20).map((one) => clip(one, 300));

/** Healthy needs something of what runs that was examined, and nothing left unread. */
function withoutRoot(facts: Facts): Submission {
  const { scope } = facts;
  const subject = scope.unknownService?.name ?? scope.service ?? 'what was asked about';
  const healthy = !scope.unknownService && facts.examined.length > 0 && facts.unread.length === 0;
  const rootCause = healthy ? wellWords(facts, subject) : unknownWords(facts, subject);
  return {
    verdict: healthy ? 'healthy' : 'inconclusive',
    summary: clip(`${who} ${rootCause}`, 1_500),
    rootCause: clip(rootCause, 300),
    category: healthy ? 'none' : 'unknown',
    confidence: healthy ? 'medium' : 'low',
    faultyObjects: [],
    timeline: [],
    evidence: healthy ? recoveredQuotes(facts) : [],
    ruledOut: [],
    notChecked: notChecked(facts),
    nextSteps: healthy ? [] : [{ what: clip(nextWords(facts), 300) }],
  };
}

/** What looked wrong, and is over, is the reason that somebody asked. */
function wellWords({ examined, recovered }: Facts, subject: string): string {
  const past = recovered.flatMap(({ lines }) => lines)[0];
  const looked = clip(examined.slice(0, 2).join(', '), 90);
  return `Nothing is wrong with ${subject} now: no warning or alarm concerns it (${looked})${past ? `; ${past}` : ''}`;
}

const recoveredQuotes = ({ recovered }: Facts): Submission['evidence'] =>
  recovered.flatMap(({ lines, result }) =>
    lines.slice(0, 3).flatMap((line) => quote('It was wrong in the window and is well again.', line, result)),
  );

function unknownWords({ scope, unread }: Facts, subject: string): string {
  const { unknownService } = scope;
  if (unknownService) {
    const nearest = unknownService.nearest.slice(0, 5).join(', ');
    return `No service named ${subject} exists in reach${nearest ? `; the nearest names are ${nearest}` : ''}.`;
  }
  const reason = unread[0] ?? 'nothing that was read concerns it';
  return `The cause of the trouble with ${subject} was not found: ${reason}`;
}

function nextWords({ scope, unread }: Facts): string {
  if (scope.unknownService) return 'Ask again with the name under which it runs.';
  return unread[0]
    ? `Make this readable and ask again: ${unread[0]}`
    : 'Name the service, or what it runs as, and ask again.';
}
