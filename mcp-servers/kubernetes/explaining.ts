import { type AnyObject, controllerOf, type Pod, ref } from './objects.ts';
import type { ListOptions, Resource } from './read.ts';
import { inNamespaces, resources } from './resources.ts';
import type { Snapshot } from './snapshot.ts';
import { workloadOf } from './snapshot-index.ts';

/** A list to read, or a part of it. */
export interface Wanted extends Pick<ListOptions, 'labelSelector' | 'fieldSelector'> {
  resource: Resource;
}

/** What is read to explain something. */
export interface Explaining {
  inNamespaces: Wanted[];
  inCluster: Wanted[];
  /** Whose logs may say something of it. */
  logsOf(snapshot: Snapshot, pod: Pod): boolean;
}

const r = resources;
const whole = (resource: Resource): Wanted => ({ resource });

/** The endpoints of Services with a selector follow from the pods, and are many. */
const madeByHand: Wanted = {
  resource: r.endpointSlices,
  labelSelector: 'endpointslice.kubernetes.io/managed-by!=endpointslice-controller.k8s.io',
};
const admission = [r.validatingWebhooks, r.mutatingWebhooks];

/** Whatever may be wrong anywhere. */
export const everything: Explaining = {
  inNamespaces: [...inNamespaces.map(whole), madeByHand],
  inCluster: [r.nodes, r.namespaces, r.storageClasses, r.ingressClasses, ...admission].map(whole),
  logsOf: () => true,
};

const running = [
  ...[r.pods, r.events, r.deployments, r.replicaSets, r.statefulSets],
  ...[r.daemonSets, r.jobs, r.cronJobs],
];
const needed = [r.claims, r.quotas, r.limitRanges, r.serviceAccounts, r.services, r.networkPolicies];
const traffic = {
  inNamespaces: [...running, r.services, r.ingresses, r.networkPolicies],
  inCluster: [r.namespaces, r.nodes, r.ingressClasses],
};
const workload = {
  inNamespaces: [...running, ...needed, r.controllerRevisions, r.autoscalers, r.disruptionBudgets],
  inCluster: [r.namespaces, r.nodes, r.storageClasses, ...admission],
};

/** By kind; of a kind that is not here, what runs in its namespace. */
const byKind: Record<string, { inNamespaces: Resource[]; inCluster: Resource[] }> = {
  Pod: { inNamespaces: [...running, ...needed], inCluster: [r.namespaces, r.nodes, r.storageClasses] },
  Deployment: workload,
  ReplicaSet: workload,
  StatefulSet: workload,
  DaemonSet: workload,
  Job: workload,
  CronJob: workload,
  Service: traffic,
  Ingress: traffic,
  NetworkPolicy: traffic,
  PersistentVolumeClaim: { inNamespaces: [...running, r.claims], inCluster: [r.nodes, r.storageClasses] },
  ResourceQuota: { inNamespaces: [...running, r.quotas, r.limitRanges], inCluster: [] },
  LimitRange: { inNamespaces: [...running, r.quotas, r.limitRanges], inCluster: [] },
  ServiceAccount: { inNamespaces: [...running, r.serviceAccounts], inCluster: [] },
  HorizontalPodAutoscaler: { inNamespaces: [...running, r.autoscalers], inCluster: [] },
  PodDisruptionBudget: { inNamespaces: [...running, r.disruptionBudgets], inCluster: [r.nodes] },
};

/** What explains this object and no more: neither the rest of its namespace nor, of a node, the rest of the cluster. */
export function explaining(object: AnyObject): Explaining {
  const { kind, metadata } = object;
  if (metadata.namespace === undefined) return ofTheCluster(object);
  const lists = byKind[kind] ?? { inNamespaces: running, inCluster: [] };
  const byHand = lists === traffic ? [madeByHand] : [];
  return {
    inNamespaces: [...lists.inNamespaces.map(whole), ...byHand],
    inCluster: lists.inCluster.map(whole),
    logsOf: logsFor(object),
  };
}

/** Namespaces are many: of what is in them, what names this object. */
function ofTheCluster({ kind, metadata: { name } }: AnyObject): Explaining {
  const itself = Object.values(resources).find((known) => known.kind === kind);
  const own = itself ? [{ resource: itself, fieldSelector: `metadata.name=${name}` }] : [];
  const events = { resource: r.events, fieldSelector: `involvedObject.kind=${kind},involvedObject.name=${name}` };
  const there = { resource: r.pods, fieldSelector: `spec.nodeName=${name}` };
  // What a webhook refuses is told by events about others.
  const refused = admission.some((resource) => resource === itself);
  return {
    inNamespaces: refused ? running.map(whole) : kind === 'Node' ? [events, there] : [events],
    inCluster: own,
    logsOf: () => false,
  };
}

function logsFor(object: AnyObject): Explaining['logsOf'] {
  const own = ref(object);
  // What speaks to a Service complains of it in its own log.
  if (byKind[object.kind] === traffic) return () => true;
  return (snapshot, pod) => [ref(pod), controllerOf(pod), workloadOf(snapshot, pod)].includes(own);
}
