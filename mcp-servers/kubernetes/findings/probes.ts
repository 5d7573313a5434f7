import { shown } from '../../runtime/log-events.ts';
import { headline, quotes } from '../../runtime/quotes.ts';
import type { Container, ContainerStatus, Pod } from '../objects.ts';
import { isOver, isReady, ref } from '../objects.ts';
import type { Snapshot } from '../snapshot.ts';
import { eventsAbout, logsOf, podsOf, workloadOf } from '../snapshot-index.ts';
import { type Draft, depth, groupBy, portion } from './draft.ts';
import { type SlowStart, slowStart } from './slow-starts.ts';

type ProbeKind = 'liveness' | 'readiness' | 'startup';

interface Failure {
  pod: Pod;
  container: Container;
  kind: ProbeKind;
  said: string;
  since: string | undefined;
}

const freshMs = 15 * 60_000;

/** Probes that fail now, and whether the probe or the program is likelier wrong. */
export function probes(snapshot: Snapshot): Draft[] {
  const failures = snapshot.pods
    .filter((pod) => !isOver(pod) && !pod.metadata.deletionTimestamp && pod.spec?.nodeName)
    .flatMap((pod) => failuresOf(snapshot, pod));
  const groups = groupBy(failures, (f) => `${workloadOf(snapshot, f.pod)} ${f.container.name}`);
  // One container's probes mostly fail for one reason; the kind that fails in most pods speaks for all.
  return [...groups.values()].flatMap((group) =>
    draft(snapshot, [...groupBy(group, ({ kind }) => kind).values()].sort((a, b) => b.length - a.length).flat()),
  );
}

function draft(snapshot: Snapshot, group: Failure[]): Draft[] {
  const [first] = group;
  if (!first) return [];
  const workload = workloadOf(snapshot, first.pod);
  const pods = [...new Set(group.map(({ pod }) => ref(pod)))];
  const early = group.flatMap((failure) => tooEarly(snapshot, failure))[0];
  const { misconfigured, why } = early ? { misconfigured: true, why: tooLittleTime(first, early) } : verdict(first);
  const also = [...new Set(group.map(({ kind }) => kind))].filter((kind) => kind !== first.kind);
  const consequence = first.kind === 'readiness' ? ', so it gets no traffic' : ', so the kubelet keeps restarting it';
  const log = logsOf(snapshot, first.pod, first.container.name)[0]?.lines.at(-1);
  return [
    {
      category: misconfigured ? 'probe-misconfigured' : 'probe-failing',
      object: workload,
      severity: 'critical',
      title: headline(
        `${workload}: ${first.kind} probe ${target(first)} of container ${first.container.name}${also.length > 0 ? ` (and its ${also.join(', ')} probe)` : ''} fails in ${portion(pods.length, Math.max(pods.length, podsOf(snapshot, workload).length))}${why}${early ? '' : consequence}`,
      ),
      since: first.since,
      mechanism:
        first.kind === 'readiness'
          ? 'A pod whose readiness probe fails is taken out of its Services.'
          : `A container whose ${first.kind} probe fails is killed and started again.`,
      evidence: quotes([
        first.said,
        ...group
          .filter(({ kind }) => kind !== first.kind)
          .map(({ said }) => said)
          .slice(0, 1),
        early ? shown(early.step) : undefined,
        log && !isReady(first.pod) ? shown(log) : undefined,
      ]),
      related: pods,
      depth: depth.run,
      next: {
        tool: 'k8s_get',
        args: { kind: 'Pod', namespace: first.pod.metadata.namespace, name: first.pod.metadata.name },
        why: 'the probe beside the ports of the container',
      },
    },
  ];
}

function failuresOf(snapshot: Snapshot, pod: Pod): Failure[] {
  const said = eventsAbout(snapshot, ref(pod)).filter((e) => e.reason === 'Unhealthy');
  return (pod.spec?.containers ?? []).flatMap((container) => {
    const status = pod.status?.containerStatuses?.find((s) => s.name === container.name);
    // While the program itself is down there is nobody to answer a probe.
    const ended = status?.state?.waiting ?? status?.state?.terminated;
    const kinds: ProbeKind[] = ['startup', 'liveness', 'readiness'];
    const failing = kinds.flatMap((kind) => {
      const probe = container[`${kind}Probe`];
      const event = said.findLast((e) => new RegExp(`^${kind} probe`, 'i').test(e.message));
      if (!probe || !event) return [];
      if (kind === 'readiness' ? status?.ready || ended : !killedByLiveness(snapshot, pod, container.name)) return [];
      return [{ pod, container, kind, said: event.message, since: event.first }];
    });
    if (failing.length > 0) return failing.slice(0, 1);
    return ended || said.length > 0 ? [] : silent(snapshot, pod, container, status?.ready ?? false);
  });
}

/** Events are gone after an hour; a running container that is not ready for long still fails its readiness probe. */
function silent(snapshot: Snapshot, pod: Pod, container: Container, ready: boolean): Failure[] {
  const since = pod.status?.conditions?.find((c) => c.type === 'Ready' && c.status === 'False')?.lastTransitionTime;
  if (ready || !container.readinessProbe || !since) return [];
  if (snapshot.now.getTime() - Date.parse(since) < 2 * 60_000) return [];
  return [
    {
      pod,
      container,
      kind: 'readiness',
      said: `${ref(pod)} container ${container.name} runs and is not ready since ${since}`,
      since,
    },
  ];
}

/** Ended by the kubelet for its liveness or startup probe, and not yet well again. */
export function killedByLiveness(snapshot: Snapshot, pod: Pod, container: string): boolean {
  const status = pod.status?.containerStatuses?.find((s) => s.name === container);
  const spec = pod.spec?.containers?.find((c) => c.name === container);
  if (!status || (!spec?.livenessProbe && !spec?.startupProbe)) return false;
  const events = eventsAbout(snapshot, ref(pod));
  const killing = events.findLast(
    (e) =>
      e.reason === 'Killing' && /failed (liveness|startup) probe/i.test(e.message) && e.message.includes(container),
  );
  const failing = events.findLast((e) => e.reason === 'Unhealthy' && /^(liveness|startup) probe/i.test(e.message));
  const newest = [killing?.last, failing?.last]
    .filter((at) => at !== undefined)
    .sort()
    .at(-1);
  if (!newest || (!killing && endedByItself(status))) return false;
  const down = status.state?.running === undefined || !status.ready;
  const fresh = snapshot.now.getTime() - Date.parse(newest) < freshMs;
  return down ? killing !== undefined || status.restartCount > 0 : fresh && status.restartCount > 0;
}

/** A probe may fail because the program is about to end; the kubelet ends it by a signal, which its exit code tells. */
function endedByItself({ state, lastState }: ContainerStatus): boolean {
  const code = (state?.terminated ?? lastState?.terminated)?.exitCode ?? 0;
  return code > 0 && code < 128;
}

/** Only where the probe itself asks the right thing may it be its time that is wrong. */
function tooEarly(snapshot: Snapshot, failure: Failure): SlowStart[] {
  const { pod, container, kind, said } = failure;
  if (kind === 'readiness' || verdict(failure).misconfigured) return [];
  if (!/refused|timeout|deadline exceeded|statuscode: 503/i.test(said)) return [];
  const found = slowStart(snapshot, pod, container, kind);
  return found ? [found] : [];
}

function tooLittleTime({ container, kind }: Failure, { lived, said }: SlowStart): string {
  const { initialDelaySeconds: delay = 0, periodSeconds = 10, failureThreshold = 3 } = container[`${kind}Probe`] ?? {};
  return `: too little time for a slow start: after ${delay} s + ${failureThreshold} x ${periodSeconds} s the kubelet ends it (lived ${lived} s) while it still starts ("${said.slice(0, 60)}")`;
}

function target({ container, kind }: Failure): string {
  const probe = container[`${kind}Probe`];
  if (probe?.httpGet) return `GET :${probe.httpGet.port}${probe.httpGet.path ?? '/'}`;
  if (probe?.tcpSocket) return `TCP :${probe.tcpSocket.port}`;
  if (probe?.grpc) return `gRPC :${probe.grpc.port}`;
  return `exec ${(probe?.exec?.command ?? []).join(' ').slice(0, 60)}`;
}

/** A port that the container does not declare, a path that does not exist, or the program's own failure. */
function verdict({ container, kind, said }: Failure): { misconfigured: boolean; why: string } {
  const probe = container[`${kind}Probe`];
  const port = probe?.httpGet?.port ?? probe?.tcpSocket?.port ?? probe?.grpc?.port;
  const declared = (container.ports ?? []).map((p) => p.containerPort);
  const refused = /connection refused/i.test(said);
  if (typeof port === 'string' && Number.isNaN(Number(port))) {
    const named = (container.ports ?? []).some((p) => p.name === port);
    if (!named) return { misconfigured: true, why: `: no port is named ${port}` };
  } else if (
    port !== undefined &&
    declared.length > 0 &&
    !declared.includes(Number(port)) &&
    !/statuscode/i.test(said)
  ) {
    const instead = `the container declares port ${declared.join(', ')}`;
    return {
      misconfigured: true,
      why: `: nothing listens on port ${port}, ${instead}${refused ? ' (connection refused)' : ''}`,
    };
  }
  if (/statuscode: 404/i.test(said)) return { misconfigured: true, why: ': the path answers 404' };
  if (/statuscode: (401|403)/i.test(said)) return { misconfigured: true, why: ': the path asks for credentials' };
  if (/executable file not found|exec: "[^"]*": .*(no such file|permission denied)/i.test(said))
    return { misconfigured: true, why: ': its command does not exist' };
  if (/HTTP response to HTTPS client/i.test(said))
    return { misconfigured: true, why: ': it asks by HTTPS, and the program speaks HTTP' };
  if (/malformed HTTP response/i.test(said))
    return { misconfigured: true, why: ': it asks by HTTP, and the program speaks something else' };
  if (/Unimplemented|does not implement the grpc health protocol/i.test(said))
    return { misconfigured: true, why: ": the program does not serve gRPC's health protocol" };
  if (refused) return { misconfigured: false, why: `: connection refused on port ${port}` };
  const code = /statuscode: (\d+)/i.exec(said)?.[1];
  if (code) return { misconfigured: false, why: `: it answers ${code}` };
  if (/deadline exceeded|timeout/i.test(said)) {
    return { misconfigured: false, why: `: no answer within ${probe?.timeoutSeconds ?? 1} s` };
  }
  return { misconfigured: false, why: '' };
}
