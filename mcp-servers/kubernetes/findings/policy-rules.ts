import { matches } from '../labels.ts';
import type { NetworkPolicy, Pod, PolicyPeer, PolicyRule } from '../objects.ts';
import { containersOf } from '../objects.ts';
import type { Snapshot } from '../snapshot.ts';

/** The policies that say what a pod may get or send. */
export function selecting(snapshot: Snapshot, pod: Pod, type: 'Ingress' | 'Egress'): NetworkPolicy[] {
  return snapshot.networkPolicies.filter(({ metadata, spec }) => {
    const types = spec?.policyTypes ?? ['Ingress', ...(spec?.egress ? ['Egress'] : [])];
    return (
      metadata.namespace === pod.metadata.namespace &&
      types.includes(type) &&
      matches(spec?.podSelector, pod.metadata.labels)
    );
  });
}

export function peerAllowed(
  snapshot: Snapshot,
  peers: PolicyPeer[] | undefined,
  policy: NetworkPolicy,
  other: Pod,
): boolean {
  if (!peers || peers.length === 0) return true;
  return peers.some((peer) => {
    // Addresses of pods change: a block that is not the whole world is taken to hold them, so as not to accuse wrongly.
    if (peer.ipBlock) return true;
    const space = snapshot.namespaces.find((n) => n.metadata.name === other.metadata.namespace);
    const labels = { 'kubernetes.io/metadata.name': other.metadata.namespace ?? '', ...space?.metadata.labels };
    const inSpace = peer.namespaceSelector
      ? matches(peer.namespaceSelector, labels)
      : other.metadata.namespace === policy.metadata.namespace;
    return inSpace && (!peer.podSelector || matches(peer.podSelector, other.metadata.labels));
  });
}

export function portAllowed(rule: PolicyRule, port: number | string, server: Pod): boolean {
  if (!rule.ports || rule.ports.length === 0) return true;
  const declared = containersOf(server).flatMap((c) => c.ports ?? []);
  const number =
    typeof port === 'number' ? port : (declared.find((p) => p.name === port)?.containerPort ?? Number(port));
  return rule.ports.some((allowed) => {
    if (allowed.port === undefined) return true;
    if (typeof allowed.port === 'string')
      return declared.some((p) => p.name === allowed.port && p.containerPort === number);
    return number >= allowed.port && number <= (allowed.endPort ?? allowed.port);
  });
}
