import { nearest } from '../runtime/nearest.ts';
import type { ScopeArgument } from '../runtime/scope.ts';
import { namedObjects } from './relevance.ts';
import type { Snapshot } from './snapshot.ts';
import { workloadsOf } from './snapshot-index.ts';

/** Every name that is asked about, as Kubernetes would write it. */
export const namesOf = (scope: ScopeArgument | undefined): Set<string> =>
  new Set(
    [scope?.service, ...(scope?.names ?? [])].flatMap((name) =>
      name ? [name.toLowerCase().replaceAll('_', '-')] : [],
    ),
  );

/** A service that nothing here is named after is said so, with the nearest names. */
export function unknownName(snapshots: Snapshot[], scope: ScopeArgument | undefined): string {
  if (!scope?.service) return '';
  const names = namesOf(scope);
  if (snapshots.some((snapshot) => namedObjects(snapshot, names).size > 0)) return '';
  const known = snapshots.flatMap((snapshot) =>
    [...workloadsOf(snapshot), ...snapshot.services].map((o) => o.metadata.name),
  );
  const close = nearest(scope.service, known);
  return `; nothing read here is named ${scope.service}${close.length > 0 ? `, nearest: ${close.join(', ')}` : ''}`;
}
