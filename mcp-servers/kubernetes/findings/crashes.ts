import { toldBy } from '../../runtime/decisive-text.ts';
import { classOf } from '../../runtime/error-classes.ts';
import { decisiveLine, isErrorLine } from '../../runtime/error-lines.ts';
import type { LogLine } from '../../runtime/log-events.ts';
import { shown } from '../../runtime/log-events.ts';
import { headline, quotes } from '../../runtime/quotes.ts';
import { ownLimitInWords } from '../heap.ts';
import type { ContainerStatus, Pod } from '../objects.ts';
import { controllerOf, isOver, ref } from '../objects.ts';
import type { Snapshot } from '../snapshot.ts';
import { eventsAbout, logsOf, podsOf, workloadOf } from '../snapshot-index.ts';
import { type Draft, depth, groupBy, portion } from './draft.ts';
import { killedByLiveness } from './probes.ts';
import { readMissing } from './references.ts';
import { answerers } from './services.ts';

interface Crash {
  pod: Pod;
  status: ContainerStatus;
  /** `crash-loops`, `does not start`, `keeps restarting` */
  how: string;
  exitCode: number | undefined;
  reason: string;
  message: string;
  finished: string | undefined;
  log: LogLine[];
}

/** A restart that long ago, of a container that is ready since, is no longer news. */
const freshMs = 15 * 60_000;
const flapping = 3;
/** Between a container's end and the node's event about it. */
const nearMs = 5 * 60_000;

/** Containers that end again and again, with the last exit and the line that says why. */
export function crashes(snapshot: Snapshot): Draft[] {
  const found = snapshot.pods
    // A pod that ended for good has been replaced by its controller, or is counted by its Job.
    .filter((pod) => !pod.metadata.deletionTimestamp && !(isOver(pod) && controllerOf(pod)))
    .filter((pod) => pod.status?.phase !== 'Succeeded')
    .flatMap((pod) => (pod.status?.containerStatuses ?? []).flatMap((status) => crashOf(snapshot, pod, status)));
  const containers = groupBy(found, (c) => `${workloadOf(snapshot, c.pod)} ${c.status.name}`);
  return [...containers.values()].flatMap((container) => {
    // Only some logs are read: a pod without one ended as its like did.
    const explained = container.find(({ log }) => log.length > 0);
    const groups = groupBy(
      container,
      (c) => causeOf(explained && c.log.length === 0 ? { ...c, log: explained.log } : c).category,
    );
    return [...groups.values()].flatMap((group) => draft(snapshot, group));
  });
}

function draft(snapshot: Snapshot, group: Crash[]): Draft[] {
  const first = group.find(({ log }) => log.length > 0) ?? group[0];
  if (!first) return [];
  const workload = workloadOf(snapshot, first.pod);
  const pods = [...new Set(group.map(({ pod }) => ref(pod)))];
  const { category, mechanism, line } = causeOf(first);
  const exit =
    first.exitCode === undefined
      ? first.reason
      : `exit code ${first.exitCode}${first.reason ? ` (${first.reason})` : ''}`;
  const told = line && toldBy(first.log, line);
  const why = told ? `: ${told.text}` : first.message ? `: ${first.message}` : '';
  const own = line && ownLimitInWords(snapshot, first.pod, first.status.name, line.text);
  const limit = category !== 'out-of-memory' ? '' : own ? `: ${own}` : limitOf(first);
  const restarts = group.reduce((sum, { status }) => sum + status.restartCount, 0);
  return [
    {
      category,
      object: workload,
      severity: 'critical',
      title: headline(
        `${workload}: container ${first.status.name} ${first.how} in ${portion(pods.length, Math.max(pods.length, podsOf(snapshot, workload).length))}, ${exit}, ${restarts} restarts${limit}${why}`,
      ),
      since: first.finished,
      mechanism: own ? `${own}; the program ends, and the kubelet restarts it.` : mechanism,
      evidence: quotes([
        `${ref(first.pod)} container ${first.status.name}: ${exit}, restarts ${first.status.restartCount}`,
        ...(told?.lines ?? []).map(shown),
        first.message,
        ...first.log
          .filter((other) => other !== line && isErrorLine(other.text))
          .slice(0, 1)
          .map(shown),
      ]),
      related: pods,
      dependsOn: answerers(snapshot, first.log, first.pod.metadata.namespace),
      depth: depth.run,
      next: {
        tool: 'k8s_logs',
        args: { pod: first.pod.metadata.name, namespace: first.pod.metadata.namespace, previous: true },
        why: 'what the container printed before it ended',
      },
    },
  ];
}

function crashOf(snapshot: Snapshot, pod: Pod, status: ContainerStatus): Crash[] {
  if (killedByLiveness(snapshot, pod, status.name)) return [];
  const ended = status.state?.terminated ?? status.lastState?.terminated;
  const waiting = status.state?.waiting;
  const backOff = waiting?.reason === 'CrashLoopBackOff';
  const cannotRun = isRefused(waiting, pod);
  const down = status.state?.terminated !== undefined && status.state.terminated.exitCode !== 0;
  const recent = ended?.finishedAt !== undefined && snapshot.now.getTime() - Date.parse(ended.finishedAt) < freshMs;
  const restarting =
    status.restartCount >= flapping && recent && (ended?.exitCode !== 0 || isOutOfMemory(ended?.reason));
  const killed = isOutOfMemory(ended?.reason) && recent && status.restartCount > 0;
  if (!backOff && !cannotRun && !down && !restarting && !killed) return [];
  const tails = logsOf(snapshot, pod, status.name);
  const log = (tails.find((t) => t.previous && t.lines.length > 0) ?? tails.find((t) => !t.previous))?.lines ?? [];
  const events = eventsAbout(snapshot, ref(pod));
  const saidOom =
    events.some((e) => /OOMKill|out of memory/i.test(`${e.reason} ${e.message}`)) ||
    nodeOutOfMemory(snapshot, pod, ended?.finishedAt);
  const hook = events.findLast((e) => e.reason === 'FailedPostStartHook')?.message;
  const reason = (ended ? ended.reason : waiting?.reason) ?? '';
  return [
    {
      pod,
      status,
      how: backOff ? 'crash-loops' : cannotRun ? 'cannot be started' : down ? 'has ended' : 'keeps restarting',
      exitCode: ended?.exitCode,
      reason: saidOom && ended?.exitCode === 137 ? 'OOMKilled' : reason,
      message: (ended?.message ?? '').trim() || (cannotRun ? waiting?.message : hook) || '',
      finished: ended?.finishedAt,
      log,
    },
  ];
}

/** The runtime or the kubelet refuses to make or start it; what it refers to in vain is told by a family of its own. */
export function isRefused(waiting: Waiting | undefined, pod: Pod): boolean {
  const { reason = '', message = '' } = waiting ?? {};
  if (reason === 'CreateContainerConfigError') return message !== '' && readMissing(message, pod).length === 0;
  return /RunContainerError|CreateContainerError|StartError|ContainerCannotRun/.test(reason);
}

type Waiting = NonNullable<NonNullable<ContainerStatus['state']>['waiting']>;

interface Cause {
  category: string;
  mechanism: string;
  line?: LogLine | undefined;
}

function causeOf({ exitCode, reason, message, log }: Crash): Cause {
  if (isOutOfMemory(reason) || /OOMKilled|oom-kill|out of memory/i.test(message)) {
    return {
      category: 'out-of-memory',
      mechanism:
        'The kernel kills the container when it uses more memory than its limit (OOMKilled); the kubelet restarts it.',
      line: log.findLast(({ text }) => classOf(text)?.category === 'out-of-memory'),
    };
  }
  if (reason === 'CreateContainerConfigError') {
    return {
      category: 'bad-configuration',
      mechanism: 'The kubelet cannot make the container as its pod describes it, and tries again for ever.',
    };
  }
  if (
    exitCode === 127 ||
    exitCode === 126 ||
    exitCode === 128 ||
    /not found in \$PATH|exec:|no such file|no command specified|PostStartHook/i.test(message)
  ) {
    return {
      category: 'bad-command',
      mechanism: 'The runtime or the shell cannot run the command that the container is given.',
      line: message ? undefined : decisiveLine(log),
    };
  }
  if (exitCode === 0) {
    return {
      category: 'bad-command',
      mechanism: 'The command ends with success at once; a container that shall go on running is then started again.',
      line: log.at(-1),
    };
  }
  const line = decisiveLine(log);
  const known = line && isErrorLine(line.text) ? classOf(line.text) : undefined;
  return {
    category: known?.category ?? 'application-crash',
    mechanism: known
      ? `The program ends at start or at work (${known.words}), and the kubelet restarts it with growing pauses.`
      : 'The program ends by itself, and the kubelet restarts it with growing pauses.',
    line,
  };
}

/** Runtimes word it differently: `OOMKilled`, `ContainerStatusUnknown: OOM`, `Error` with a message. */
const isOutOfMemory = (reason: string | undefined): boolean => /oom|out ?of ?memory/i.test(reason ?? '');

/** The kubelet ends no container for the node's sake, the kernel does; it names a process, and seldom the pod. */
function nodeOutOfMemory(snapshot: Snapshot, { spec }: Pod, finished: string | undefined): boolean {
  if (!spec?.nodeName || !finished) return false;
  const end = Date.parse(finished);
  return eventsAbout(snapshot, `Node/-/${spec.nodeName}`).some(
    ({ reason, first, last }) =>
      /^(System)?OOM/.test(reason) && Date.parse(first) - nearMs <= end && end <= Date.parse(last) + nearMs,
  );
}

function limitOf({ pod, status }: Crash): string {
  const container = pod.spec?.containers?.find((c) => c.name === status.name);
  const limit = container?.resources?.limits?.memory;
  return limit ? `, memory limit ${limit}` : '';
}
