import type {
  V1ConfigMap,
  V1Container,
  V1ContainerStatus,
  V1ControllerRevision,
  V1CronJob,
  V1DaemonSet,
  V1Deployment,
  V1EndpointSlice,
  V1Ingress,
  V1IngressClass,
  V1Job,
  V1LimitRange,
  V1MutatingWebhookConfiguration,
  V1Namespace,
  V1NetworkPolicy,
  V1Node,
  V1ObjectMeta,
  V1PersistentVolumeClaim,
  V1Pod,
  V1PodDisruptionBudget,
  V1PodTemplateSpec,
  V1ReplicaSet,
  V1ResourceQuota,
  V1Service,
  V1ServiceAccount,
  V1StatefulSet,
  V1StorageClass,
  V1ValidatingWebhookConfiguration,
  V2HorizontalPodAutoscaler,
} from '@kubernetes/client-node';

/** As JSON on the wire: the client's models, with times as the strings that the API server sends. */
export type Wire<T> = T extends Date
  ? string
  : T extends (infer Item)[]
    ? Wire<Item>[]
    : T extends object
      ? { [Key in keyof T]: Wire<T[Key]> }
      : T;

export type Meta = Omit<Wire<V1ObjectMeta>, 'name'> & { name: string };

/** What the API server answers for an object that exists: it always has a kind and a name. */
export type Stored<T> = Omit<Wire<T>, 'metadata' | 'kind' | 'apiVersion'> & {
  kind: string;
  apiVersion: string;
  metadata: Meta;
};

export interface AnyObject {
  kind: string;
  apiVersion: string;
  metadata: Meta;
  [field: string]: unknown;
}

export type Pod = Stored<V1Pod>;
export type PodTemplate = Wire<V1PodTemplateSpec>;
export type Container = Wire<V1Container>;
export type ContainerStatus = Wire<V1ContainerStatus>;
export type Deployment = Stored<V1Deployment>;
export type ReplicaSet = Stored<V1ReplicaSet>;
export type StatefulSet = Stored<V1StatefulSet>;
export type DaemonSet = Stored<V1DaemonSet>;
export type Job = Stored<V1Job>;
export type CronJob = Stored<V1CronJob>;
export type Service = Stored<V1Service>;
export type EndpointSlice = Stored<V1EndpointSlice>;
export type Ingress = Stored<V1Ingress>;
export type IngressClass = Stored<V1IngressClass>;
export type Autoscaler = Stored<V2HorizontalPodAutoscaler>;
export type Claim = Stored<V1PersistentVolumeClaim>;
export type StorageClass = Stored<V1StorageClass>;
export type Quota = Stored<V1ResourceQuota>;
export type LimitRange = Stored<V1LimitRange>;
export type DisruptionBudget = Stored<V1PodDisruptionBudget>;
export type ServiceAccount = Stored<V1ServiceAccount>;
export type WebhookConfiguration = Stored<V1ValidatingWebhookConfiguration | V1MutatingWebhookConfiguration>;
/** A past or present revision of a StatefulSet or DaemonSet; the client's model leaves its data untyped. */
export type ControllerRevision = Omit<Stored<V1ControllerRevision>, 'data'> & {
  data?: { spec?: { template?: PodTemplate } };
};
export type Node = Stored<V1Node>;
export type Namespace = Stored<V1Namespace>;
export type ConfigMap = Stored<V1ConfigMap>;
/** The client's model renames `from` to `_from`; the wire does not. */
export interface PolicyRule {
  from?: PolicyPeer[];
  to?: PolicyPeer[];
  ports?: { port?: number | string; endPort?: number; protocol?: string }[];
}
export interface PolicyPeer {
  podSelector?: Selector;
  namespaceSelector?: Selector;
  ipBlock?: { cidr: string; except?: string[] };
}
export type NetworkPolicy = Omit<Stored<V1NetworkPolicy>, 'spec'> & {
  spec?: { podSelector?: Selector; policyTypes?: string[]; ingress?: PolicyRule[]; egress?: PolicyRule[] };
};

export interface Selector {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
}

interface ByKind {
  Pod: Pod;
  Deployment: Deployment;
  ReplicaSet: ReplicaSet;
  StatefulSet: StatefulSet;
  DaemonSet: DaemonSet;
  Job: Job;
  CronJob: CronJob;
  Service: Service;
  Ingress: Ingress;
  Node: Node;
  PersistentVolumeClaim: Claim;
}

/** Whether an object is of one of these kinds: the API server gives every object of a kind that kind's shape. */
export function isA<Kind extends keyof ByKind>(
  object: AnyObject,
  ...kinds: Kind[]
): object is AnyObject & ByKind[Kind] {
  return (kinds as string[]).includes(object.kind);
}

/** Anything that has pods made after a template. */
export type Workload = Deployment | StatefulSet | DaemonSet | ReplicaSet | Job;

/** What a workload makes its pods after; undefined for kinds without pods. */
export function templateOf(object: { kind: string; spec?: unknown }): PodTemplate | undefined {
  const spec = object.spec as Templated | undefined;
  return spec?.template ?? spec?.jobTemplate?.spec?.template;
}

/** Deployments and their like hold a template, CronJobs that of a Job, and custom resources of many operators do too. */
interface Templated {
  template?: PodTemplate;
  jobTemplate?: { spec?: { template?: PodTemplate } };
}

/** One line for equal events of `v1` and `events.k8s.io/v1`. */
export interface ClusterEvent {
  namespace: string;
  type: string;
  reason: string;
  message: string;
  count: number;
  first: string;
  last: string;
  /** `Kind/namespace/name` of what it is about. */
  about: string;
  source: string;
}

/** `Kind/namespace/name`, with `-` for what belongs to no namespace. */
export function ref(object: { kind?: string; metadata: { name: string; namespace?: string } }): string {
  return refOf(object.kind ?? 'Object', object.metadata.namespace, object.metadata.name);
}

export const refOf = (kind: string, namespace: string | undefined, name: string): string =>
  `${kind}/${namespace || '-'}/${name}`;

/** The object that manages this one, as a reference. */
export function controllerOf(object: { metadata: Meta }): string | undefined {
  const owners = object.metadata.ownerReferences ?? [];
  const owner = owners.find((o) => o.controller) ?? owners[0];
  return owner ? refOf(owner.kind, object.metadata.namespace, owner.name) : undefined;
}

export const namespaceOf = (object: { metadata: Meta }): string => object.metadata.namespace ?? '-';

export function isReady(pod: Pod): boolean {
  return pod.status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True') ?? false;
}

/** Ended for good: its work is done or lost, and nothing of it can serve. */
export const isOver = (pod: Pod): boolean => pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';

export function containersOf(pod: Pod): Container[] {
  return pod.spec?.containers ?? [];
}
