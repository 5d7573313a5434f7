import type { Entry, Scope } from '../../../workflows/contract.ts';
import { resultText, untrusted } from './untrusted.ts';

type Briefing = Extract<Entry, { kind: 'briefing' }>;

/** The first message: what was asked, what is known of the scope, what the first look returned and rules make of it. */
export function briefingText({ question, alert, scope, earlier, firstLook, leads }: Briefing): string {
  return [
    `# The question\n\n${question}`,
    ...(alert ? [`# The alert, as its source sent it\n\n${untrusted(alert)}`] : []),
    ...(earlier ? [`# What an earlier investigation in this thread said\n\n${untrusted(earlier)}`] : []),
    `# The scope\n\n${scopeText(scope)}`,
    firstLook.length > 0
      ? `# The first look\n\nThese calls were made for you. Cite them like your own.\n\n${firstLook.map(resultText).join('\n\n')}`
      : '# The first look\n\nNo tool could look before you. Begin with the overview tools.',
    ...(leads ? [`# Leads\n\n${leadsAdvice}\n\n${untrusted(leads)}`] : []),
  ].join('\n\n');
}

const leadsAdvice =
  'A program that joins findings by rules suggests these. It knows nothing of your systems and has been wrong before, so take them as suspicions and not as the answer: for each, look for what would refute it, ask what it leaves unexplained, and think of causes that no rule knows. Cite the results that it names, never this list.';

/** What we say ourselves stands free; names come from labels, tags and errors that anybody may have written. */
function scopeText(scope: Scope): string {
  const { now, timeZone, window, unknownService } = scope;
  const past = isPast(scope)
    ? ' It lies in the past: cluster state is of now, and old events are gone, not absent.'
    : '';
  const named = namedIn(scope);
  return [
    `Now: ${now}. The person who asks lives in ${timeZone}.`,
    `Window: ${window.since} to ${window.until}.${past}`,
    ...(unknownService
      ? ['The service that was asked about exists nowhere in reach. Say so; do not call it healthy.']
      : []),
    ...(named.length > 0 ? [untrusted(named.join('\n'))] : []),
  ].join('\n');
}

function namedIn(scope: Scope): string[] {
  const { service, names, clusters, accounts, log_groups, repositories, owners, runningCommit } = scope;
  const { inferred, notChecked, unknownService } = scope;
  return [
    ...line('Service', service ? [service] : []),
    ...line('Exists nowhere', unknownService ? [unknownService.name] : []),
    ...line('The nearest names that exist', unknownService?.nearest),
    ...line('Also named', names),
    ...line(
      'Clusters',
      clusters?.map(({ context, namespaces }) => withParts(context, namespaces)),
    ),
    ...line(
      'AWS accounts',
      accounts?.map(({ account, regions }) => withParts(account, regions)),
    ),
    ...line('Log groups', log_groups),
    ...line(
      'Repositories',
      repositories?.map(({ repository, paths }) => withParts(repository, paths)),
    ),
    ...line('Owners', owners),
    ...line('Running commit', runningCommit ? [runningCommit] : []),
    ...line('Inferred, not configured', inferred),
    ...line('Could not be listed', notChecked),
  ];
}

const line = (label: string, values: string[] | undefined): string[] =>
  values && values.length > 0 ? [`${label}: ${values.join(', ')}`] : [];

const withParts = (name: string, parts: string[] | undefined): string =>
  parts && parts.length > 0 ? `${name} (${parts.join(', ')})` : name;

/** A quarter of an hour before now is still the incident that goes on. */
const isPast = ({ now, window }: Scope): boolean => Date.parse(now) - Date.parse(window.until) > 15 * 60_000;
