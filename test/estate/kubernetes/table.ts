import * as cluster from './columns/cluster.ts';
import { age, type Column, named, say } from './columns/column.ts';
import * as network from './columns/network.ts';
import * as permissions from './columns/permissions.ts';
import { podColumns, podConditions } from './columns/pods.ts';
import * as storage from './columns/storage.ts';
import * as workloads from './columns/workloads.ts';
import { since } from './duration.ts';
import { integer, type KubeObject, text } from './fields.ts';
import { jsonPath } from './json-path.ts';
import type { Kind } from './kinds.ts';

/** How much of each object a row carries: the parameter `includeObject`. */
export type IncludeObject = 'None' | 'Metadata' | 'Object';

const created = { ...say('Created At', (object) => text(object, 'metadata.creationTimestamp')), type: 'date' as const };

const printers: Record<string, Column[]> = {
  '/Pod': podColumns,
  '/Node': cluster.nodeColumns,
  '/Event': cluster.eventColumns,
  'events.k8s.io/Event': cluster.eventColumns,
  '/Namespace': cluster.namespaceColumns,
  '/ResourceQuota': cluster.resourceQuotaColumns,
  '/Service': network.serviceColumns,
  '/Endpoints': network.endpointsColumns,
  '/Secret': permissions.secretColumns,
  '/ConfigMap': permissions.configMapColumns,
  '/ServiceAccount': permissions.serviceAccountColumns,
  '/PersistentVolume': storage.persistentVolumeColumns,
  '/PersistentVolumeClaim': storage.claimColumns,
  '/ReplicationController': workloads.replicationControllerColumns,
  'apps/Deployment': workloads.deploymentColumns,
  'apps/ReplicaSet': workloads.replicaSetColumns,
  'apps/StatefulSet': workloads.statefulSetColumns,
  'apps/DaemonSet': workloads.daemonSetColumns,
  'apps/ControllerRevision': workloads.controllerRevisionColumns,
  'batch/Job': workloads.jobColumns,
  'batch/CronJob': workloads.cronJobColumns,
  'autoscaling/HorizontalPodAutoscaler': workloads.autoscalerColumns,
  'policy/PodDisruptionBudget': workloads.disruptionBudgetColumns,
  'networking.k8s.io/Ingress': network.ingressColumns,
  'networking.k8s.io/IngressClass': network.ingressClassColumns,
  'networking.k8s.io/NetworkPolicy': network.networkPolicyColumns,
  'discovery.k8s.io/EndpointSlice': network.endpointSliceColumns,
  'storage.k8s.io/StorageClass': storage.storageClassColumns,
  'storage.k8s.io/VolumeAttachment': storage.volumeAttachmentColumns,
  'storage.k8s.io/CSINode': permissions.csiNodeColumns,
  'rbac.authorization.k8s.io/RoleBinding': permissions.bindingColumns,
  'rbac.authorization.k8s.io/ClusterRoleBinding': permissions.bindingColumns,
  'coordination.k8s.io/Lease': cluster.leaseColumns,
  'scheduling.k8s.io/PriorityClass': cluster.priorityClassColumns,
  'node.k8s.io/RuntimeClass': cluster.runtimeClassColumns,
  'admissionregistration.k8s.io/MutatingWebhookConfiguration': cluster.webhookColumns,
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration': cluster.webhookColumns,
  'apiregistration.k8s.io/APIService': cluster.apiServiceColumns,
};

/** A `Table` of objects in the form they are kept in; `now` is the incident's clock in ms. */
export function table(
  kind: Kind,
  objects: KubeObject[],
  metadata: Record<string, unknown>,
  now: number,
  options: { include: IncludeObject; version: string; served(object: KubeObject): KubeObject },
): Record<string, unknown> {
  const columns = columnsOf(kind);
  const row = (object: KubeObject) => {
    const conditions = kind.group === '' && kind.kind === 'Pod' ? podConditions(object) : undefined;
    const cells = columns.map((column) => column.cell(object, now));
    return { cells, ...(conditions ? { conditions } : {}), ...carried(options.served(object), options) };
  };
  return {
    kind: 'Table',
    apiVersion: `meta.k8s.io/${options.version}`,
    metadata,
    columnDefinitions: columns.map(({ cell: _cell, ...definition }) => definition),
    rows: objects.map(row),
  };
}

/** An object's metadata alone. */
export function partialMetadata(object: KubeObject, version: string): Record<string, unknown> {
  return { kind: 'PartialObjectMetadata', apiVersion: `meta.k8s.io/${version}`, metadata: object.metadata };
}

function carried(object: KubeObject, { include, version }: { include: IncludeObject; version: string }) {
  if (include === 'None') return { object: null };
  return { object: include === 'Object' ? object : partialMetadata(object, version) };
}

function columnsOf(kind: Kind): Column[] {
  if (!kind.custom) return printers[`${kind.group}/${kind.kind}`] ?? [named, created];
  if (kind.printerColumns.length === 0) return [named, age];
  return [named, ...kind.printerColumns.map(customColumn)];
}

/** A column of a CustomResourceDefinition. */
function customColumn(definition: unknown): Column {
  const type = text(definition, 'type');
  const path = text(definition, 'jsonPath');
  return {
    name: text(definition, 'name'),
    type: type as Column['type'],
    format: text(definition, 'format'),
    description: text(definition, 'description'),
    priority: integer(definition, 'priority') === 0 ? 0 : 1,
    cell: (object, now) => {
      const found = jsonPath(object, path);
      if (found.length === 0) return null;
      if (type === 'date') return since(found[0], now);
      if (type !== 'string') return found[0];
      return found.map((value) => (typeof value === 'object' ? JSON.stringify(value) : String(value))).join(',');
    },
  };
}
