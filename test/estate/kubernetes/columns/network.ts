import { field, type KubeObject, list, record, text } from '../fields.ts';
import { age, type Column, formatLabels, formatSelector, named, say, wide } from './column.ts';

export const serviceColumns: Column[] = [
  named,
  say('Type', serviceType),
  say(
    'Cluster-IP',
    (service) => text(service, 'spec.clusterIP') || text(list(service, 'spec.clusterIPs')[0]) || '<none>',
  ),
  say('External-IP', externalIp),
  say('Port(s)', (service) => list(service, 'spec.ports').map(servicePort).join(',') || '<none>'),
  age,
  wide(say('Selector', (service) => formatLabels(field(service, 'spec.selector')))),
];

export const ingressColumns: Column[] = [
  named,
  say('Class', (ingress) => text(ingress, 'spec.ingressClassName') || '<none>'),
  say('Hosts', hosts),
  say('Address', (ingress) => loadBalancer(ingress).join(',')),
  say('Ports', (ingress) => (list(ingress, 'spec.tls').length > 0 ? '80, 443' : '80')),
  age,
];

export const ingressClassColumns: Column[] = [
  named,
  say('Controller', (object) => text(object, 'spec.controller')),
  say('Parameters', (object) => {
    const parameters = record(object, 'spec.parameters');
    if (!text(parameters, 'name')) return '<none>';
    const group = text(parameters, 'apiGroup');
    return `${text(parameters, 'kind')}${group ? `.${group}` : ''}/${text(parameters, 'name')}`;
  }),
  age,
];

export const endpointsColumns: Column[] = [named, say('Endpoints', endpoints), age];

export const endpointSliceColumns: Column[] = [
  named,
  say('AddressType', (slice) => text(slice, 'addressType')),
  say('Ports', (slice) =>
    shortened(
      list(slice, 'ports').map((port) => text(port, 'port') || text(port, 'name') || '*'),
      '<unset>',
    ),
  ),
  say('Endpoints', (slice) =>
    shortened(
      list(slice, 'endpoints').flatMap((endpoint) => list(endpoint, 'addresses').map(String)),
      '<unset>',
    ),
  ),
  age,
];

export const networkPolicyColumns: Column[] = [
  named,
  say('Pod-Selector', (policy) => formatSelector(record(policy, 'spec.podSelector'))),
  age,
];

function serviceType(service: KubeObject): string {
  return text(service, 'spec.type') || 'ClusterIP';
}

function externalIp(service: KubeObject): string {
  const given = list(service, 'spec.externalIPs').map(String);
  switch (serviceType(service)) {
    case 'LoadBalancer':
      return [...loadBalancer(service), ...given].join(',') || '<pending>';
    case 'ExternalName':
      return text(service, 'spec.externalName');
    default:
      return given.join(',') || '<none>';
  }
}

function servicePort(port: unknown): string {
  const node = text(port, 'nodePort');
  return `${text(port, 'port')}${node && node !== '0' ? `:${node}` : ''}/${text(port, 'protocol') || 'TCP'}`;
}

function loadBalancer(object: KubeObject): string[] {
  const addresses = list(object, 'status.loadBalancer.ingress').map((at) => text(at, 'ip') || text(at, 'hostname'));
  return [...new Set(addresses.filter(Boolean))].sort();
}

function hosts(ingress: KubeObject): string {
  const rules = list(ingress, 'spec.rules');
  const named = rules.map((rule) => text(rule, 'host')).filter(Boolean);
  if (named.length === 0) return '*';
  const shown = named.slice(0, 3).join(',');
  return rules.length > 3 && named.length >= 3 ? `${shown} + ${rules.length - 3} more...` : shown;
}

function endpoints(object: KubeObject): string {
  const subsets = list(object, 'subsets');
  if (subsets.length === 0) return '<none>';
  const addresses = subsets.flatMap((subset) => {
    const ports = list(subset, 'ports').map((port) => text(port, 'port'));
    const ips = list(subset, 'addresses').map((address) => text(address, 'ip'));
    if (ports.length === 0) return ips;
    return ports.flatMap((port) => ips.map((ip) => `${ip}:${port}`));
  });
  return shortened(addresses, '');
}

function shortened(words: string[], otherwise: string): string {
  if (words.length === 0) return otherwise;
  const shown = words.slice(0, 3).join(',');
  return words.length > 3 ? `${shown} + ${words.length - 3} more...` : shown;
}
