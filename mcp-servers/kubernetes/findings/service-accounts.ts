import { nearest } from '../../runtime/nearest.ts';
import { headline, quotes } from '../../runtime/quotes.ts';
import { ref, refOf, templateOf } from '../objects.ts';
import { type Snapshot, wasRead } from '../snapshot.ts';
import { workloadsOf } from '../snapshot-index.ts';
import { type Draft, depth } from './draft.ts';
import { strengthOf } from './strength.ts';

/** Workloads that lack pods, and whose service account is not there: without it no pod is created. */
export function serviceAccounts(snapshot: Snapshot): Draft[] {
  return workloadsOf(snapshot).flatMap((workload) => {
    const namespace = workload.metadata.namespace ?? '';
    const name = templateOf(workload)?.spec?.serviceAccountName;
    const { wanted, created } = strengthOf(workload);
    if (!name || name === 'default' || created >= wanted || !wasRead(snapshot, 'serviceaccounts', namespace)) return [];
    const here = snapshot.serviceAccounts
      .filter((account) => account.metadata.namespace === namespace)
      .map((account) => account.metadata.name);
    if (here.includes(name)) return [];
    const object = ref(workload);
    const [close] = nearest(name, here, 1);
    const said = snapshot.events.findLast(
      ({ reason, message }) => reason === 'FailedCreate' && message.includes(`serviceaccount "${name}" not found`),
    );
    const missing = `service account "${name}" not found in ${namespace}`;
    return [
      {
        category: 'missing-service-account',
        object,
        severity: 'critical' as const,
        title: headline(
          `${object} cannot create its pods: ${missing}, it does not exist${close ? ` (there is "${close}")` : ''}; ${created} of ${wanted} pods created`,
        ),
        since: said?.first ?? workload.metadata.creationTimestamp,
        mechanism: 'A pod is created only when its service account exists.',
        evidence: quotes([said?.message, `${object} uses ${missing}`]),
        related: [refOf('ServiceAccount', namespace, name)],
        depth: depth.configuration,
      },
    ];
  });
}
