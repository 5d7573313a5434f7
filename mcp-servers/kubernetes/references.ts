import { nearest } from '../runtime/nearest.ts';
import { ToolError } from '../runtime/tool-error.ts';
import type { AnyObject, Container, PodTemplate } from './objects.ts';
import { isA, refOf, templateOf } from './objects.ts';
import type { Cluster } from './read.ts';
import { resources } from './resources.ts';
import { type Snapshot, wasRead } from './snapshot.ts';

interface Reference {
  kind: 'ConfigMap' | 'Secret' | 'PersistentVolumeClaim' | 'ServiceAccount';
  name: string;
}

/** What a pod or a workload's pods refer to and does not exist, with the nearest name; Secrets are never looked up. */
export async function referenceLines(
  cluster: Cluster,
  object: AnyObject,
  snapshot: Snapshot,
  signal: AbortSignal,
): Promise<string[]> {
  const spec = isA(object, 'Pod') ? object.spec : templateOf(object)?.spec;
  const { namespace } = object.metadata;
  if (!spec || !namespace) return [];
  const wanted = referencesIn(spec);
  const maps = wanted.some(({ kind }) => kind === 'ConfigMap') ? await configMapNames(cluster, namespace, signal) : [];
  const here = (list: { metadata: { name: string; namespace?: string } }[]): string[] =>
    list.filter((item) => item.metadata.namespace === namespace).map((item) => item.metadata.name);
  const known: Record<Reference['kind'], string[] | undefined> = {
    ConfigMap: maps,
    Secret: undefined,
    PersistentVolumeClaim: wasRead(snapshot, 'persistentvolumeclaims', namespace) ? here(snapshot.claims) : undefined,
    ServiceAccount: wasRead(snapshot, 'serviceaccounts', namespace) ? here(snapshot.serviceAccounts) : undefined,
  };
  return wanted.flatMap(({ kind, name }) => {
    const names = known[kind];
    if (!names || names.includes(name)) return [];
    const [close] = nearest(name, names, 1);
    return [`refers to ${refOf(kind, namespace, name)}, which does not exist${close ? ` (nearest: ${close})` : ''}`];
  });
}

/** Everything that a pod needs by name to start; what is optional may be missing. */
function referencesIn(spec: NonNullable<PodTemplate['spec']>): Reference[] {
  const containers = [...(spec.initContainers ?? []), ...spec.containers];
  const found = [
    ...containers.flatMap(ofContainer),
    ...(spec.volumes ?? []).flatMap(({ configMap, secret, persistentVolumeClaim: claim }): Reference[] => [
      ...(configMap?.name && !configMap.optional ? [{ kind: 'ConfigMap' as const, name: configMap.name }] : []),
      ...(secret?.secretName && !secret.optional ? [{ kind: 'Secret' as const, name: secret.secretName }] : []),
      ...(claim ? [{ kind: 'PersistentVolumeClaim' as const, name: claim.claimName }] : []),
    ]),
    ...(spec.serviceAccountName && spec.serviceAccountName !== 'default'
      ? [{ kind: 'ServiceAccount' as const, name: spec.serviceAccountName }]
      : []),
  ];
  return [...new Map(found.map((reference) => [`${reference.kind}/${reference.name}`, reference])).values()];
}

function ofContainer({ env = [], envFrom = [] }: Container): Reference[] {
  const sources = [
    ...env.map(({ valueFrom }) => ({ map: valueFrom?.configMapKeyRef, secret: valueFrom?.secretKeyRef })),
    ...envFrom.map(({ configMapRef, secretRef }) => ({ map: configMapRef, secret: secretRef })),
  ];
  return sources.flatMap(({ map, secret }): Reference[] => [
    ...(map?.name && !map.optional ? [{ kind: 'ConfigMap' as const, name: map.name }] : []),
    ...(secret?.name && !secret.optional ? [{ kind: 'Secret' as const, name: secret.name }] : []),
  ]);
}

/** Undefined where they may not be listed. */
async function configMapNames(cluster: Cluster, namespace: string, signal: AbortSignal): Promise<string[] | undefined> {
  try {
    const { items } = await cluster.list(resources.configMaps, { namespace, metadataOnly: true }, signal);
    return items.map(({ metadata }) => metadata.name);
  } catch (error) {
    if (error instanceof ToolError) return undefined;
    throw error;
  }
}
