import type { LogLine } from '../../runtime/log-events.ts';
import { headline, quotes } from '../../runtime/quotes.ts';
import { servicesIn } from '../addressed-services.ts';
import type { Pod, Service } from '../objects.ts';
import { isOver, isReady, ref, refOf } from '../objects.ts';
import { type Snapshot, wasRead } from '../snapshot.ts';
import { podsWith, workloadOf } from '../snapshot-index.ts';
import { type Draft, depth } from './draft.ts';
import { nothingSelected } from './service-selectors.ts';

/** Services that reach nothing: no pod is selected, none of them is ready, or the port is not there. */
export function services(snapshot: Snapshot): Draft[] {
  return snapshot.services.flatMap((service) => {
    const selector = service.spec?.selector;
    const namespace = service.metadata.namespace;
    if (service.spec?.type === 'ExternalName') return [];
    if (!selector || Object.keys(selector).length === 0) return withoutSelector(snapshot, service);
    if (!wasRead(snapshot, 'pods', namespace)) return [];
    const selected = podsBehind(snapshot, service);
    if (selected.length === 0) return nothingSelected(snapshot, service, selector);
    if (!selected.some(isReady)) return [noneReady(snapshot, service, selected)];
    return wrongPort(snapshot, service, selected);
  });
}

/** Its endpoints are made by hand or by an operator: nobody but they know where it should lead. */
function withoutSelector(snapshot: Snapshot, service: Service): Draft[] {
  const { name, namespace } = service.metadata;
  if (service.spec?.clusterIP === 'None' || !wasRead(snapshot, 'endpointslices', namespace)) return [];
  const endpoints = snapshot.endpointSlices
    .filter(({ metadata }) => metadata.namespace === namespace)
    .filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === name)
    .flatMap((slice) => slice.endpoints ?? []);
  if (endpoints.some(({ conditions }) => conditions?.ready !== false)) return [];
  const object = ref(service);
  const what = `has no selector, and of ${endpoints.length} endpoints made for it none is ready`;
  return [
    {
      category: 'dependency-unreachable',
      object,
      severity: 'warning',
      title: headline(`${object} ${what}`),
      mechanism: 'A Service without a selector leads where its EndpointSlices say, and here they lead nowhere.',
      evidence: quotes([`${object} ${what}`]),
      depth: depth.configuration,
    },
  ];
}

/** Pods that the Service's selector takes and that have not ended. */
/** A Service that a log names, and the workloads that should answer behind it. */
export function answerers(snapshot: Snapshot, log: LogLine[], namespace: string | undefined): string[] {
  return servicesIn(
    snapshot,
    log.map(({ text }) => text),
  ).flatMap((host) => {
    const space = host.namespace ?? namespace;
    const service = snapshot.services.find((s) => s.metadata.name === host.name && s.metadata.namespace === space);
    const behind = service ? podsBehind(snapshot, service) : [];
    return [refOf('Service', space, host.name), ...new Set(behind.map((pod) => workloadOf(snapshot, pod)))];
  });
}

export function podsBehind(snapshot: Snapshot, service: Service): Pod[] {
  const selector = service.spec?.selector;
  if (!selector) return [];
  return podsWith(snapshot, service.metadata.namespace, selector).filter((pod) => !isOver(pod));
}

function noneReady(snapshot: Snapshot, service: Service, selected: Pod[]): Draft {
  const object = ref(service);
  const owners = [...new Set(selected.map((pod) => workloadOf(snapshot, pod)))];
  return {
    category: 'dependency-unreachable',
    object,
    severity: 'critical',
    title: headline(`${object} has no ready endpoints: 0 of ${selected.length} pods of ${owners.join(', ')} ready`),
    mechanism: 'A Service sends only to ready pods; without one every connection is refused.',
    evidence: [`${object} endpoints: 0 of ${selected.length} ready`],
    related: owners,
    dependsOn: [...owners, ...selected.map(ref)],
    depth: depth.service,
  };
}

function wrongPort(snapshot: Snapshot, service: Service, selected: Pod[]): Draft[] {
  const ready = selected.filter(isReady);
  return (service.spec?.ports ?? []).flatMap((port) => {
    const wanted = port.targetPort ?? port.port;
    const ports = ready.flatMap((pod) => (pod.spec?.containers ?? []).flatMap((c) => c.ports ?? []));
    const named = typeof wanted === 'string' && Number.isNaN(Number(wanted));
    const there = named
      ? ports.some((p) => p.name === wanted)
      : // Declaring ports is optional, so that only a pod that declares others tells something.
        ports.length === 0 || ports.some((p) => p.containerPort === Number(wanted));
    if (there) return [];
    const declared = [...new Set(ports.map((p) => (p.name ? `${p.containerPort} (${p.name})` : `${p.containerPort}`)))];
    const object = ref(service);
    const owners = [...new Set(ready.map((pod) => workloadOf(snapshot, pod)))];
    const has = declared.length > 0 ? `declare port ${declared.join(', ')}` : 'name no port';
    return [
      {
        category: 'service-port',
        object,
        severity: named ? ('critical' as const) : ('warning' as const),
        title: headline(
          `${object} port ${port.port} sends to targetPort ${wanted}, but the pods of ${owners.join(', ')} ${has}`,
        ),
        since: service.metadata.creationTimestamp,
        mechanism: 'Connections to the Service arrive at a port on which no container listens.',
        evidence: [`${object} port ${port.port} targetPort ${wanted}; containers ${has}`],
        related: owners,
        depth: depth.configuration,
      },
    ];
  });
}
