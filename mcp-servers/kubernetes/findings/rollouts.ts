import { headline } from '../../runtime/quotes.ts';
import { rolloutsIn } from '../changes/rollouts.ts';
import { ref } from '../objects.ts';
import type { Snapshot } from '../snapshot.ts';
import { type Draft, depth } from './draft.ts';

/** Rollouts in the window with what is different from the revision before. To know, not to blame. */
export function rollouts(snapshot: Snapshot): Draft[] {
  return rolloutsIn(snapshot).map(({ at, workload, revision, back, differences, revisions }) => {
    const object = ref(workload);
    const changes = differences.join('; ') || 'no difference in the template';
    const verb = back ? 'rolled back' : 'rolled out';
    return {
      category: differences.some((change) => change.startsWith('image ')) ? 'unknown' : 'configuration-change',
      object,
      severity: 'info' as const,
      title: headline(`${object} was ${verb} at ${at}: ${changes}`),
      since: at,
      mechanism: 'A change in the window. It is a cause only where something connects it to the symptom.',
      evidence: [`${at} ${object} ${verb} to revision ${revision}: ${changes}`.slice(0, 400)],
      related: revisions,
      depth: depth.change,
    };
  });
}
