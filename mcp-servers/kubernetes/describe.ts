import { duration } from '../runtime/window.ts';
import { matchesPairs } from './labels.ts';
import type { AnyObject, Container, ContainerStatus, Pod, Service } from './objects.ts';
import { controllerOf, isReady, ref } from './objects.ts';
import { probeWords } from './probe-words.ts';
import { rowOf } from './rows.ts';
import type { Snapshot } from './snapshot.ts';
import { eventsAbout, podsOf, topmost } from './snapshot-index.ts';

const mostEvents = 12;
const mostPods = 10;

/** One object with what explains it: owners, conditions, containers, the way to its pods, its events. */
export function describe(object: AnyObject, snapshot: Snapshot): string[] {
  const own = ref(object);
  return [
    rowOf(object, snapshot.now).text,
    ...owners(object, snapshot),
    ...conditions(object),
    ...(object.kind === 'Pod' ? containers(object as unknown as Pod) : []),
    ...(object.kind === 'Service' ? path(object as unknown as Service, snapshot) : []),
    ...pods(own, snapshot),
    ...events(object, snapshot),
  ];
}

function owners(object: AnyObject, snapshot: Snapshot): string[] {
  const owner = controllerOf(object);
  if (!owner) return [];
  const top = topmost(snapshot, owner);
  return [`owner: ${owner}${top === owner ? '' : ` <- ${top}`}`];
}

function conditions(object: AnyObject): string[] {
  const status = object.status as { conditions?: Condition[] } | undefined;
  return (status?.conditions ?? []).map(
    ({ type, status: state, reason, message, lastTransitionTime }) =>
      `condition ${type}=${state}${reason ? ` ${reason}` : ''}${message ? `: ${message}` : ''}${lastTransitionTime ? ` (since ${lastTransitionTime})` : ''}`,
  );
}

interface Condition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
  lastTransitionTime?: string;
}

function containers(pod: Pod): string[] {
  const statuses = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
  const line = (container: Container, word: string): string[] => {
    const status = statuses.find((s) => s.name === container.name);
    const { requests = {}, limits = {} } = container.resources ?? {};
    const ports = (container.ports ?? []).map((p) => p.containerPort).join(',');
    return [
      `${word} ${container.name}: ${container.image}, ${stateOf(status)}${ports ? `, ports ${ports}` : ''}, requests ${amounts(requests)}, limits ${amounts(limits)}`,
      ...(['startupProbe', 'livenessProbe', 'readinessProbe'] as const).flatMap((kind) => {
        const words = probeWords(container[kind]);
        return words ? [`  ${kind} ${words}`] : [];
      }),
    ];
  };
  return [
    ...(pod.spec?.initContainers ?? []).flatMap((c) => line(c, 'init container')),
    ...(pod.spec?.containers ?? []).flatMap((c) => line(c, 'container')),
    ...(pod.spec?.volumes ?? []).flatMap((v) => {
      const source = v.configMap?.name ?? v.secret?.secretName ?? v.persistentVolumeClaim?.claimName;
      const kind = v.configMap ? 'ConfigMap' : v.secret ? 'Secret' : 'PersistentVolumeClaim';
      return source ? [`volume ${v.name}: ${kind} ${source}`] : [];
    }),
    ...(pod.spec?.nodeName
      ? [`node: Node/-/${pod.spec.nodeName}, service account ${pod.spec.serviceAccountName ?? 'default'}`]
      : []),
  ];
}

const amounts = (resources: Record<string, string>): string =>
  Object.entries(resources)
    .map(([name, value]) => `${name} ${value}`)
    .join(' ') || 'none';

function stateOf(status: ContainerStatus | undefined): string {
  if (!status) return 'no status';
  const { waiting, running, terminated } = status.state ?? {};
  const last = status.lastState?.terminated;
  const now = waiting
    ? `waiting ${waiting.reason ?? ''}${waiting.message ? `: ${waiting.message}` : ''}`
    : terminated
      ? `ended with exit code ${terminated.exitCode} (${terminated.reason ?? ''}) at ${terminated.finishedAt ?? '?'}`
      : running
        ? `running since ${running.startedAt ?? '?'}`
        : 'unknown';
  const before = last ? `, before: exit code ${last.exitCode} (${last.reason ?? ''}) at ${last.finishedAt ?? '?'}` : '';
  return `${now}, ready ${status.ready}, ${status.restartCount} restarts${before}`;
}

/** A Service's way to ready pods. */
function path(service: Service, snapshot: Snapshot): string[] {
  const selector = service.spec?.selector;
  if (!selector || Object.keys(selector).length === 0) return ['selector: none, its endpoints are made by hand'];
  const taken = snapshot.pods.filter(
    (pod) => pod.metadata.namespace === service.metadata.namespace && matchesPairs(selector, pod.metadata.labels),
  );
  return [
    `path: ${taken.length} pods selected, ${taken.filter(isReady).length} ready`,
    ...taken.slice(0, mostPods).map((pod) => `  ${rowOf(asAny(pod), snapshot.now).text}`),
  ];
}

function pods(own: string, snapshot: Snapshot): string[] {
  const made = podsOf(snapshot, own);
  if (made.length === 0 || own.startsWith('Pod/')) return [];
  const bad = made.filter((pod) => !isReady(pod));
  const shown = [...bad, ...made.filter(isReady)].slice(0, mostPods);
  return [
    `pods: ${made.length}, ${made.length - bad.length} ready`,
    ...shown.map((pod) => `  ${rowOf(asAny(pod), snapshot.now).text}`),
    ...(made.length > shown.length ? [`  and ${made.length - shown.length} more`] : []),
  ];
}

function events(object: AnyObject, snapshot: Snapshot): string[] {
  const found = eventsAbout(snapshot, ref(object)).toReversed();
  if (found.length === 0) return ['events: none (the API server keeps them for an hour by default)'];
  return found.slice(0, mostEvents).map((e) => {
    const ago = duration(snapshot.now.getTime() - Date.parse(e.last));
    return `event ${e.type} ${e.reason} x${e.count}, last ${e.last} (${ago} ago): ${e.message}`;
  });
}

/** A typed object read as any: the typed kinds are narrower views of the same JSON. */
const asAny = (object: Pod): AnyObject => object as unknown as AnyObject;
