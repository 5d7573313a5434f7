import type { Entry, Scope } from '../../../workflows/contract.ts';
import { resultText, untrusted } from './untrusted.ts';

type Briefing = Extract<Entry, { kind: 'briefing' }>;

/** The first message: what was asked, what is known of the scope, and what the first look returned. */
export function briefingText({ question, alert, scope, earlier, firstLook }: Briefing): string {
  return [
    `# The question\n\n${question}`,
    ...(alert ? [`# The alert, as its source sent it\n\n${untrusted(alert)}`] : []),
    ...(earlier ? [`# What an earlier investigation in this thread said\n\n${untrusted(earlier)}`] : []),
    `# The scope\n\n${scopeLines(scope).join('\n')}`,
    firstLook.length > 0
      ? `# The first look\n\nThese calls were made for you. Cite them like your own.\n\n${firstLook.map(resultText).join('\n\n')}`
      : '# The first look\n\nNo tool could look before you. Begin with the overview tools.',
  ].join('\n\n');
}

function scopeLines(scope: Scope): string[] {
  const { window } = scope;
  return [
    `Now: ${scope.now}. The person who asks lives in ${scope.timeZone}.`,
    `Window: ${window.since} to ${window.until}.${isPast(scope) ? ' It lies in the past: cluster state is of now, and old events are gone, not absent.' : ''}`,
    ...line('Service', scope.service ? [scope.service] : []),
    ...line('Also named', scope.names),
    ...line(
      'Clusters',
      scope.clusters?.map(({ context, namespaces }) => withParts(context, namespaces)),
    ),
    ...line(
      'AWS accounts',
      scope.accounts?.map(({ account, regions }) => withParts(account, regions)),
    ),
    ...line('Log groups', scope.log_groups),
    ...line(
      'Repositories',
      scope.repositories?.map(({ repository, paths }) => withParts(repository, paths)),
    ),
    ...line('Owners', scope.owners),
    ...line('Running commit', scope.runningCommit ? [scope.runningCommit] : []),
    ...line('Inferred, not configured', scope.inferred),
    ...line('Could not be listed', scope.notChecked),
    ...(scope.unknownService ? [unknownService(scope.unknownService)] : []),
  ];
}

const line = (label: string, values: string[] | undefined): string[] =>
  values && values.length > 0 ? [`${label}: ${values.join(', ')}`] : [];

const withParts = (name: string, parts: string[] | undefined): string =>
  parts && parts.length > 0 ? `${name} (${parts.join(', ')})` : name;

/** A quarter of an hour before now is still the incident that goes on. */
const isPast = ({ now, window }: Scope): boolean => Date.parse(now) - Date.parse(window.until) > 15 * 60_000;

function unknownService({ name, nearest }: NonNullable<Scope['unknownService']>): string {
  const names = nearest.length > 0 ? ` The nearest names that exist: ${nearest.join(', ')}.` : '';
  return `No service named '${name}' exists anywhere in reach.${names} Say so; do not call it healthy.`;
}
