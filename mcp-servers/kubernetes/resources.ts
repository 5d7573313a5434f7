import type { Resource } from './read.ts';

const namespaced = (apiVersion: string, plural: string, kind: string): Resource => ({
  apiVersion,
  plural,
  kind,
  namespaced: true,
});
const clusterWide = (apiVersion: string, plural: string, kind: string): Resource => ({
  apiVersion,
  plural,
  kind,
  namespaced: false,
});

/** Paths of the kinds that triage reads; every other kind is found by discovery. Secrets are not among them. */
export const resources = {
  pods: namespaced('v1', 'pods', 'Pod'),
  events: namespaced('v1', 'events', 'Event'),
  newEvents: namespaced('events.k8s.io/v1', 'events', 'Event'),
  services: namespaced('v1', 'services', 'Service'),
  configMaps: namespaced('v1', 'configmaps', 'ConfigMap'),
  claims: namespaced('v1', 'persistentvolumeclaims', 'PersistentVolumeClaim'),
  quotas: namespaced('v1', 'resourcequotas', 'ResourceQuota'),
  limitRanges: namespaced('v1', 'limitranges', 'LimitRange'),
  serviceAccounts: namespaced('v1', 'serviceaccounts', 'ServiceAccount'),
  deployments: namespaced('apps/v1', 'deployments', 'Deployment'),
  replicaSets: namespaced('apps/v1', 'replicasets', 'ReplicaSet'),
  statefulSets: namespaced('apps/v1', 'statefulsets', 'StatefulSet'),
  daemonSets: namespaced('apps/v1', 'daemonsets', 'DaemonSet'),
  controllerRevisions: namespaced('apps/v1', 'controllerrevisions', 'ControllerRevision'),
  jobs: namespaced('batch/v1', 'jobs', 'Job'),
  cronJobs: namespaced('batch/v1', 'cronjobs', 'CronJob'),
  endpointSlices: namespaced('discovery.k8s.io/v1', 'endpointslices', 'EndpointSlice'),
  ingresses: namespaced('networking.k8s.io/v1', 'ingresses', 'Ingress'),
  networkPolicies: namespaced('networking.k8s.io/v1', 'networkpolicies', 'NetworkPolicy'),
  autoscalers: namespaced('autoscaling/v2', 'horizontalpodautoscalers', 'HorizontalPodAutoscaler'),
  disruptionBudgets: namespaced('policy/v1', 'poddisruptionbudgets', 'PodDisruptionBudget'),
  nodes: clusterWide('v1', 'nodes', 'Node'),
  namespaces: clusterWide('v1', 'namespaces', 'Namespace'),
  storageClasses: clusterWide('storage.k8s.io/v1', 'storageclasses', 'StorageClass'),
  ingressClasses: clusterWide('networking.k8s.io/v1', 'ingressclasses', 'IngressClass'),
  validatingWebhooks: clusterWide(
    'admissionregistration.k8s.io/v1',
    'validatingwebhookconfigurations',
    'ValidatingWebhookConfiguration',
  ),
  mutatingWebhooks: clusterWide(
    'admissionregistration.k8s.io/v1',
    'mutatingwebhookconfigurations',
    'MutatingWebhookConfiguration',
  ),
  // Last, since a kind that is asked for by its plural is the first that has it.
  podMetrics: namespaced('metrics.k8s.io/v1beta1', 'pods', 'PodMetrics'),
  nodeMetrics: clusterWide('metrics.k8s.io/v1beta1', 'nodes', 'NodeMetrics'),
} as const satisfies Record<string, Resource>;

/** What runs in namespaces and what bears on it: read whole by triage and by changes alike. */
export const inNamespaces: Resource[] = [
  resources.pods,
  resources.events,
  resources.services,
  resources.deployments,
  resources.replicaSets,
  resources.statefulSets,
  resources.daemonSets,
  resources.controllerRevisions,
  resources.jobs,
  resources.cronJobs,
  resources.claims,
  resources.quotas,
  resources.limitRanges,
  resources.serviceAccounts,
  resources.ingresses,
  resources.networkPolicies,
  resources.autoscalers,
  resources.disruptionBudgets,
];
