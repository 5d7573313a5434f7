import { type LogLine, shown } from '../../runtime/log-events.ts';
import { headline, quotes } from '../../runtime/quotes.ts';
import { ref } from '../objects.ts';
import type { LogTail, Snapshot } from '../snapshot.ts';
import { workloadOf } from '../snapshot-index.ts';
import { type Draft, depth } from './draft.ts';
import { stillHappening } from './lasting.ts';
import { podsBehind } from './services.ts';

/** A single wait of a second is everyday life. */
const fewest = 3;

/** PostgreSQL with `log_lock_waits`: who waits, for what, and who holds it. */
const waiting = /process (\d+) still waiting for (\w+) on (.+?) after ([\d.]+) ms/;
const holding = /Process(?:es)? holding the lock: ([\d, ]+)\. Wait queue/;

/** Statements that wait in a database for locks which others hold, as the database's own log tells it. */
export function lockWaits(snapshot: Snapshot): Draft[] {
  return snapshot.logs.flatMap((log) => {
    const pod = snapshot.pods.find((one) => ref(one) === log.pod);
    const waits = log.lines.filter(({ text }) => waiting.test(text));
    const last = waits.at(-1);
    if (!pod || !last || waits.length < fewest || !stillHappening(snapshot, waits, log.lines)) return [];
    const store = workloadOf(snapshot, pod);
    const holder = holderIn(log);
    const known = holder && identityOf(snapshot, log, holder.process);
    const object = known?.workload ?? store;
    const [, , mode = '', on = ''] = waiting.exec(last.text) ?? [];
    const kind = /^(?:transaction|tuple)/.test(on) ? 'row locks' : /^relation/.test(on) ? 'a table lock' : 'a lock';
    const who = holder ? `process ${holder.process}${known?.words ? ` (${known.words})` : ''}` : 'another session';
    const since = known?.since ?? waits[0]?.at;
    return [
      {
        category: 'database-locks',
        object,
        severity: 'critical' as const,
        title: headline(
          `${object} ${object === store ? '' : `holds ${kind} in ${store}: `}${who} blocks others, ${waits.length} waits logged since ${waits[0]?.at ?? 'its log began'}, such as ${mode} on ${on}${known?.since ? `; its session is open since ${known.since}` : ''}`,
        ),
        since,
        mechanism:
          'A transaction keeps its locks until it ends; whoever wants the same rows waits behind it and runs into a timeout.',
        evidence: quotes([holder && shown(holder.line), shown(last), known?.line && shown(known.line)]),
        related: [
          store,
          ...(object === store ? [] : [log.pod]),
          ...(known?.pod ? [known.pod] : []),
          ...servicesOf(snapshot, log.pod),
        ],
        depth: depth.configuration,
        next: {
          tool: 'k8s_logs',
          args: { pod: (known?.pod ?? log.pod).split('/').at(-1), namespace: pod.metadata.namespace, mode: 'patterns' },
          why: 'what the holder of the locks is doing',
        },
      },
    ];
  });
}

/** Who holds most and waits for nobody: those who hold while they wait are victims themselves. */
function holderIn({ lines }: LogTail): { process: string; line: LogLine } | undefined {
  const waiters = new Set(lines.flatMap(({ text }) => waiting.exec(text)?.[1] ?? []));
  const counts = new Map<string, { count: number; line: LogLine }>();
  for (const line of lines) {
    for (const process of holding.exec(line.text)?.[1]?.split(/,\s*/) ?? []) {
      counts.set(process, { count: (counts.get(process)?.count ?? 0) + 1, line });
    }
  }
  const [first] = [...counts].filter(([process]) => !waiters.has(process)).sort(([, a], [, b]) => b.count - a.count);
  return first && { process: first[0], line: first[1].line };
}

interface Identity {
  words: string;
  workload?: string;
  pod?: string;
  since?: string;
  line?: LogLine;
}

/** Who a process of the database is, by the lines about its connection: user, program, and the pod at its address. */
function identityOf(snapshot: Snapshot, { lines }: LogTail, process: string): Identity {
  const own = lines.filter(({ text }) => new RegExp(`\\[${process}\\]|\\bpid[=: ]${process}\\b`).test(text));
  const said = own.map(({ text }) => text).join('\n');
  const user = /\buser=([\w.-]+)/.exec(said)?.[1] ?? /\]:? (?!\[)([\w.-]+)@/.exec(said)?.[1];
  const program = /application_name=([^\s,]+)/.exec(said)?.[1];
  const address = /\bhost=(\d[\d.]+)/.exec(said)?.[1];
  const pod = address === undefined ? undefined : snapshot.pods.find(({ status }) => status?.podIP === address);
  const opened = own.find(({ text }) => /connection (?:received|authorized)/.test(text));
  const line = own.find(({ text }) => text.includes('authorized')) ?? opened;
  const words = [user && `user ${user}`, program, pod ? ref(pod) : address].filter((part) => part).join(', ');
  return {
    words,
    ...(pod && { workload: workloadOf(snapshot, pod), pod: ref(pod) }),
    ...(opened?.at !== undefined && { since: opened.at }),
    ...(line && { line }),
  };
}

const servicesOf = (snapshot: Snapshot, pod: string): string[] =>
  snapshot.services.filter((service) => podsBehind(snapshot, service).some((one) => ref(one) === pod)).map(ref);
