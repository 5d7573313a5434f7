import type { ScopeArgument } from '../runtime/scope.ts';
import { type Linked, linkCauses } from './causes.ts';
import { families } from './findings/all.ts';
import { rank } from './rank.ts';
import { relevanceTo } from './relevance.ts';
import type { Snapshot } from './snapshot.ts';

/** All findings over what was read of one cluster, causes first; pure. */
export function diagnose(snapshot: Snapshot, scope?: ScopeArgument, context?: string): Linked[] {
  const drafts = families.flatMap((family) => family(snapshot));
  return rank(linkCauses(drafts, context), relevanceTo(scope, snapshot));
}
