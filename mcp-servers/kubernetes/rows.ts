import { duration } from '../runtime/window.ts';
import { strengthOf } from './findings/strength.ts';
import type { AnyObject, Claim, Node, Pod, Service, Workload } from './objects.ts';
import { isReady, ref } from './objects.ts';

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

/** The kinds of objects are told by their kind, which the API server guarantees to fit. */
function stateOf(object: AnyObject): { healthy: boolean; text: string } {
  switch (object.kind) {
    case 'Pod':
      return podState(object as unknown as Pod);
    case 'Deployment':
    case 'StatefulSet':
    case 'DaemonSet':
    case 'ReplicaSet': {
      const workload = object as unknown as Workload;
      const { wanted, ready } = strengthOf(workload);
      return { healthy: ready >= wanted, text: `${ready}/${wanted} ready, ${imagesOf(workload).join(' ')}` };
    }
    case 'Node': {
      const node = object as unknown as Node;
      const bad = (node.status?.conditions ?? []).filter((c) =>
        c.type === 'Ready' ? c.status !== 'True' : c.status === 'True',
      );
      const state = bad.length === 0 ? 'Ready' : bad.map((c) => `${c.type}=${c.status}`).join(' ');
      return { healthy: bad.length === 0, text: `${state}${node.spec?.unschedulable ? ', cordoned' : ''}` };
    }
    case 'Service': {
      const { spec } = object as unknown as Service;
      const ports = (spec?.ports ?? []).map((p) => `${p.port}->${p.targetPort ?? p.port}`).join(' ');
      const selector = Object.entries(spec?.selector ?? {})
        .map(([key, value]) => `${key}=${value}`)
        .join(',');
      return { healthy: true, text: `${spec?.type ?? 'ClusterIP'} ${ports}, selector ${selector || '(none)'}` };
    }
    case 'PersistentVolumeClaim': {
      const { spec, status } = object as unknown as Claim;
      return {
        healthy: status?.phase === 'Bound',
        text: `${status?.phase ?? '?'}, class ${spec?.storageClassName ?? '(default)'}`,
      };
    }
    default:
      return anyState(object);
  }
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

export function imagesOf(workload: AnyObject | Workload): string[] {
  const spec = workload.spec as
    | { template?: Template; jobTemplate?: { spec?: { template?: Template } }; containers?: { image?: string }[] }
    | undefined;
  const containers =
    spec?.containers ?? spec?.template?.spec?.containers ?? spec?.jobTemplate?.spec?.template?.spec?.containers ?? [];
  return containers.flatMap((container) => container.image ?? []);
}

interface Template {
  metadata?: { labels?: Record<string, string>; annotations?: Record<string, string> };
  spec?: { containers?: { name?: string; image?: string }[] };
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
