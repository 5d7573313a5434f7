import { headline, quotes } from '../../runtime/quotes.ts';
import { hostsIn } from '../hosts.ts';
import { matches } from '../labels.ts';
import type { NetworkPolicy, Pod, PolicyPeer, PolicyRule, Service } from '../objects.ts';
import { containersOf, isOver, ref } from '../objects.ts';
import type { Snapshot } from '../snapshot.ts';
import { workloadOf } from '../snapshot-index.ts';
import { type Draft, depth, groupBy } from './draft.ts';
import { podsBehind } from './services.ts';

interface Path {
  client: Pod;
  service: Service;
  server: Pod;
  port: number | string;
  /** How it is known that the path is used. */
  sign: string;
  failing: boolean;
}

/** Policies that cut a path in use (named in a client's log or environment), or a pod's way to DNS. */
export function networkPolicies(snapshot: Snapshot): Draft[] {
  if (snapshot.networkPolicies.length === 0) return [];
  const drafts = new Map<string, Draft>();
  for (const path of pathsInUse(snapshot)) {
    const cut = cutOf(snapshot, path);
    if (!cut) continue;
    const key = `${ref(cut.policy)} ${workloadOf(snapshot, path.client)} ${ref(path.service)}`;
    if (!drafts.has(key)) drafts.set(key, draft(snapshot, path, cut));
  }
  return [...drafts.values(), ...withoutDns(snapshot)];
}

function draft(snapshot: Snapshot, path: Path, { policy, direction }: Cut): Draft {
  const client = workloadOf(snapshot, path.client);
  const server = workloadOf(snapshot, path.server);
  const object = ref(policy);
  return {
    category: 'network-policy',
    object,
    severity: path.failing ? 'critical' : 'warning',
    title: headline(
      `${object} denies ${direction} traffic from ${client} to ${ref(path.service)} (${server}, port ${path.port}), which ${client} uses`,
    ),
    since: policy.metadata.creationTimestamp,
    mechanism:
      'A pod that a policy selects gets or sends only what some policy allows; the rest is dropped, as timeouts.',
    evidence: quotes([
      `${object} selects ${direction === 'ingress' ? server : client} and allows no ${direction} for this path`,
      path.sign,
    ]),
    related: [client, ref(path.service), server],
    depth: depth.configuration,
  };
}

function pathsInUse(snapshot: Snapshot): Path[] {
  const live = snapshot.pods.filter((pod) => !isOver(pod));
  // Pods of one workload have the same environment; those whose log was read are looked at one by one.
  const read = new Set(snapshot.logs.map((log) => log.pod));
  const alike = groupBy(live, (pod) => (read.has(ref(pod)) ? ref(pod) : workloadOf(snapshot, pod)));
  return [...alike.values()].flatMap(([client]) => {
    if (!client) return [];
    const logged = snapshot.logs
      .filter((log) => log.pod === ref(client))
      .flatMap((log) => log.lines.map(({ text }) => text))
      .filter((text) => /timed? ?out|timeout|refused|unreachable|deadline|reset|can't connect|failed/i.test(text));
    const configured = containersOf(client).flatMap((c) => (c.env ?? []).map((e) => e.value ?? ''));
    const named = [
      ...hostsIn(logged).map((host) => ({ host, failing: true, sign: host.line })),
      ...hostsIn(configured).map((host) => ({
        host,
        failing: false,
        sign: `${ref(client)} names host ${host.name} in its environment`,
      })),
    ];
    return named.flatMap(({ host, failing, sign }) => {
      const namespace = host.namespace ?? client.metadata.namespace;
      const service = snapshot.services.find(
        (s) => s.metadata.name === host.name && s.metadata.namespace === namespace,
      );
      const server = service && podsBehind(snapshot, service)[0];
      if (!service || !server) return [];
      const used = service.spec?.ports?.find((p) => host.port === undefined || p.port === host.port);
      if (!used) return [];
      return [{ client, service, server, port: used.targetPort ?? used.port, sign, failing }];
    });
  });
}

interface Cut {
  policy: NetworkPolicy;
  direction: 'ingress' | 'egress';
}

function cutOf(snapshot: Snapshot, { client, server, port }: Path): Cut | undefined {
  const arriving = selecting(snapshot, server, 'Ingress');
  const [first] = arriving;
  const lets = (rule: PolicyRule, peers: PolicyPeer[] | undefined, policy: NetworkPolicy, other: Pod): boolean =>
    portAllowed(rule, port, server) && peerAllowed(snapshot, peers, policy, other);
  if (first && !arriving.some((p) => (p.spec?.ingress ?? []).some((r) => lets(r, r.from, p, client)))) {
    return { policy: first, direction: 'ingress' };
  }
  const leaving = selecting(snapshot, client, 'Egress');
  const [out] = leaving;
  if (out && !leaving.some((p) => (p.spec?.egress ?? []).some((r) => lets(r, r.to, p, server)))) {
    return { policy: out, direction: 'egress' };
  }
  return undefined;
}

/** Pods that must not ask DNS and show it. */
function withoutDns(snapshot: Snapshot): Draft[] {
  const found = new Map<string, Draft>();
  for (const log of snapshot.logs) {
    const pod = snapshot.pods.find((p) => ref(p) === log.pod);
    const line = log.lines.findLast(({ text }) =>
      /no such host|EAI_AGAIN|name resolution|i\/o timeout.*:53|lookup .* timeout|bad address|could not resolve/i.test(
        text,
      ),
    );
    if (!pod || !line) continue;
    const leaving = selecting(snapshot, pod, 'Egress');
    const [first] = leaving;
    const open = leaving.some((p) =>
      (p.spec?.egress ?? []).some(
        (r) =>
          mayReachNameServers(r.to, pod) &&
          (!r.ports || r.ports.length === 0 || r.ports.some((q) => q.port === 53 || q.port === undefined)),
      ),
    );
    if (!first || open) continue;
    const workload = workloadOf(snapshot, pod);
    found.set(`${ref(first)} ${workload}`, {
      category: 'network-policy',
      object: ref(first),
      severity: 'critical',
      title: headline(`${ref(first)} allows ${workload} no egress to DNS (port 53), so it resolves no name`),
      since: first.metadata.creationTimestamp,
      mechanism: 'Without a rule for port 53 each lookup is dropped, and every connection by name fails.',
      evidence: quotes([`${ref(first)} selects ${workload} and allows no egress to port 53`, line.text]),
      related: [workload, ref(pod)],
      depth: depth.configuration,
    });
  }
  return [...found.values()];
}

/** Pods of its own namespace answer no lookups, unless that is where the name servers are. */
const mayReachNameServers = (peers: PolicyPeer[] | undefined, { metadata }: Pod): boolean =>
  !peers ||
  peers.length === 0 ||
  metadata.namespace === 'kube-system' ||
  peers.some(({ ipBlock, namespaceSelector }) => ipBlock || namespaceSelector);

function selecting(snapshot: Snapshot, pod: Pod, type: 'Ingress' | 'Egress'): NetworkPolicy[] {
  return snapshot.networkPolicies.filter(({ metadata, spec }) => {
    const types = spec?.policyTypes ?? ['Ingress', ...(spec?.egress ? ['Egress'] : [])];
    return (
      metadata.namespace === pod.metadata.namespace &&
      types.includes(type) &&
      matches(spec?.podSelector, pod.metadata.labels)
    );
  });
}

function peerAllowed(snapshot: Snapshot, peers: PolicyPeer[] | undefined, policy: NetworkPolicy, other: Pod): boolean {
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

function portAllowed(rule: PolicyRule, port: number | string, server: Pod): boolean {
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
