import { type LogLine, shown } from '../../runtime/log-events.ts';
import { headline, quotes } from '../../runtime/quotes.ts';
import { writesTo } from '../changes/managed-fields.ts';
import { nameServerPods } from '../name-servers.ts';
import { ref } from '../objects.ts';
import type { Snapshot } from '../snapshot.ts';
import { workloadOf } from '../snapshot-index.ts';
import { type Draft, depth, groupBy } from './draft.ts';
import { stillHappening } from './lasting.ts';

/** A single lost packet is everyday life. */
const fewest = 3;

/** CoreDNS about a server that it asked in vain: the name, that server, and how. */
const inVain =
  /plugin\/errors: \d+ (\S+?)\.? [A-Z]+: (?:read|write|dial) (?:udp|tcp) \S*?->(\d[\d.]+|\[[^\]]+\]):\d+: (.+)$/;
const inVainToConnect = /plugin\/errors: \d+ (\S+?)\.? [A-Z]+: dial (?:udp|tcp) (\d[\d.]+|\[[^\]]+\]):\d+: (.+)$/;

interface Asked {
  name: string;
  server: string;
  how: string;
  line: LogLine;
}

/** Servers that the cluster's own name server asks in vain, and who told it to. */
export function resolvers(snapshot: Snapshot): Draft[] {
  const servers = nameServerPods(snapshot);
  const refs = new Set(servers.map(ref));
  const asked = snapshot.logs
    .filter(({ pod }) => refs.has(pod))
    .flatMap((log) => {
      const found = log.lines.flatMap(askedIn);
      const lines = found.map(({ line }) => line);
      return stillHappening(snapshot, lines, log.lines) ? found : [];
    });
  return [...groupBy(asked, ({ server }) => server)].flatMap(([server, group]) => {
    const [first] = group.toSorted((a, b) => ((a.line.at ?? '') < (b.line.at ?? '') ? -1 : 1));
    const last = group.at(-1);
    if (!first || !last || group.length < fewest) return [];
    const names = [...new Set(group.map(({ name }) => name))];
    const clients = clientsOf(snapshot, names, refs);
    const file = snapshot.configMaps.find(
      ({ metadata }) => metadata.namespace === 'kube-system' && metadata.name === 'coredns',
    );
    const zone = zoneOf(file?.data?.Corefile ?? '', server);
    const workload = servers.map((pod) => workloadOf(snapshot, pod))[0] ?? 'Service/kube-system/kube-dns';
    const object = file && zone ? ref(file) : workload;
    const edited =
      file && zone ? writesTo(file).findLast(({ paths }) => paths.some((path) => /^data/.test(path))) : undefined;
    const by = edited ? `, last written by ${edited.manager} at ${edited.at}` : '';
    const what = zone
      ? `forwards ${zone === '.' ? 'all other names' : zone} to ${server}, which gives no answer`
      : `asks ${server}, which gives no answer`;
    return [
      {
        category: 'dns',
        object,
        severity: clients.length > 0 ? ('critical' as const) : ('warning' as const),
        title: headline(
          `${object} (DNS) ${what} (${last.how}, ${group.length} lookups of ${names.slice(0, 3).join(', ')}${names.length > 3 ? ', …' : ''} failed since ${first.line.at ?? 'its log began'})${by}`,
        ),
        since: first.line.at,
        mechanism: `CoreDNS asks the server ${server} for these names; without its answer they do not resolve for any pod.`,
        evidence: quotes([`${object} ${what}${by}`, shown(last.line), shown(first.line)]),
        related: clients,
        involves: [workload, ...refs],
        depth: depth.configuration,
      },
    ];
  });
}

function askedIn(line: LogLine): Asked[] {
  const [, name, server, how] = inVain.exec(line.text) ?? inVainToConnect.exec(line.text) ?? [];
  return name && server && how ? [{ name, server, how, line }] : [];
}

/** Who asks for these names, by its log. */
function clientsOf(snapshot: Snapshot, names: string[], servers: Set<string>): string[] {
  const pods = new Map(snapshot.pods.map((pod) => [ref(pod), pod]));
  const asking = snapshot.logs.flatMap((log) => {
    const pod = pods.get(log.pod);
    const asks = log.lines.some(({ text }) => names.some((name) => text.includes(name)));
    return pod && asks && !servers.has(log.pod) ? [workloadOf(snapshot, pod)] : [];
  });
  return [...new Set(asking)];
}

/** The zone of the server block that forwards to this server. */
function zoneOf(corefile: string, server: string): string | undefined {
  let zone: string | undefined;
  let level = 0;
  for (const line of corefile.split('\n')) {
    const text = line.trim();
    if (level === 0 && text.endsWith('{')) zone = text.split(/[\s{]/)[0]?.replace(/:\d+$/, '');
    if (/^(?:forward|proxy)\s/.test(text) && text.split(/\s+/).some((word) => word.replace(/:\d+$/, '') === server))
      return zone;
    level += (text.match(/\{/g) ?? []).length - (text.match(/\}/g) ?? []).length;
  }
  return undefined;
}
