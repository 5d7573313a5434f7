import { nearest } from '../../runtime/nearest.ts';
import { headline, quotes } from '../../runtime/quotes.ts';
import type { Pod } from '../objects.ts';
import { isOver, isReady, ref, refOf } from '../objects.ts';
import { type Snapshot, wasRead } from '../snapshot.ts';
import { eventsAbout, podsOf, workloadOf } from '../snapshot-index.ts';
import { type Draft, depth, groupBy, portion } from './draft.ts';
import { earliest } from './scheduling.ts';

interface Missing {
  pod: Pod;
  kind: 'ConfigMap' | 'Secret' | 'PersistentVolumeClaim' | 'ServiceAccount';
  name: string;
  /** A key that the object lacks; without it the object itself is missing. */
  key?: string;
  said: string;
}

const categoryOf = {
  ConfigMap: 'missing-configmap',
  Secret: 'missing-secret',
  PersistentVolumeClaim: 'missing-volume',
  ServiceAccount: 'missing-service-account',
} as const;

/** ConfigMaps, Secrets, claims and accounts that pods ask for in vain. A Secret's absence is known from what the kubelet says. */
export function references(snapshot: Snapshot): Draft[] {
  const missing = snapshot.pods
    .filter((pod) => !isOver(pod) && !isReady(pod) && !pod.metadata.deletionTimestamp)
    .flatMap((pod) => missingFor(snapshot, pod));
  const groups = groupBy(missing, (m) => `${workloadOf(snapshot, m.pod)} ${m.kind}/${m.name}/${m.key ?? ''}`);
  return [...groups.values()].flatMap((group) => draft(snapshot, group));
}

function draft(snapshot: Snapshot, group: Missing[]): Draft[] {
  const [first] = group;
  if (!first) return [];
  const { kind, name, key } = first;
  const namespace = first.pod.metadata.namespace;
  const workload = workloadOf(snapshot, first.pod);
  const pods = new Map(group.map(({ pod }) => [ref(pod), pod]));
  const all = Math.max(podsOf(snapshot, workload).length, pods.size);
  const what = key
    ? `key "${key}" of ${kind} "${name}" does not exist`
    : `${kind} "${name}" not found, it does not exist`;
  const others = similar(snapshot, first);
  const hint = others.length > 0 && !key ? ` (there is ${others.map((o) => `"${o}"`).join(', ')})` : '';
  return [
    {
      category: categoryOf[kind],
      object: workload,
      severity: 'critical',
      title: headline(`${workload}: ${what} in ${namespace}${hint}; ${portion(pods.size, all)} cannot start`),
      since: earliest([...pods.values()].map((pod) => pod.metadata.creationTimestamp)),
      mechanism: `A container starts only when everything that its pod mounts or takes its environment from exists.`,
      evidence: quotes(
        group.map(({ said }) => said),
        2,
      ),
      related: [...pods.keys(), refOf(kind, namespace, name)],
      depth: depth.configuration,
      next: {
        tool: 'k8s_get',
        args: { kind: 'Pod', namespace, name: first.pod.metadata.name },
        why: `where the pod refers to ${kind} ${name}`,
      },
    },
  ];
}

function missingFor(snapshot: Snapshot, pod: Pod): Missing[] {
  const statuses = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
  const waiting = statuses.map((status) => status.state?.waiting?.message ?? '');
  const condition = pod.status?.conditions?.find((c) => c.type === 'PodScheduled' && c.status === 'False')?.message;
  const events = eventsAbout(snapshot, ref(pod))
    .filter((e) => e.type === 'Warning')
    .map((e) => e.message);
  const said = [...events.reverse(), ...waiting, condition ?? ''].flatMap((text) => readMissing(text, pod));
  const still = said.filter((missing) => missing.key !== undefined || !isThere(snapshot, missing));
  return still.length > 0 ? still : unlisted(snapshot, pod);
}

/** Made since it was missed: an event tells what was, the list what is. */
const isThere = (snapshot: Snapshot, missing: Missing): boolean => namesOf(snapshot, missing).includes(missing.name);

/** The kubelet's and the scheduler's sentences about what a pod refers to. */
export function readMissing(text: string, pod: Pod): Missing[] {
  const object = /\b(configmap|secret|persistentvolumeclaim|serviceaccount)s? "([^"]+)" (?:is )?not found/i.exec(text);
  if (object) return [{ pod, kind: kindNamed(object[1]), name: bare(object[2]), said: text }];
  const key = /couldn't find key (\S+) in (ConfigMap|Secret) (\S+)/i.exec(text);
  if (key?.[1]) return [{ pod, kind: kindNamed(key[2]), name: bare(key[3]), key: key[1], said: text }];
  const absentKey = /references non-existent (secret|config) key: (\S+)/i.exec(text);
  const volume = /volume "([^"]+)"/.exec(text)?.[1];
  const source = pod.spec?.volumes?.find((v) => v.name === volume);
  const name = source?.secret?.secretName ?? source?.configMap?.name;
  if (absentKey?.[2] && name) {
    const kind = absentKey[1]?.toLowerCase() === 'secret' ? 'Secret' : 'ConfigMap';
    return [{ pod, kind, name, key: absentKey[2], said: text }];
  }
  return [];
}

/** References to objects whose list was read and lacks them; the pod must be waiting to start. */
function unlisted(snapshot: Snapshot, pod: Pod): Missing[] {
  const namespace = pod.metadata.namespace;
  if (pod.status?.phase !== 'Pending') return [];
  const claims = (pod.spec?.volumes ?? []).flatMap((v) => v.persistentVolumeClaim?.claimName ?? []);
  return claims
    .filter(() => wasRead(snapshot, 'persistentvolumeclaims', namespace))
    .filter((name) => !snapshot.claims.some((c) => c.metadata.name === name && c.metadata.namespace === namespace))
    .map((name) => ({
      pod,
      kind: 'PersistentVolumeClaim' as const,
      name,
      said: `${ref(pod)} mounts PersistentVolumeClaim ${name}, which is not in ${namespace}`,
    }));
}

const similar = (snapshot: Snapshot, missing: Missing): string[] =>
  nearest(missing.name, namesOf(snapshot, missing), 2);

/** Those of its kind and namespace that were read. */
function namesOf(snapshot: Snapshot, { pod, kind }: Missing): string[] {
  // No list of Secrets is ever read.
  const lists = {
    ConfigMap: snapshot.configMaps,
    PersistentVolumeClaim: snapshot.claims,
    ServiceAccount: snapshot.serviceAccounts,
    Secret: [],
  };
  return lists[kind].filter((o) => o.metadata.namespace === pod.metadata.namespace).map((o) => o.metadata.name);
}

function kindNamed(word = ''): Missing['kind'] {
  const kinds = ['ConfigMap', 'Secret', 'ServiceAccount'] as const;
  return kinds.find((kind) => kind.toLowerCase() === word.toLowerCase()) ?? 'PersistentVolumeClaim';
}

/** Messages name objects as `namespace/name` at times. */
const bare = (name = ''): string => name.split('/').at(-1) ?? name;
