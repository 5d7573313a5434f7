import type { KnownBlock } from '@slack/types';
import type { Scope } from '../../workflows/contract.ts';
import { list, section } from './block-kit.ts';
import { windowInBothZones } from './in-both-zones.ts';
import { code, line } from './mrkdwn.ts';
import { inferredTitle } from './wording.ts';

/** Where the investigation looks, and what of that nobody configured. */
export function scopeBlocks(scope: Scope): KnownBlock[] {
  const rows = [
    row('Service', scope.service === undefined ? [] : [code(scope.service)]),
    row(
      'Kubernetes',
      (scope.clusters ?? []).map(({ context, namespaces }) => within(context, namespaces, 'all namespaces in reach')),
    ),
    row(
      'AWS',
      (scope.accounts ?? []).map(({ account, regions }) => within(account, regions, 'all regions in reach')),
    ),
    row(
      'Log groups',
      (scope.log_groups ?? []).map((group) => code(group)),
    ),
    row(
      'Repositories',
      (scope.repositories ?? []).map(({ repository, paths }) => within(repository, paths)),
    ),
    row('Running commit', scope.runningCommit === undefined ? [] : [code(scope.runningCommit.slice(0, 12))]),
    row('Window', [windowInBothZones(scope.window, scope.timeZone)]),
    row(
      'Owners',
      scope.owners.map((owner) => line(owner, 100)),
    ),
  ];
  return [
    ...(scope.unknownService ? [section(unknown(scope.unknownService))] : []),
    ...list('Where it looks', rows.flat(), 2_400),
    ...list(
      inferredTitle,
      scope.inferred.map((reason) => `• ${line(reason, 300)}`),
      1_200,
    ),
  ];
}

/** One row of names, at most 600 characters of them, so that no row pushes out the others. */
function row(name: string, values: string[]): string[] {
  const [first, ...more] = values;
  if (first === undefined) return [];
  let shown = first;
  let left = more.length;
  for (const value of more) {
    if (shown.length + value.length > 600) break;
    shown += `, ${value}`;
    left -= 1;
  }
  return [`${name}: ${shown}${left > 0 ? ` _and ${left} more_` : ''}`];
}

function within(outer: string, inner: string[] | undefined, everything?: string): string {
  const shown = (inner ?? []).slice(0, 6).map((name) => code(name, 80));
  const left = (inner ?? []).length - shown.length;
  if (shown.length === 0) return everything === undefined ? code(outer) : `${code(outer)} (${everything})`;
  return `${code(outer)} (${shown.join(', ')}${left > 0 ? ` and ${left} more` : ''})`;
}

function unknown({ name, nearest }: { name: string; nearest: string[] }): string {
  const near = nearest.slice(0, 5).map((other) => code(other, 80));
  return `:warning: Nothing named ${code(name)} exists in what can be seen from here. ${
    near.length > 0 ? `The nearest names are ${near.join(', ')}.` : 'No name comes near it.'
  }`;
}
