import { headline, quotes } from '../../runtime/quotes.ts';
import { changeLine } from '../changes/change.ts';
import { creationsAndEdits } from '../changes/creations-and-edits.ts';
import type { Snapshot } from '../snapshot.ts';
import { type Draft, depth } from './draft.ts';

const most = 5;

/** The newest edits of the window to what decides over traffic, admission and strength. To know, not to blame. */
export function edits(snapshot: Snapshot): Draft[] {
  const watched = [
    ...snapshot.services,
    ...snapshot.ingresses,
    ...snapshot.networkPolicies,
    ...snapshot.quotas,
    ...snapshot.limitRanges,
    ...snapshot.autoscalers,
    ...snapshot.disruptionBudgets,
    ...snapshot.validatingWebhooks,
    ...snapshot.mutatingWebhooks,
  ];
  return creationsAndEdits(watched, snapshot.window)
    .filter(({ kind }) => kind === 'edit')
    .sort((a, b) => (a.at < b.at ? 1 : -1))
    .slice(0, most)
    .map((change) => ({
      category: 'configuration-change',
      object: change.object,
      severity: 'info' as const,
      title: headline(`${change.object} was edited at ${change.at} by ${change.author}: ${change.title}`),
      since: change.at,
      mechanism: 'A change in the window. It is a cause only where something connects it to the symptom.',
      evidence: quotes([changeLine(change)]),
      depth: depth.change,
    }));
}
