import { shown } from '../../runtime/log-events.ts';
import { nearest } from '../../runtime/nearest.ts';
import { headline, quotes } from '../../runtime/quotes.ts';
import { servicesIn } from '../addressed-services.ts';
import type { NamedHost } from '../hosts.ts';
import { nameServers } from '../name-servers.ts';
import type { Pod } from '../objects.ts';
import { ref, refOf } from '../objects.ts';
import { type LogTail, type Snapshot, wasRead } from '../snapshot.ts';
import { workloadOf } from '../snapshot-index.ts';
import { type Draft, depth, groupBy } from './draft.ts';
import { lastsIn } from './lasting.ts';
import { podsBehind } from './services.ts';

/** What a line says that tells of somebody who cannot be reached, or answers late. */
export const connectionTrouble =
  /refused|timed? ?out|can't connect|(could|can) ?not connect|failed to connect|unable to connect|connection to .{0,80}failed|unreachable|no such host|NXDOMAIN|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|bad address|resolve|name resolution|UnknownHost|host not found|deadline exceeded|reset by peer|\b50[234]\b/i;

interface Seen {
  pod: Pod;
  host: NamedHost;
  /** The init container that asks, without whose end the pod never starts. */
  waits: string | undefined;
  lines: string[];
}

/** What clients log about Services that they cannot reach, and hosts that are no Service at all. */
export function clients(snapshot: Snapshot): Draft[] {
  const seen = snapshot.logs.flatMap((log) => trouble(snapshot, log));
  const groups = groupBy(seen, ({ pod, host }) => `${workloadOf(snapshot, pod)} ${host.name}.${host.namespace ?? ''}`);
  return [...groups.values()].flatMap((group) => draft(snapshot, group));
}

function trouble(snapshot: Snapshot, log: LogTail): Seen[] {
  const pod = snapshot.pods.find((p) => ref(p) === log.pod);
  if (!pod) return [];
  const lines = log.lines.filter(({ text }) => connectionTrouble.test(text));
  if (lines.length === 0 || !lastsIn(snapshot, pod, log, lines)) return [];
  const texts = lines.map(({ text }) => text);
  const waits = pod.status?.initContainerStatuses?.find(
    ({ name, state }) => name === log.container && state?.terminated?.exitCode !== 0,
  )?.name;
  return servicesIn(snapshot, texts).map((host) => {
    const naming = lines.filter(({ text }) => text.includes(host.name) || text === host.line).map(shown);
    // The line beside often says how it failed, and the one with the name only that it did.
    const telling = lines
      .filter(({ text }) => /refused|timed? ?out|no such|resolve|unreachable/i.test(text))
      .map(shown);
    return { pod, host, waits, lines: [...naming.slice(-1), ...telling.slice(-1)] };
  });
}

function draft(snapshot: Snapshot, group: Seen[]): Draft[] {
  const [first] = group;
  if (!first) return [];
  const namespace = first.host.namespace ?? first.pod.metadata.namespace ?? '';
  const client = workloadOf(snapshot, first.pod);
  const service = snapshot.services.find(
    (s) => s.metadata.name === first.host.name && s.metadata.namespace === namespace,
  );
  const target = refOf('Service', namespace, first.host.name);
  const evidence = quotes(group.flatMap(({ lines }) => lines));
  if (!service) return first.host.unresolved ? noSuchService(snapshot, first, client, namespace, evidence) : [];
  const owners = [...new Set(podsBehind(snapshot, service).map((pod) => workloadOf(snapshot, pod)))];
  const ports = (service.spec?.ports ?? []).map((p) => p.port);
  const { port } = first.host;
  const unresolved = first.host.unresolved;
  const closed = !unresolved && port !== undefined && ports.length > 0 && !ports.includes(port);
  return [
    {
      category: closed ? 'service-port' : unresolved ? 'dns' : 'dependency-unreachable',
      object: client,
      severity: 'critical',
      title: headline(
        closed
          ? `${client} connects to ${target} on port ${port}, but the Service has port ${ports.join(', ')}`
          : `${client} cannot ${unresolved ? 'resolve' : 'reach'} ${target}${unresolved ? ', which exists' : ''}: ${evidence[0] ?? ''}`,
      ),
      mechanism: closed
        ? 'Nothing answers on a port that the Service does not have.'
        : 'The client depends on this Service.',
      evidence,
      related: [target, ...group.map(({ pod }) => ref(pod))],
      dependsOn: unresolved ? nameServers(snapshot) : [target, ...owners],
      depth: closed ? depth.configuration : depth.client,
    },
  ];
}

function noSuchService(
  snapshot: Snapshot,
  { host, pod, waits }: Seen,
  client: string,
  namespace: string,
  evidence: string[],
): Draft[] {
  if (!wasRead(snapshot, 'services', namespace)) return [];
  const known = snapshot.namespaces.some((n) => n.metadata.name === namespace);
  // `example.com` is a public name, and not Service example in namespace com.
  if (!known && !host.clusters) return [];
  const here = snapshot.services.filter((s) => s.metadata.namespace === namespace).map((s) => s.metadata.name);
  const [close] = nearest(host.name, here, 1);
  const elsewhere = snapshot.services.find((s) => s.metadata.name === host.name);
  const hint = close
    ? `; the nearest is Service "${close}"`
    : elsewhere
      ? `; there is one in namespace ${elsewhere.metadata.namespace}`
      : '';
  return [
    {
      category: waits ? 'init-container-failing' : 'bad-configuration',
      object: client,
      severity: 'critical',
      title: headline(
        `${client}${waits ? `: init container ${waits} waits, and never ends: it` : ''} asks for host "${host.name}", and there is no Service of that name in ${namespace}${known || host.namespace === undefined ? '' : ' (no such namespace)'}${hint}`,
      ),
      mechanism: `A name that is no Service does not resolve, so every connection of the client fails${waits ? ', and no other container of the pod starts' : ''}.`,
      evidence,
      related: [
        ref(pod),
        refOf('Service', namespace, host.name),
        ...(close ? [refOf('Service', namespace, close)] : []),
      ],
      depth: depth.configuration,
    },
  ];
}
