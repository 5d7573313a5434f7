import { nearest } from '../../runtime/nearest.ts';
import { headline } from '../../runtime/quotes.ts';
import type { Ingress } from '../objects.ts';
import { isReady, ref, refOf } from '../objects.ts';
import { type Snapshot, wasRead } from '../snapshot.ts';
import { type Draft, depth } from './draft.ts';
import { podsBehind } from './services.ts';

/** Ingresses whose class, Service or port does not exist, or whose Service reaches nothing. */
export function ingresses(snapshot: Snapshot): Draft[] {
  return snapshot.ingresses.flatMap((ingress) => [...classOf(snapshot, ingress), ...backends(snapshot, ingress)]);
}

function classOf(snapshot: Snapshot, ingress: Ingress): Draft[] {
  const wanted = ingress.spec?.ingressClassName;
  const known = snapshot.ingressClasses.map((c) => c.metadata.name);
  if (!wanted || known.includes(wanted) || !wasRead(snapshot, 'ingressclasses')) return [];
  const object = ref(ingress);
  return [
    {
      category: 'ingress-backend',
      object,
      severity: 'critical',
      title: headline(
        `${object}: ingress class "${wanted}" does not exist${known.length > 0 ? ` (there is ${known.join(', ')})` : ''}, so no controller serves it`,
      ),
      since: ingress.metadata.creationTimestamp,
      mechanism: 'A controller serves only Ingresses of its own class.',
      evidence: [`${object} ingressClassName ${wanted}; ingress classes: ${known.join(', ') || 'none'}`],
      depth: depth.configuration,
    },
  ];
}

/** Where an Ingress sends requests: `host/path` to a Service. */
export const routesOf = (ingress: Ingress) => [
  ...(ingress.spec?.defaultBackend?.service ? [{ at: 'default', service: ingress.spec.defaultBackend.service }] : []),
  ...(ingress.spec?.rules ?? []).flatMap((rule) =>
    (rule.http?.paths ?? []).flatMap((path) =>
      path.backend.service ? [{ at: `${rule.host ?? '*'}${path.path ?? '/'}`, service: path.backend.service }] : [],
    ),
  ),
];

function backends(snapshot: Snapshot, ingress: Ingress): Draft[] {
  const namespace = ingress.metadata.namespace ?? '';
  if (!wasRead(snapshot, 'services', namespace)) return [];
  const object = ref(ingress);
  return routesOf(ingress).flatMap(({ at, service: wanted }): Draft[] => {
    const service = snapshot.services.find(
      (s) => s.metadata.name === wanted.name && s.metadata.namespace === namespace,
    );
    const port = wanted.port?.number ?? wanted.port?.name;
    const target = refOf('Service', namespace, wanted.name);
    if (!service) {
      const here = snapshot.services.filter((s) => s.metadata.namespace === namespace).map((s) => s.metadata.name);
      const close = nearest(wanted.name, here, 2);
      return [
        {
          category: 'ingress-backend',
          object,
          severity: 'critical' as const,
          title: headline(
            `${object}: ${at} goes to Service "${wanted.name}", which does not exist in ${namespace}${close.length > 0 ? ` (there is ${close.join(', ')})` : ''}`,
          ),
          since: ingress.metadata.creationTimestamp,
          mechanism: 'The controller has nowhere to send requests and answers 503 or 404.',
          evidence: [`${object} ${at} backend ${wanted.name}:${port ?? '?'}: no such Service`],
          related: [target],
          depth: depth.configuration,
        },
      ];
    }
    const open = (service.spec?.ports ?? []).some((p) => port === undefined || p.port === port || p.name === port);
    const ports = (service.spec?.ports ?? []).map((p) => (p.name ? `${p.port} (${p.name})` : `${p.port}`)).join(', ');
    if (!open) {
      return [
        {
          category: 'ingress-backend',
          object,
          severity: 'critical' as const,
          title: headline(`${object}: ${at} goes to port ${port} of ${target}, which has port ${ports}`),
          since: ingress.metadata.creationTimestamp,
          mechanism: 'The controller finds no endpoint for a port that the Service does not have and answers 503.',
          evidence: [`${object} ${at} backend ${wanted.name}:${port}; ${target} ports ${ports}`],
          related: [target],
          depth: depth.configuration,
        },
      ];
    }
    const behind = podsBehind(snapshot, service);
    if (!service.spec?.selector || behind.some(isReady) || !wasRead(snapshot, 'pods', namespace)) return [];
    return [
      {
        category: 'ingress-backend',
        object,
        severity: 'critical' as const,
        title: headline(`${object}: ${at} goes to ${target}, which has no ready pod`),
        mechanism: 'The controller has no endpoint to send requests to and answers 503.',
        evidence: [`${object} ${at} backend ${wanted.name}:${port ?? '?'}: 0 of ${behind.length} pods ready`],
        related: [target],
        dependsOn: [target],
        depth: depth.ingress,
      },
    ];
  });
}
