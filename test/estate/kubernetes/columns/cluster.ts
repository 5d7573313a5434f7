import { since } from '../duration.ts';
import { field, integer, isRecord, type KubeObject, list, record, text } from '../fields.ts';
import { age, type Column, condition, count, named, say, wide, yes } from './column.ts';

const unknown = (name: string, path: string): Column => wide(say(name, (node) => text(node, path) || '<unknown>'));

export const nodeColumns: Column[] = [
  named,
  say('Status', nodeStatus),
  say('Roles', roles),
  age,
  say('Version', (node) => text(node, 'status.nodeInfo.kubeletVersion')),
  wide(say('Internal-IP', (node) => address(node, 'InternalIP'))),
  wide(say('External-IP', (node) => address(node, 'ExternalIP'))),
  unknown('OS-Image', 'status.nodeInfo.osImage'),
  unknown('Kernel-Version', 'status.nodeInfo.kernelVersion'),
  unknown('Container-Runtime', 'status.nodeInfo.containerRuntimeVersion'),
];

export const eventColumns: Column[] = [
  say('Last Seen', lastSeen),
  say('Type', (event) => text(event, 'type')),
  say('Reason', (event) => text(event, 'reason')),
  say('Object', (event) => {
    const kind = text(event, 'involvedObject.kind').toLowerCase();
    const name = text(event, 'involvedObject.name');
    return name ? `${kind}/${name}` : kind;
  }),
  wide(say('Subobject', (event) => text(event, 'involvedObject.fieldPath'))),
  wide(say('Source', source)),
  say('Message', (event) => text(event, 'message').trim()),
  wide(say('First Seen', firstSeen)),
  wide(say('Count', (event) => integer(event, 'series.count') || integer(event, 'count') || 1)),
  { ...wide(say('Name', (event) => event.metadata.name)), format: 'name' },
];

export const namespaceColumns: Column[] = [named, say('Status', (namespace) => text(namespace, 'status.phase')), age];

export const resourceQuotaColumns: Column[] = [
  named,
  say('Request', (quota) => used(quota, (resource) => !resource.startsWith('limits.'))),
  say('Limit', (quota) => used(quota, (resource) => resource.startsWith('limits.'))),
  age,
];

export const leaseColumns: Column[] = [named, say('Holder', (lease) => text(lease, 'spec.holderIdentity')), age];

export const priorityClassColumns: Column[] = [
  named,
  count('Value', (object) => integer(object, 'value')),
  yes('Global-Default', (object) => field(object, 'globalDefault') === true),
  age,
  say('PreemptionPolicy', (object) => text(object, 'preemptionPolicy') || 'PreemptLowerPriority'),
];

export const webhookColumns: Column[] = [named, count('Webhooks', (object) => list(object, 'webhooks').length), age];

export const runtimeClassColumns: Column[] = [named, say('Handler', (object) => text(object, 'handler')), age];

export const apiServiceColumns: Column[] = [
  named,
  say('Service', (object) => {
    const service = record(object, 'spec.service');
    return text(service, 'name') ? `${text(service, 'namespace')}/${text(service, 'name')}` : 'Local';
  }),
  say('Available', (object) => {
    const available = condition(object, 'Available');
    if (!available || available.status === 'True') return available ? 'True' : 'Unknown';
    return `${text(available, 'status')} (${text(available, 'reason')})`;
  }),
  age,
];

function nodeStatus(node: KubeObject): string {
  const ready = condition(node, 'Ready');
  const status = ready ? (ready.status === 'True' ? 'Ready' : 'NotReady') : 'Unknown';
  return field(node, 'spec.unschedulable') === true ? `${status},SchedulingDisabled` : status;
}

function roles(node: KubeObject): string {
  const prefix = 'node-role.kubernetes.io/';
  const found = Object.entries(record(node, 'metadata.labels')).flatMap(([key, value]) => {
    if (key.startsWith(prefix)) return [key.slice(prefix.length)];
    return key === 'kubernetes.io/role' ? [String(value)] : [];
  });
  return [...new Set(found.filter(Boolean))].sort().join(',') || '<none>';
}

function address(node: KubeObject, type: string): string {
  return (
    text(
      list(node, 'status.addresses').find((candidate) => text(candidate, 'type') === type),
      'address',
    ) || '<none>'
  );
}

function firstSeen(event: KubeObject, now: number): string {
  return since(field(event, 'firstTimestamp') || field(event, 'eventTime'), now);
}

function lastSeen(event: KubeObject, now: number): string {
  if (isRecord(field(event, 'series'))) return since(field(event, 'series.lastObservedTime'), now);
  const last = field(event, 'lastTimestamp');
  return last ? since(last, now) : firstSeen(event, now);
}

function source(event: KubeObject): string {
  const component = text(event, 'source.component') || text(event, 'reportingComponent');
  const instance = text(event, 'source.host') || text(event, 'reportingInstance');
  return instance ? `${component}, ${instance}` : component;
}

function used(quota: KubeObject, wanted: (resource: string) => boolean): string {
  const hard = record(quota, 'status.hard');
  const resources = Object.keys(hard).sort().filter(wanted);
  const taken = (resource: string): string => text(quota, 'status', 'used', resource) || '0';
  return resources.map((resource) => `${resource}: ${taken(resource)}/${String(hard[resource])}`).join(', ');
}
