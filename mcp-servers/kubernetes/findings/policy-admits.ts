import { isIn } from '../changes/creations-and-edits.ts';
import { writesTo } from '../changes/managed-fields.ts';
import { matches, selectorText } from '../labels.ts';
import type { NetworkPolicy, Pod, PolicyPeer, PolicyRule } from '../objects.ts';
import type { Snapshot } from '../snapshot.ts';
import { portAllowed } from './policy-rules.ts';

type Direction = 'ingress' | 'egress';

interface Way {
  port: number | string;
  server: Pod;
}

const rulesOf = ({ spec }: NetworkPolicy, direction: Direction): PolicyRule[] => spec?.[direction] ?? [];

/**
 * Of the policies that together let nothing through, the one to change: what was written in the window first, then what has
 * a rule for this very port, then what selects these pods and not any; a default deny is behind all of these.
 */
export function closest(
  snapshot: Snapshot,
  policies: NetworkPolicy[],
  { direction, port, server }: Way & { direction: Direction },
): NetworkPolicy {
  const worth = (policy: NetworkPolicy): number => {
    const { matchLabels = {}, matchExpressions = [] } = policy.spec?.podSelector ?? {};
    const isSpecific = Object.keys(matchLabels).length + matchExpressions.length > 0;
    const isAboutPort = rulesOf(policy, direction).some((rule) => rule.ports && portAllowed(rule, port, server));
    const isNew = [policy.metadata.creationTimestamp ?? '', ...writesTo(policy).map(({ at }) => at)].some((at) =>
      isIn(snapshot.window, at),
    );
    return Number(isNew) * 4 + Number(isAboutPort) * 2 + Number(isSpecific);
  };
  return policies.reduce((best, one) => (worth(one) > worth(best) ? one : best));
}

/** `it admits only pods labelled role=client`; empty where no rule comes near. */
export function admittedInWords(
  snapshot: Snapshot,
  policy: NetworkPolicy,
  direction: Direction,
  { port, server, other }: Way & { other: Pod },
): string {
  const rules = rulesOf(policy, direction);
  if (rules.length === 0) return `it admits no ${direction} at all`;
  const forPort = rules.filter((rule) => portAllowed(rule, port, server));
  if (forPort.length === 0) {
    const ports = rules.flatMap((rule) => (rule.ports ?? []).map((one) => one.port ?? 'any'));
    return `it admits port ${[...new Set(ports)].slice(0, 4).join(', ')} only`;
  }
  const peers = forPort.flatMap((rule) => (direction === 'ingress' ? rule.from : rule.to) ?? []);
  const space = snapshot.namespaces.find((one) => one.metadata.name === other.metadata.namespace);
  const labels = { 'kubernetes.io/metadata.name': other.metadata.namespace ?? '', ...space?.metadata.labels };
  const isHere = ({ namespaceSelector }: PolicyPeer): boolean =>
    namespaceSelector ? matches(namespaceSelector, labels) : other.metadata.namespace === policy.metadata.namespace;
  const near = peers.find((peer) => peer.podSelector && isHere(peer));
  if (near) return `of ${other.metadata.namespace} it admits only pods labelled ${selectorText(near.podSelector)}`;
  const spaces = peers.flatMap(({ namespaceSelector }) => (namespaceSelector ? [selectorText(namespaceSelector)] : []));
  return spaces.length > 0
    ? `it admits only namespaces labelled ${[...new Set(spaces)].slice(0, 2).join(' or ')}`
    : `it admits only pods of ${policy.metadata.namespace}`;
}
