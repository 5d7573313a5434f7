import { headline, quotes } from '../../runtime/quotes.ts';
import { matchesPairs } from '../labels.ts';
import type { Service } from '../objects.ts';
import { isOver, ref, templateOf } from '../objects.ts';
import type { Snapshot } from '../snapshot.ts';
import { workloadOf, workloadsOf } from '../snapshot-index.ts';
import { type Draft, depth } from './draft.ts';

/** A Service whose selector takes no pod: its workload has none, or the labels are others. */
export function nothingSelected(snapshot: Snapshot, service: Service, selector: Record<string, string>): Draft[] {
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
      w.metadata.namespace === service.metadata.namespace && matchesPairs(selector, templateOf(w)?.metadata?.labels),
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

const pairs = (labels: Record<string, string>): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
