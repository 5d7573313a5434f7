import { nearest } from '../../runtime/nearest.ts';
import { headline, quotes } from '../../runtime/quotes.ts';
import type { Claim, Pod } from '../objects.ts';
import { isReady, ref } from '../objects.ts';
import { type Snapshot, wasRead } from '../snapshot.ts';
import { eventsAbout, workloadOf } from '../snapshot-index.ts';
import { type Draft, depth } from './draft.ts';

/** Claims that are not bound although a pod waits for them or the provisioner gave up, and volumes that do not attach. */
export function storage(snapshot: Snapshot): Draft[] {
  const pending = snapshot.claims.filter(
    (claim) => claim.status?.phase !== 'Bound' && !claim.metadata.deletionTimestamp,
  );
  return [...pending.flatMap((claim) => unbound(snapshot, claim)), ...unattached(snapshot)];
}

function unbound(snapshot: Snapshot, claim: Claim): Draft[] {
  const users = usersOf(snapshot, claim);
  const failures = eventsAbout(snapshot, ref(claim)).filter((e) => e.type === 'Warning');
  const wanted = claim.spec?.storageClassName;
  const known = snapshot.storageClasses.map((c) => c.metadata.name);
  const saidMissing = failures.find((e) => /storageclass\S* "[^"]+" not found/i.test(e.message));
  const unlisted =
    wanted !== undefined && wanted !== '' && wasRead(snapshot, 'storageclasses') && !known.includes(wanted);
  if (wanted && (saidMissing || unlisted)) return [classMissing(snapshot, claim, wanted, saidMissing?.message, users)];
  const lost = claim.status?.phase === 'Lost';
  const said = failures.at(-1)?.message;
  // A claim that waits for its first pod is as it should be.
  if (users.length === 0 && !said && !lost) return [];
  const noDefault =
    wanted === undefined && wasRead(snapshot, 'storageclasses') && !snapshot.storageClasses.some(isDefault);
  const why = lost
    ? 'its volume is lost'
    : (said ?? (noDefault ? 'it names no storage class and none is the default' : 'no volume has been bound'));
  return [
    {
      category: 'volume-not-bound',
      object: ref(claim),
      severity: users.length > 0 ? 'critical' : 'warning',
      title: headline(`${ref(claim)} is ${claim.status?.phase ?? 'Pending'}: ${why}`),
      since: claim.metadata.creationTimestamp,
      mechanism: 'A pod that mounts the claim stays Pending until the claim is bound.',
      evidence: quotes([said, stateOf(claim)]),
      related: [...new Set(users.flatMap((pod) => [workloadOf(snapshot, pod), ref(pod)]))],
      depth: depth.configuration,
    },
  ];
}

function classMissing(snapshot: Snapshot, claim: Claim, wanted: string, said: string | undefined, users: Pod[]): Draft {
  const known = snapshot.storageClasses.map((c) => c.metadata.name);
  const close = nearest(wanted, known, 2);
  const there = (close.length > 0 ? close : known.slice(0, 4)).map((name) => `"${name}"`).join(', ');
  return {
    category: 'storage-class-missing',
    object: ref(claim),
    severity: users.length > 0 ? 'critical' : 'warning',
    title: headline(
      `${ref(claim)} is Pending: storage class "${wanted}" does not exist${there ? ` (there is ${there})` : ''}, so no volume is provisioned${users.length > 0 ? ` and ${[...new Set(users.map((pod) => workloadOf(snapshot, pod)))].join(', ')} cannot start` : ''}`,
    ),
    since: claim.metadata.creationTimestamp,
    mechanism: 'Without the class nothing provisions the volume, and a pod is not scheduled until its claim is bound.',
    evidence: quotes([said, stateOf(claim)]),
    related: [
      ...new Set([...users.flatMap((pod) => [workloadOf(snapshot, pod), ref(pod)]), `StorageClass/-/${wanted}`]),
    ],
    depth: depth.configuration,
  };
}

function unattached(snapshot: Snapshot): Draft[] {
  return snapshot.pods
    .filter((pod) => pod.status?.phase === 'Pending' && pod.spec?.nodeName && !isReady(pod))
    .flatMap((pod) => {
      const failed = eventsAbout(snapshot, ref(pod)).filter((e) =>
        /FailedAttachVolume|FailedMount|FailedMapVolume/.test(e.reason),
      );
      // Told by the family of what does not exist; then the kubelet's own waiting says nothing more.
      if (failed.some(({ message }) => lacksObject.test(message))) return [];
      const said = failed.findLast(({ message }) => !waitsOnly.test(message)) ?? failed.at(-1);
      if (!said) return [];
      const workload = workloadOf(snapshot, pod);
      return [
        {
          category: 'volume-not-bound',
          object: workload,
          severity: 'critical' as const,
          title: headline(`${workload}: pod ${pod.metadata.name} cannot get its volume: ${said.message}`),
          since: said.first,
          mechanism: 'The kubelet starts no container before every volume of the pod is attached and mounted.',
          evidence: quotes([said.message]),
          related: [ref(pod)],
          depth: depth.start,
        },
      ];
    });
}

const lacksObject = /(configmap|secret|serviceaccount)s? "|non-existent (secret|config)/i;
const waitsOnly = /timed out waiting for the condition|context deadline exceeded/i;

function usersOf(snapshot: Snapshot, claim: Claim): Pod[] {
  return snapshot.pods.filter(
    (pod) =>
      pod.metadata.namespace === claim.metadata.namespace &&
      pod.spec?.volumes?.some((v) => v.persistentVolumeClaim?.claimName === claim.metadata.name),
  );
}

const isDefault = (item: { metadata: { annotations?: Record<string, string> } }): boolean =>
  item.metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true';

const stateOf = (claim: Claim): string =>
  `${ref(claim)} phase ${claim.status?.phase ?? 'Pending'}, storageClassName ${claim.spec?.storageClassName ?? '(none)'}`;
