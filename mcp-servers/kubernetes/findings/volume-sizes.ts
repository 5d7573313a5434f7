import { headline, quotes } from '../../runtime/quotes.ts';
import { ref } from '../objects.ts';
import { quantity } from '../quantity.ts';
import type { Snapshot } from '../snapshot.ts';
import { eventsAbout } from '../snapshot-index.ts';
import { type Draft, depth } from './draft.ts';

const refused = /^(VolumeResizeFailed|FileSystemResizeFailed|ExternalExpanding|ProvisioningFailed)$/;

/** Claims that were to grow and do not, with what refuses it. */
export function volumeSizes(snapshot: Snapshot): Draft[] {
  return snapshot.claims.flatMap((claim) => {
    const wanted = claim.spec?.resources?.requests?.storage;
    const has = claim.status?.capacity?.storage;
    if (claim.status?.phase !== 'Bound' || !((quantity(wanted) ?? 0) > (quantity(has) ?? Number.POSITIVE_INFINITY))) {
      return [];
    }
    const failed = claim.status.conditions?.find(({ type, status }) => /ResizeError$/.test(type) && status === 'True');
    const event = eventsAbout(snapshot, ref(claim)).findLast(
      ({ type, reason }) => type === 'Warning' && refused.test(reason),
    );
    const said = failed?.message || event?.message;
    if (!said) return [];
    const object = ref(claim);
    return [
      {
        category: 'volume-not-resized',
        object,
        severity: 'warning' as const,
        title: headline(`${object} has ${has} of the ${wanted} that it asks for: ${said}`),
        since: failed?.lastTransitionTime ?? event?.first,
        mechanism: 'The claim keeps its old size, and what writes to it runs out of room at that size.',
        evidence: quotes([said, `${object} capacity ${has}, requests ${wanted}`]),
        related: [],
        depth: depth.configuration,
      },
    ];
  });
}
