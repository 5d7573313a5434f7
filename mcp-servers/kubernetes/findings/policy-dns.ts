import { BlockList, isIP, isIPv6 } from 'node:net';
import { shown } from '../../runtime/log-events.ts';
import { headline, quotes } from '../../runtime/quotes.ts';
import { writesTo } from '../changes/managed-fields.ts';
import { nameServerPods } from '../name-servers.ts';
import type { NetworkPolicy, Pod, PolicyPeer, PolicyRule } from '../objects.ts';
import { isOver, ref } from '../objects.ts';
import type { Snapshot } from '../snapshot.ts';
import { workloadOf } from '../snapshot-index.ts';
import { type Draft, depth, groupBy } from './draft.ts';
import { peerAllowed, selecting } from './policy-rules.ts';

/** Words of a lookup that got no answer, or of a pool that nothing could be added to for want of one. */
const unresolved =
  /no such host|EAI_AGAIN|name resolution|i\/o timeout.*:53|:53.*i\/o timeout|lookup .* (?:timeout|on )|bad address|could not (?:be )?resolve|UnknownHost|name or service not known|gaierror|getaddrinfo|no such host is known|dns error/i;

/** Policies that keep pods from asking DNS, where one of those pods shows it: one finding a policy. */
export function withoutDns(snapshot: Snapshot): Draft[] {
  const shows = snapshot.logs.flatMap((log) => {
    const pod = snapshot.pods.find((p) => ref(p) === log.pod);
    const line = log.lines.findLast(({ text }) => unresolved.test(text));
    const policy = pod && line && cutFromDns(snapshot, pod);
    return policy ? [{ pod, line, policy }] : [];
  });
  return [...groupBy(shows, ({ policy }) => ref(policy)).values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const { policy } = first;
    const showing = [...new Set(group.map(({ pod }) => workloadOf(snapshot, pod)))];
    const cut = snapshot.pods.filter((pod) => !isOver(pod) && cutFromDns(snapshot, pod) === policy);
    const workloads = [...new Set(cut.map((pod) => workloadOf(snapshot, pod)))];
    const few = showing.slice(0, 2).join(', ');
    const who =
      workloads.length === 1 ? few : `${workloads.length} workloads (${few}${workloads.length > 2 ? ', …' : ''})`;
    const verb = workloads.length === 1 ? 'resolves' : 'resolve';
    const edited = writesTo(policy).at(-1);
    const by = edited && edited.manager !== 'unknown' ? `, last written by ${edited.manager} at ${edited.at}` : '';
    return [
      {
        category: 'network-policy',
        object: ref(policy),
        severity: 'critical' as const,
        title: headline(`${ref(policy)} allows no egress to DNS (port 53): ${who} ${verb} no name${by}`),
        since: edited?.at ?? policy.metadata.creationTimestamp,
        mechanism: 'Without a rule for port 53 each lookup is dropped, and every connection by name fails.',
        evidence: quotes([
          `${ref(policy)} selects ${showing.join(', ')} and allows no egress to the name server on port 53${by}`,
          ...group.map(({ line }) => shown(line)),
        ]),
        related: [...new Set([...workloads, ...group.map(({ pod }) => ref(pod))])],
        depth: depth.configuration,
      },
    ];
  });
}

/** The policy that shuts the pod off from every name server that is known; undefined where one may be asked. */
function cutFromDns(snapshot: Snapshot, pod: Pod): NetworkPolicy | undefined {
  const leaving = selecting(snapshot, pod, 'Egress');
  const servers = nameServerPods(snapshot);
  const service = snapshot.services.find(
    (s) => s.metadata.namespace === 'kube-system' && s.metadata.name === 'kube-dns',
  );
  const addresses = [...servers.map(({ status }) => status?.podIP), service?.spec?.clusterIP, nodeLocalDns];
  const open = leaving.some((policy) =>
    (policy.spec?.egress ?? []).some(
      (rule) => onPort53(rule) && reachesDns(snapshot, rule.to, policy, servers, addresses),
    ),
  );
  return open ? undefined : leaving[0];
}

/** Where the cache for names on each node listens. */
const nodeLocalDns = '169.254.20.10';

const onPort53 = ({ ports = [] }: PolicyRule): boolean =>
  ports.length === 0 ||
  ports.some(({ port, endPort }) =>
    typeof port === 'number' ? port <= 53 && (endPort ?? port) >= 53 : port === undefined || /^dns/.test(port),
  );

function reachesDns(
  snapshot: Snapshot,
  peers: PolicyPeer[] | undefined,
  policy: NetworkPolicy,
  servers: Pod[],
  addresses: (string | undefined)[],
): boolean {
  if (!peers || peers.length === 0) return true;
  return peers.some((peer) => {
    if (peer.ipBlock) {
      const { cidr, except = [] } = peer.ipBlock;
      return addresses.some(
        (address) => address && isIn(address, cidr) && !except.some((block) => isIn(address, block)),
      );
    }
    // Where no name server could be read, nobody is accused by its labels.
    return servers.length === 0
      ? peer.namespaceSelector !== undefined || policy.metadata.namespace === 'kube-system'
      : servers.some((server) => peerAllowed(snapshot, [peer], policy, server));
  });
}

/** Blocks of another family, or that cannot be read, are taken to hold the address, so as not to accuse wrongly. */
function isIn(address: string, cidr: string): boolean {
  const [base = '', length = ''] = cidr.split('/');
  const family = isIPv6(address) ? 'ipv6' : 'ipv4';
  if (isIP(address) === 0 || isIP(base) === 0) return true;
  if (isIP(address) !== isIP(base)) return false;
  const block = new BlockList();
  block.addSubnet(base, Number(length), family);
  return block.check(address, family);
}
