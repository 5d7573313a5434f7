import type { AnyObject, Container, ContainerStatus, PodTemplate } from './objects.ts';
import { isA, templateOf } from './objects.ts';
import { probeWords } from './probe-words.ts';

const probes = ['startupProbe', 'livenessProbe', 'readinessProbe'] as const;

/** The containers of a pod, as they are and were, or those that a workload's template makes; with volumes and account. */
export function containerLines(object: AnyObject): string[] {
  const isPod = isA(object, 'Pod');
  const spec = isPod ? object.spec : templateOf(object)?.spec;
  if (!spec) return [];
  const { initContainerStatuses = [], containerStatuses = [] } = isPod ? (object.status ?? {}) : {};
  const statuses = new Map([...initContainerStatuses, ...containerStatuses].map((status) => [status.name, status]));
  const line = (word: string) => (container: Container) => [
    `${word} ${container.name}: ${[
      container.image,
      ...(isPod ? [stateOf(statuses.get(container.name))] : []),
      ...(container.ports?.length ? [`ports ${container.ports.map((p) => p.containerPort).join(',')}`] : []),
      `requests ${amounts(container.resources?.requests)}`,
      `limits ${amounts(container.resources?.limits)}`,
    ].join(', ')}`,
    ...probes.flatMap((kind) => {
      const words = probeWords(container[kind]);
      return words ? [`  ${kind} ${words}`] : [];
    }),
  ];
  return [
    ...(spec.initContainers ?? []).flatMap(line('init container')),
    ...spec.containers.flatMap(line('container')),
    ...volumes(spec),
    ...(spec.nodeName
      ? [`node: Node/-/${spec.nodeName}, service account ${spec.serviceAccountName ?? 'default'}`]
      : []),
  ];
}

function volumes(spec: NonNullable<PodTemplate['spec']>): string[] {
  return (spec.volumes ?? []).flatMap(({ name, configMap, secret, persistentVolumeClaim }) => {
    const source = configMap?.name ?? secret?.secretName ?? persistentVolumeClaim?.claimName;
    const kind = configMap ? 'ConfigMap' : secret ? 'Secret' : 'PersistentVolumeClaim';
    return source ? [`volume ${name}: ${kind} ${source}`] : [];
  });
}

const amounts = (resources: Record<string, string> = {}): string =>
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
