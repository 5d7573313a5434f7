import { duration } from '../runtime/window.ts';
import { strengthOf } from './findings/strength.ts';
import type { AnyObject, Node, Pod } from './objects.ts';
import { isA, isReady, ref, templateOf } from './objects.ts';

export interface Row {
  ref: string;
  healthy: boolean;
  /** Name first, then what a person looks for. */
  text: string;
}

/** One line for an object of any kind. */
export function rowOf(object: AnyObject, now: Date): Row {
  const born = object.metadata.creationTimestamp;
  const age = born ? duration(now.getTime() - Date.parse(born)) : '?';
  const { healthy, text } = stateOf(object);
  return { ref: ref(object), healthy, text: `${ref(object)} ${text}${text ? ', ' : ''}age ${age}` };
}

function stateOf(object: AnyObject): { healthy: boolean; text: string } {
  if (isA(object, 'Pod')) return podState(object);
  if (isA(object, 'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet')) {
    const { wanted, ready } = strengthOf(object);
    return { healthy: ready >= wanted, text: `${ready}/${wanted} ready, ${imagesOf(object).join(' ')}` };
  }
  if (isA(object, 'Node')) return nodeState(object);
  if (isA(object, 'Service')) {
    const ports = (object.spec?.ports ?? []).map((p) => `${p.port}->${p.targetPort ?? p.port}`).join(' ');
    const selector = Object.entries(object.spec?.selector ?? {})
      .map(([key, value]) => `${key}=${value}`)
      .join(',');
    return { healthy: true, text: `${object.spec?.type ?? 'ClusterIP'} ${ports}, selector ${selector || '(none)'}` };
  }
  if (isA(object, 'PersistentVolumeClaim')) {
    const phase = object.status?.phase ?? '?';
    return { healthy: phase === 'Bound', text: `${phase}, class ${object.spec?.storageClassName ?? '(default)'}` };
  }
  return anyState(object);
}

function nodeState({ spec, status }: Node): { healthy: boolean; text: string } {
  const bad = (status?.conditions ?? []).filter((c) =>
    c.type === 'Ready' ? c.status !== 'True' : c.status === 'True',
  );
  const state = bad.length === 0 ? 'Ready' : bad.map((c) => `${c.type}=${c.status}`).join(' ');
  return { healthy: bad.length === 0, text: `${state}${spec?.unschedulable ? ', cordoned' : ''}` };
}

function podState(pod: Pod): { healthy: boolean; text: string } {
  const statuses = pod.status?.containerStatuses ?? [];
  const waiting = [...(pod.status?.initContainerStatuses ?? []), ...statuses].find(
    (s) => s.state?.waiting?.reason && !/ContainerCreating|PodInitializing/.test(s.state.waiting.reason),
  );
  const state = pod.metadata.deletionTimestamp
    ? 'Terminating'
    : (waiting?.state?.waiting?.reason ?? pod.status?.reason ?? pod.status?.phase ?? '?');
  const restarts = statuses.reduce((sum, s) => sum + s.restartCount, 0);
  const ready = `${statuses.filter((s) => s.ready).length}/${pod.spec?.containers?.length ?? statuses.length} ready`;
  const node = pod.spec?.nodeName ? `, node ${pod.spec.nodeName}` : '';
  const healthy = pod.status?.phase === 'Succeeded' || (isReady(pod) && !pod.metadata.deletionTimestamp);
  return { healthy, text: `${state}, ${ready}, ${restarts} restarts${node}` };
}

/** Of a pod, or of the pods that a workload makes. */
export function imagesOf(object: { kind: string; spec?: unknown }): string[] {
  const own = object.spec as { containers?: { image?: string }[] } | undefined;
  const containers = own?.containers ?? templateOf(object)?.spec?.containers ?? [];
  return containers.flatMap((container) => container.image ?? []);
}

/** Custom resources and the rest: a phase or conditions, as most kinds have them. */
function anyState(object: AnyObject): { healthy: boolean; text: string } {
  const status = (object.status ?? {}) as {
    phase?: string;
    conditions?: { type: string; status: string; reason?: string }[];
  };
  const conditions = (status.conditions ?? []).filter((c) =>
    /^(Ready|Available|Failed|Complete|Synced|Healthy)$/.test(c.type),
  );
  const bad = conditions.some((c) =>
    c.type === 'Failed' ? c.status === 'True' : c.status === 'False' && c.type !== 'Complete',
  );
  const words = conditions.map((c) => `${c.type}=${c.status}${c.reason ? ` (${c.reason})` : ''}`);
  return {
    healthy: !bad && !/^(Failed|Pending|Lost|Error)$/.test(status.phase ?? ''),
    text: [status.phase, ...words].filter((word) => word).join(', '),
  };
}
