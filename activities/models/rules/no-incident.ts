import { isReadElsewhere, type Scope, type Submission } from '../../../workflows/contract.ts';
import { clip } from './clip.ts';
import { signature, unreadLines } from './closing.ts';
import type { Facts } from './facts.ts';
import { quote } from './quotes.ts';
import { namesOf } from './relevance.ts';

/** What most accounts cannot read, and what says nothing of a service where nothing else is wrong with it. */
const notEssential = /^AWS Health: needs .* support plan$/;

/** Healthy needs something of what runs that was examined, and nothing essential left unread. */
export function withoutIncident(facts: Facts): Submission {
  const { scope } = facts;
  const subject = subjectOf(scope);
  const healthy = !scope.unknownService && facts.examined.length > 0 && !facts.unread.some(isEssential(facts));
  const rootCause = healthy ? wellWords(facts, subject) : unknownWords(facts, subject);
  return {
    verdict: healthy ? 'healthy' : 'inconclusive',
    summary: clip(`${signature} ${rootCause}`, 1_500),
    rootCause: clip(rootCause, 300),
    category: healthy ? 'none' : 'unknown',
    confidence: healthy ? 'medium' : 'low',
    faultyObjects: [],
    timeline: [],
    evidence: healthy ? recoveredQuotes(facts) : [],
    ruledOut: [],
    notChecked: unreadLines(facts),
    nextSteps: healthy ? [] : [{ what: clip(nextWords(facts), 300) }],
  };
}

const isEssential =
  ({ examined }: Facts) =>
  (gap: string): boolean =>
    !notEssential.test(gap) && !isReadElsewhere(gap, examined);

/** What looked wrong, and is over, is the reason that somebody asked. */
function wellWords({ examined, recovered, scope }: Facts, subject: string): string {
  // What bears most of the names that were asked about is most about the question.
  const named = (line: string): number => namesOf(scope).filter((name) => line.includes(name)).length;
  const byName = (a: string, b: string): number => named(b) - named(a);
  const byTelling = (a: string, b: string): number => telling(b) - telling(a) || byName(a, b);
  const past = recovered.flatMap(({ lines }) => lines).toSorted(byTelling)[0];
  const looked = clip(examined.toSorted(byName)[0] ?? '', 90);
  const well = `Nothing is wrong with ${subject} now`;
  const read = `no warning or alarm concerns it (${looked})`;
  return past && telling(past) > 0
    ? clip(`${well}: ${past}; ${read}`, 300)
    : `${well}: ${read}${past ? `; ${past}` : ''}`;
}

/** What happened tells more than the numbers that showed it, and an alarm that ended only that it did. */
const telling = (line: string): number =>
  /failed over|failover|recovered|restarted|enlarged|autoscal|upgraded|rolled back|instance class/i.test(line) &&
  !line.startsWith('alarm over')
    ? 2
    : line.startsWith('over: ') || line.startsWith('recovered: ')
      ? 1
      : 0;

const recoveredQuotes = ({ recovered }: Facts): Submission['evidence'] =>
  recovered.flatMap(({ lines, result }) =>
    lines.slice(0, 3).flatMap((line) => quote('It was wrong in the window and is well again.', line, result)),
  );

function unknownWords(facts: Facts, subject: string): string {
  const { unknownService } = facts.scope;
  if (unknownService) {
    const nearest = unknownService.nearest.slice(0, 5).join(', ');
    return `No service named ${subject} exists in reach${nearest ? `; the nearest names are ${nearest}` : ''}.`;
  }
  const [gap] = gapsOf(facts);
  return `The cause of the trouble with ${subject} was not found: ${gap ? `not read was ${systemOf(gap, facts)}${gap}` : 'nothing that was read concerns it'}`;
}

/** Whose gap it is, where it does not say so itself. */
function systemOf(gap: string, { results }: Facts): string {
  const tool = results.find(({ notChecked }) => notChecked.includes(gap))?.tool ?? '';
  const system = tool.startsWith('k8s_') ? 'Kubernetes' : tool.startsWith('aws_') ? 'AWS' : '';
  return system === '' || gap.toLowerCase().includes(system.toLowerCase()) ? '' : `${system}: `;
}

/** What stayed unread, that about the scope, or with a word of the question in it, first. */
function gapsOf({ question, scope, unread }: Facts): string[] {
  const words = question.toLowerCase().match(/[a-z0-9][a-z0-9-]{3,}/g) ?? [];
  const about = [...namesOf(scope), ...namespacesOf(scope), ...words];
  const isAbout = (gap: string): boolean => about.some((name) => gap.toLowerCase().includes(name));
  return unread.toSorted((a, b) => Number(isAbout(b)) - Number(isAbout(a)));
}

const namespacesOf = ({ clusters = [] }: Scope): string[] => [
  ...new Set(clusters.flatMap((one) => one.namespaces ?? [])),
];

/** The service, else the namespaces where they are few. */
function subjectOf(scope: Scope): string {
  const namespaces = namespacesOf(scope);
  const place = namespaces.length > 0 && namespaces.length < 3 ? `namespace ${namespaces.join(' and ')}` : undefined;
  return scope.unknownService?.name ?? scope.service ?? scope.names?.[0] ?? place ?? 'what was asked about';
}

function nextWords(facts: Facts): string {
  const [gap] = gapsOf(facts);
  if (facts.scope.unknownService) return 'Ask again with the name under which it runs.';
  return gap ? `Make this readable and ask again: ${gap}` : 'Name the service, or what it runs as, and ask again.';
}
