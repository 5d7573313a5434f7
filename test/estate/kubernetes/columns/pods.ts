import { since } from '../duration.ts';
import { field, integer, isRecord, type KubeObject, list, record, text } from '../fields.ts';
import { age, type Column, condition, named, say, wide } from './column.ts';

interface Summary {
  ready: string;
  status: string;
  restarts: number;
  /** RFC 3339, of the newest restart. */
  restartedAt: string;
}

export const podColumns: Column[] = [
  named,
  say('Ready', (pod) => summarise(pod).ready),
  say('Status', (pod) => summarise(pod).status),
  say('Restarts', (pod, now) => {
    const { restarts, restartedAt } = summarise(pod);
    return restarts > 0 && restartedAt ? `${restarts} (${since(restartedAt, now)} ago)` : String(restarts);
  }),
  age,
  wide(say('IP', (pod) => text(list(pod, 'status.podIPs')[0], 'ip') || '<none>')),
  wide(say('Node', (pod) => text(pod, 'spec.nodeName') || '<none>')),
  wide(say('Nominated Node', (pod) => text(pod, 'status.nominatedNodeName') || '<none>')),
  wide(say('Readiness Gates', readinessGates)),
];

/** Rows of pods that have ended say so beside their cells. */
export function podConditions(pod: KubeObject): unknown[] | undefined {
  const phase = text(pod, 'status.phase');
  if (phase !== 'Succeeded' && phase !== 'Failed') return undefined;
  const message = phase === 'Succeeded' ? 'The pod has completed successfully.' : 'The pod failed.';
  return [{ type: 'Completed', status: 'True', reason: phase, message }];
}

/** The STATUS column: the reason that the first failing container gives, before the phase. */
function summarise(pod: KubeObject): Summary {
  const init = summariseInit(pod);
  const gated = text(condition(pod, 'PodScheduled'), 'reason') === 'SchedulingGated';
  const before = gated ? 'SchedulingGated' : text(pod, 'status.reason') || text(pod, 'status.phase');
  const initialized = text(condition(pod, 'Initialized'), 'status') === 'True';
  const main = init.status === undefined || initialized ? summariseMain(pod, init.status ?? before) : undefined;
  const tally = main
    ? { restarts: init.sidecarRestarts + main.restarts, restartedAt: later(init.sidecarRestartedAt, main.restartedAt) }
    : { restarts: init.restarts, restartedAt: init.restartedAt };
  const total = list(pod, 'spec.containers').length + init.sidecars;
  const status = main?.status ?? init.status ?? before;
  return { ...tally, ready: `${init.ready + (main?.ready ?? 0)}/${total}`, status: whileDeleted(pod, status) };
}

function summariseInit(pod: KubeObject) {
  const specs = list(pod, 'spec.initContainers');
  const sidecars = specs.filter((spec) => text(spec, 'restartPolicy') === 'Always').map((spec) => text(spec, 'name'));
  const sum = {
    status: undefined as string | undefined,
    ready: 0,
    sidecars: sidecars.length,
    restarts: 0,
    restartedAt: '',
    sidecarRestarts: 0,
    sidecarRestartedAt: '',
  };
  for (const [at, container] of list(pod, 'status.initContainerStatuses').entries()) {
    const ended = text(container, 'lastState.terminated.finishedAt');
    const isSidecar = sidecars.includes(text(container, 'name'));
    sum.restarts += integer(container, 'restartCount');
    sum.restartedAt = later(sum.restartedAt, ended);
    if (isSidecar) {
      sum.sidecarRestarts += integer(container, 'restartCount');
      sum.sidecarRestartedAt = later(sum.sidecarRestartedAt, ended);
    }
    const { terminated, waiting } = record(container, 'state');
    if (isRecord(terminated) && integer(terminated, 'exitCode') === 0) continue;
    if (isSidecar && field(container, 'started') === true) {
      if (field(container, 'ready') === true) sum.ready += 1;
      continue;
    }
    const why = text(waiting, 'reason');
    if (isRecord(terminated)) sum.status = `Init:${endOf(terminated)}`;
    else if (why && why !== 'PodInitializing') sum.status = `Init:${why}`;
    else sum.status = `Init:${at}/${specs.length}`;
    break;
  }
  return sum;
}

function summariseMain(pod: KubeObject, before: string) {
  const sum = { status: before, ready: 0, restarts: 0, restartedAt: '' };
  let running = false;
  for (const container of list(pod, 'status.containerStatuses').toReversed()) {
    sum.restarts += integer(container, 'restartCount');
    sum.restartedAt = later(sum.restartedAt, text(container, 'lastState.terminated.finishedAt'));
    const { terminated, waiting, running: runs } = record(container, 'state');
    if (text(waiting, 'reason')) sum.status = text(waiting, 'reason');
    else if (isRecord(terminated)) sum.status = endOf(terminated);
    else if (field(container, 'ready') === true && isRecord(runs)) {
      running = true;
      sum.ready += 1;
    }
  }
  if (sum.status === 'Completed' && running) {
    sum.status = text(condition(pod, 'Ready'), 'status') === 'True' ? 'Running' : 'NotReady';
  }
  return sum;
}

function endOf(terminated: Record<string, unknown>): string {
  const signal = integer(terminated, 'signal');
  return text(terminated, 'reason') || (signal ? `Signal:${signal}` : `ExitCode:${integer(terminated, 'exitCode')}`);
}

function whileDeleted(pod: KubeObject, status: string): string {
  if (!text(pod, 'metadata.deletionTimestamp')) return status;
  if (text(pod, 'status.reason') === 'NodeLost') return 'Unknown';
  return ['Succeeded', 'Failed'].includes(text(pod, 'status.phase')) ? status : 'Terminating';
}

function readinessGates(pod: KubeObject): string {
  const gates = list(pod, 'spec.readinessGates').map((gate) => text(gate, 'conditionType'));
  if (gates.length === 0) return '<none>';
  return `${gates.filter((gate) => text(condition(pod, gate), 'status') === 'True').length}/${gates.length}`;
}

function later(a: string, b: string): string {
  if (!a || !b) return a || b;
  return Date.parse(a) < Date.parse(b) ? b : a;
}
