import { routesOf } from './findings/ingresses.ts';
import type { Ingress, Service } from './objects.ts';
import { isReady, ref } from './objects.ts';
import { rowOf } from './rows.ts';
import type { Snapshot } from './snapshot.ts';
import { podsWith } from './snapshot-index.ts';

const mostPods = 10;

/** A Service's way to ready pods, and what its EndpointSlices say of it. */
export function servicePath(service: Service, snapshot: Snapshot): string[] {
  const { selector } = service.spec ?? {};
  const endpoints = endpointsOf(service, snapshot);
  if (!selector || Object.keys(selector).length === 0)
    return ['selector: none, its endpoints are made by hand', ...endpoints];
  const taken = podsWith(snapshot, service.metadata.namespace, selector);
  return [
    `path: ${taken.length} pods selected, ${taken.filter(isReady).length} ready`,
    ...taken.slice(0, mostPods).map((pod) => `  ${rowOf(pod, snapshot.now).text}`),
    ...(taken.length > mostPods ? [`  and ${taken.length - mostPods} more`] : []),
    ...endpoints,
  ];
}

function endpointsOf(service: Service, snapshot: Snapshot): string[] {
  const slices = snapshot.endpointSlices.filter(
    ({ metadata }) =>
      metadata.namespace === service.metadata.namespace &&
      metadata.labels?.['kubernetes.io/service-name'] === service.metadata.name,
  );
  if (slices.length === 0) return [];
  const all = slices.flatMap((slice) => slice.endpoints ?? []);
  const ready = all.filter(({ conditions }) => conditions?.ready !== false);
  const ports = new Set(
    slices.flatMap((slice) => slice.ports ?? []).map((port) => `${port.name || 'port'} ${port.port}`),
  );
  return [`endpoint slices: ${all.length} endpoints, ${ready.length} ready, ${[...ports].join(', ') || 'no port'}`];
}

/** Each rule of an Ingress to its Service and the ready pods behind. */
export function ingressPath(ingress: Ingress, snapshot: Snapshot): string[] {
  return routesOf(ingress).map(({ at, service: { name, port: wanted } }) => {
    const service = snapshot.services.find(
      ({ metadata }) => metadata.name === name && metadata.namespace === ingress.metadata.namespace,
    );
    if (!service) return `path ${at} -> Service ${name}: does not exist`;
    const port = wanted?.number ?? wanted?.name;
    const known = (service.spec?.ports ?? []).some((p) => port === undefined || p.port === port || p.name === port);
    const behind = podsWith(snapshot, service.metadata.namespace, service.spec?.selector ?? {});
    const ready = `${behind.filter(isReady).length} of ${behind.length} pods ready`;
    return `path ${at} -> ${ref(service)} port ${port ?? '?'}${known ? '' : ' (no such port)'}: ${ready}`;
  });
}
