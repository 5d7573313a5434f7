import { headline, quotes } from '../../runtime/quotes.ts';
import { servicesIn } from '../addressed-services.ts';
import { writesTo } from '../changes/managed-fields.ts';
import { hostsIn } from '../hosts.ts';
import type { NetworkPolicy, Pod, PolicyPeer, PolicyRule, Service } from '../objects.ts';
import { containersOf, isOver, ref } from '../objects.ts';
import type { Snapshot } from '../snapshot.ts';
import { workloadOf } from '../snapshot-index.ts';
import { type Draft, depth, groupBy } from './draft.ts';
import { admittedInWords, closest } from './policy-admits.ts';
import { withoutDns } from './policy-dns.ts';
import { peerAllowed, portAllowed, selecting } from './policy-rules.ts';
import { podsBehind } from './services.ts';

interface Path {
  client: Pod;
  service: Service;
  server: Pod;
  port: number | string;
  /** The Service's own port, by which clients know it. */
  number: number;
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
  const edited = writesTo(policy).at(-1);
  const by = edited && edited.manager !== 'unknown' ? `, last written by ${edited.manager} at ${edited.at}` : '';
  const [selected, other] = direction === 'ingress' ? [server, path.client] : [client, path.server];
  const admits = admittedInWords(snapshot, policy, direction, { port: path.port, server: path.server, other });
  return {
    category: 'network-policy',
    object,
    severity: path.failing ? 'critical' : 'warning',
    title: headline(
      `${object} denies ${direction} from ${client} to ${ref(path.service)} port ${path.number}${admits && `: ${admits}`}${by}`,
    ),
    since: edited?.at ?? policy.metadata.creationTimestamp,
    mechanism:
      'A pod that a policy selects gets or sends only what some policy allows; the rest is dropped, as timeouts.',
    evidence: quotes([
      `${object} selects ${selected} and allows no ${direction} for this path${admits && `: ${admits}`}${by}`,
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
      ...servicesIn(snapshot, logged).map((host) => ({ host, failing: true, sign: host.line })),
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
      return [{ client, service, server, port: used.targetPort ?? used.port, number: used.port, sign, failing }];
    });
  });
}

interface Cut {
  policy: NetworkPolicy;
  direction: 'ingress' | 'egress';
}

function cutOf(snapshot: Snapshot, { client, server, port }: Path): Cut | undefined {
  const lets = (rule: PolicyRule, peers: PolicyPeer[] | undefined, policy: NetworkPolicy, other: Pod): boolean =>
    portAllowed(rule, port, server) && peerAllowed(snapshot, peers, policy, other);
  const arriving = selecting(snapshot, server, 'Ingress');
  if (arriving.length > 0 && !arriving.some((p) => (p.spec?.ingress ?? []).some((r) => lets(r, r.from, p, client)))) {
    return { policy: closest(snapshot, arriving, { direction: 'ingress', port, server }), direction: 'ingress' };
  }
  const leaving = selecting(snapshot, client, 'Egress');
  if (leaving.length > 0 && !leaving.some((p) => (p.spec?.egress ?? []).some((r) => lets(r, r.to, p, server)))) {
    return { policy: closest(snapshot, leaving, { direction: 'egress', port, server }), direction: 'egress' };
  }
  return undefined;
}
