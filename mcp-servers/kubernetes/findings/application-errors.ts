import { errorsIn } from '../../runtime/error-lines.ts';
import { type LogLine, shown } from '../../runtime/log-events.ts';
import { headline, quotes } from '../../runtime/quotes.ts';
import { configuredFor } from '../configured-services.ts';
import { ownLimitInWords } from '../heap.ts';
import { hostsIn } from '../hosts.ts';
import { nameServers } from '../name-servers.ts';
import type { Pod } from '../objects.ts';
import { isReady, ref } from '../objects.ts';
import type { Snapshot } from '../snapshot.ts';
import { workloadOf } from '../snapshot-index.ts';
import { clients } from './clients.ts';
import { defectLines } from './code-defects.ts';
import { type Draft, depth, groupBy } from './draft.ts';
import { stillHappening } from './lasting.ts';
import { resolvers } from './resolvers.ts';

/** A single failed request is everyday life; a kind of error that says the program cannot work is not. */
const fewest = 3;

/** What the family of clients says better where it knows which Service is meant. */
const ofConnections = new Set(['dns', 'dependency-unreachable', 'dependency-slow', 'dependency-outage']);

/** What a program reports that waits for somebody in vain. */
const waits = new Set([...ofConnections, 'connection-pool-exhausted', 'database-locks']);

/** Programs that run and report errors, by what kind of error it is: only their logs tell. */
export function applicationErrors(snapshot: Snapshot): Draft[] {
  const explained = new Set([
    ...clients(snapshot).map((draft) => draft.object),
    // Of a name server it is said whom it asks in vain.
    ...(resolvers(snapshot).length > 0 ? nameServers(snapshot) : []),
  ]);
  const found = snapshot.logs.flatMap((log) => {
    const pod = snapshot.pods.find((p) => ref(p) === log.pod);
    const status = pod?.status?.containerStatuses?.find((c) => c.name === log.container);
    // Of a container that is down another family tells more.
    if (!pod || log.previous || !status?.state?.running) return [];
    const told = defectLines(log);
    const [worst] = errorsIn(log.lines.filter((line) => !told.has(line))).filter(
      ({ found, lines }) =>
        (found.decisive || lines.length >= fewest) &&
        stillHappening(snapshot, lines, log.lines) &&
        !(ofConnections.has(found.category) && explained.has(workloadOf(snapshot, pod))),
    );
    return worst ? [{ pod, log, ...worst }] : [];
  });
  const groups = groupBy(found, ({ pod, found: kind }) => `${workloadOf(snapshot, pod)} ${kind.category}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const workload = workloadOf(snapshot, first.pod);
    const lines = group.reduce((sum, g) => sum + g.lines.length, 0);
    const read = group.reduce((sum, g) => sum + g.log.lines.length, 0);
    const last = first.lines.at(-1);
    const own = last && ownLimitInWords(snapshot, first.pod, first.log.container, last.text);
    // A name server that gets no answer itself is the cause of what others ask it in vain.
    const asksNames = first.found.category === 'dns' && !nameServers(snapshot).includes(workload);
    return [
      {
        category: first.found.category,
        object: workload,
        severity: first.found.decisive || !isReady(first.pod) ? ('critical' as const) : ('warning' as const),
        title: headline(
          `${workload} logs errors (${own ?? first.found.words}, ${lines} of the last ${read} lines): ${last?.text ?? ''}`,
        ),
        since: first.lines[0]?.at || undefined,
        mechanism: `The program runs and reports: ${first.found.words}.`,
        evidence: quotes([last && shown(last), first.lines[0] && shown(first.lines[0])], 2),
        related: [...new Set(group.map(({ pod }) => ref(pod)))],
        dependsOn: asksNames ? nameServers(snapshot) : waits.has(first.found.category) ? calledBy(snapshot, group) : [],
        depth: asksNames ? depth.client : depth.run,
        next: {
          tool: 'k8s_logs',
          args: { pod: first.pod.metadata.name, namespace: first.pod.metadata.namespace, mode: 'patterns' },
          why: 'what else it logs, and since when',
        },
      },
    ];
  });
}

/** Whom they are configured to call, where their log names nobody. */
function calledBy(snapshot: Snapshot, group: { pod: Pod; lines: LogLine[] }[]): string[] {
  const texts = group.flatMap(({ lines }) => lines.map(({ text }) => text));
  if (texts.some((text) => text.includes('://')) || hostsIn(texts).length > 0) return [];
  return [...new Set(group.flatMap(({ pod }) => configuredFor(snapshot, pod)))];
}
