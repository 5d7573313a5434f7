import { headline, quotes } from '../../runtime/quotes.ts';
import { matchesPairs } from '../labels.ts';
import type { Pod, Service } from '../objects.ts';
import { isOver, isReady, ref } from '../objects.ts';
import { type Snapshot, wasRead } from '../snapshot.ts';
import { podsWith, workloadOf, workloadsOf } from '../snapshot-index.ts';
import { type Draft, depth } from './draft.ts';

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
export function podsBehind(snapshot: Snapshot, service: Service): Pod[] {
  const selector = service.spec?.selector;
  if (!selector) return [];
  return podsWith(snapshot, service.metadata.namespace, selector).filter((pod) => !isOver(pod));
}

function nothingSelected(snapshot: Snapshot, service: Service, selector: Record<string, string>): Draft[] {
  const object = ref(service);
  const selectorText = pairs(selector);
  const base = {
    object,
    evidence: quotes([`${object} selector ${selectorText}: 0 pods, no endpoints`]),
    depth: depth.service,
    next: {
      tool: 'k8s_get',
      args: { kind: 'Service', name: service.metadata.name, namespace: service.metadata.namespace },
      why: 'its path to pods',
    },
  } as const;
  const made = workloadsOf(snapshot).filter(
    (w) =>
      w.metadata.namespace === service.metadata.namespace &&
      matchesPairs(
        selector,
        (w.spec as { template?: { metadata?: { labels?: Record<string, string> } } })?.template?.metadata?.labels,
      ),
  );
  const [maker] = made;
  if (maker) {
    const replicas = (maker.spec as { replicas?: number } | undefined)?.replicas;
    const zero = replicas === 0;
    return [
      {
        ...base,
        category: zero ? 'scaled-to-zero' : 'dependency-unreachable',
        object: zero ? ref(maker) : object,
        severity: zero ? 'warning' : 'critical',
        title: headline(
          zero
            ? `${ref(maker)} is scaled to zero replicas, so ${object} has no endpoints`
            : `${object} has no endpoints: ${ref(maker)} has no pods`,
        ),
        mechanism: 'Without a pod behind it a Service refuses or drops every connection.',
        evidence: quotes([...base.evidence, zero ? `${ref(maker)} replicas 0` : undefined]),
        related: [ref(maker), object],
        dependsOn: [ref(maker)],
        depth: zero ? depth.configuration : depth.service,
      },
    ];
  }
  const close = closest(snapshot, service, selector);
  // A selector that is like nobody's labels may wait for something that is not deployed here.
  const difference = close?.wrong
    .map(
      ([key, value, has]) =>
        `selector wants label ${key}=${value}, the pods have ${has === undefined ? `no ${key}` : `${key}=${has}`}`,
    )
    .join('; ');
  return [
    {
      ...base,
      category: 'service-selector',
      severity: close ? 'critical' : 'warning',
      title: headline(
        close
          ? `${object} reaches nothing (no endpoints): its selector does not match the pods of ${close.workload}: ${difference}`
          : `${object} reaches nothing (no endpoints): no pod in ${service.metadata.namespace} matches its selector ${selectorText}`,
      ),
      since: service.metadata.creationTimestamp,
      mechanism:
        'A Service sends to the ready pods that its selector matches; without a match every connection is refused.',
      evidence: quotes([
        ...base.evidence,
        close && `${close.workload} pod ${close.pod.metadata.name} labels ${pairs(close.pod.metadata.labels ?? {})}`,
      ]),
      related: close ? [close.workload] : [],
      depth: depth.configuration,
    },
  ];
}

/** Pods that carry at least one of the selector's pairs, or are named as the Service is; with what is different. */
function closest(snapshot: Snapshot, service: Service, selector: Record<string, string>) {
  const stem = service.metadata.name.replace(/-(svc|service)$/, '');
  const scored = snapshot.pods
    .filter((pod) => pod.metadata.namespace === service.metadata.namespace && !isOver(pod))
    .map((pod) => {
      const labels = pod.metadata.labels ?? {};
      const wrong = Object.entries(selector)
        .filter(([key, value]) => labels[key] !== value)
        .map(([key, value]) => [key, value, labels[key]] as const);
      const named = pod.metadata.name.startsWith(`${stem}-`);
      return { pod, wrong, score: Object.keys(selector).length - wrong.length + (named ? 0.5 : 0) };
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score);
  const [best] = scored;
  return best && { ...best, workload: workloadOf(snapshot, best.pod) };
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

const pairs = (labels: Record<string, string>): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
