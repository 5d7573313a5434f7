/** A kind as the API server serves it: where it is found and what may be done with it. */
export interface Kind {
  group: string;
  version: string;
  plural: string;
  singular: string;
  kind: string;
  listKind: string;
  namespaced: boolean;
  shortNames: string[];
  categories: string[];
  verbs: string[];
  subresources: Subresource[];
  /** Typed kinds leave `apiVersion` and `kind` out of a list's items, custom resources keep them. */
  custom: boolean;
  /** `additionalPrinterColumns` of the definition of a custom kind. */
  printerColumns: unknown[];
}

export interface Subresource {
  name: string;
  /** `Kind`, or `group/version/Kind` where it is of another group than its parent. */
  kind: string;
  verbs: string[];
}

const everyVerb = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];
const changing = ['get', 'patch', 'update'];
const connecting = ['create', 'get'];
const proxying = ['create', 'delete', 'get', 'patch', 'update'];

interface Row {
  plural: string;
  kind: string;
  short?: string[];
  categories?: string[];
  verbs?: string[];
  status?: boolean;
  scale?: boolean;
  more?: Subresource[];
}

interface Group {
  group: string;
  /** Preferred first. */
  versions: string[];
  namespaced?: Row[];
  cluster?: Row[];
}

const all = ['all'];
const extension = ['api-extensions'];
const proxy = (kind: string): Subresource => ({ name: 'proxy', kind, verbs: proxying });

const podSubresources: Subresource[] = [
  { name: 'attach', kind: 'PodAttachOptions', verbs: connecting },
  { name: 'binding', kind: 'Binding', verbs: ['create'] },
  { name: 'ephemeralcontainers', kind: 'Pod', verbs: changing },
  { name: 'eviction', kind: 'policy/v1/Eviction', verbs: ['create'] },
  { name: 'exec', kind: 'PodExecOptions', verbs: connecting },
  { name: 'log', kind: 'Pod', verbs: ['get'] },
  { name: 'portforward', kind: 'PodPortForwardOptions', verbs: connecting },
  proxy('PodProxyOptions'),
  { name: 'resize', kind: 'Pod', verbs: changing },
];

/** What a control plane of version 1.34 serves with its default feature gates, in the order of its discovery. */
const groups: Group[] = [
  {
    group: '',
    versions: ['v1'],
    namespaced: [
      { plural: 'bindings', kind: 'Binding', verbs: ['create'] },
      { plural: 'configmaps', kind: 'ConfigMap', short: ['cm'] },
      { plural: 'endpoints', kind: 'Endpoints', short: ['ep'] },
      { plural: 'events', kind: 'Event', short: ['ev'] },
      { plural: 'limitranges', kind: 'LimitRange', short: ['limits'] },
      { plural: 'persistentvolumeclaims', kind: 'PersistentVolumeClaim', short: ['pvc'], status: true },
      { plural: 'pods', kind: 'Pod', short: ['po'], categories: all, status: true, more: podSubresources },
      { plural: 'podtemplates', kind: 'PodTemplate' },
      {
        plural: 'replicationcontrollers',
        kind: 'ReplicationController',
        short: ['rc'],
        categories: all,
        status: true,
        scale: true,
      },
      { plural: 'resourcequotas', kind: 'ResourceQuota', short: ['quota'], status: true },
      { plural: 'secrets', kind: 'Secret' },
      {
        plural: 'serviceaccounts',
        kind: 'ServiceAccount',
        short: ['sa'],
        more: [{ name: 'token', kind: 'authentication.k8s.io/v1/TokenRequest', verbs: ['create'] }],
      },
      {
        plural: 'services',
        kind: 'Service',
        short: ['svc'],
        categories: all,
        status: true,
        more: [proxy('ServiceProxyOptions')],
      },
    ],
    cluster: [
      { plural: 'componentstatuses', kind: 'ComponentStatus', short: ['cs'], verbs: ['get', 'list'] },
      {
        plural: 'namespaces',
        kind: 'Namespace',
        short: ['ns'],
        verbs: everyVerb.filter((verb) => verb !== 'deletecollection'),
        status: true,
        more: [{ name: 'finalize', kind: 'Namespace', verbs: ['update'] }],
      },
      { plural: 'nodes', kind: 'Node', short: ['no'], status: true, more: [proxy('NodeProxyOptions')] },
      { plural: 'persistentvolumes', kind: 'PersistentVolume', short: ['pv'], status: true },
    ],
  },
  {
    group: 'apiregistration.k8s.io',
    versions: ['v1'],
    cluster: [{ plural: 'apiservices', kind: 'APIService', categories: extension, status: true }],
  },
  {
    group: 'apps',
    versions: ['v1'],
    namespaced: [
      { plural: 'controllerrevisions', kind: 'ControllerRevision' },
      { plural: 'daemonsets', kind: 'DaemonSet', short: ['ds'], categories: all, status: true },
      { plural: 'deployments', kind: 'Deployment', short: ['deploy'], categories: all, status: true, scale: true },
      { plural: 'replicasets', kind: 'ReplicaSet', short: ['rs'], categories: all, status: true, scale: true },
      { plural: 'statefulsets', kind: 'StatefulSet', short: ['sts'], categories: all, status: true, scale: true },
    ],
  },
  { group: 'events.k8s.io', versions: ['v1'], namespaced: [{ plural: 'events', kind: 'Event', short: ['ev'] }] },
  {
    group: 'authentication.k8s.io',
    versions: ['v1'],
    cluster: [
      { plural: 'selfsubjectreviews', kind: 'SelfSubjectReview', verbs: ['create'] },
      { plural: 'tokenreviews', kind: 'TokenReview', verbs: ['create'] },
    ],
  },
  {
    group: 'authorization.k8s.io',
    versions: ['v1'],
    namespaced: [{ plural: 'localsubjectaccessreviews', kind: 'LocalSubjectAccessReview', verbs: ['create'] }],
    cluster: [
      { plural: 'selfsubjectaccessreviews', kind: 'SelfSubjectAccessReview', verbs: ['create'] },
      { plural: 'selfsubjectrulesreviews', kind: 'SelfSubjectRulesReview', verbs: ['create'] },
      { plural: 'subjectaccessreviews', kind: 'SubjectAccessReview', verbs: ['create'] },
    ],
  },
  {
    group: 'autoscaling',
    versions: ['v2', 'v1'],
    namespaced: [
      {
        plural: 'horizontalpodautoscalers',
        kind: 'HorizontalPodAutoscaler',
        short: ['hpa'],
        categories: all,
        status: true,
      },
    ],
  },
  {
    group: 'batch',
    versions: ['v1'],
    namespaced: [
      { plural: 'cronjobs', kind: 'CronJob', short: ['cj'], categories: all, status: true },
      { plural: 'jobs', kind: 'Job', categories: all, status: true },
    ],
  },
  {
    group: 'certificates.k8s.io',
    versions: ['v1'],
    cluster: [
      {
        plural: 'certificatesigningrequests',
        kind: 'CertificateSigningRequest',
        short: ['csr'],
        status: true,
        more: [{ name: 'approval', kind: 'CertificateSigningRequest', verbs: changing }],
      },
    ],
  },
  {
    group: 'networking.k8s.io',
    versions: ['v1'],
    namespaced: [
      { plural: 'ingresses', kind: 'Ingress', short: ['ing'], status: true },
      { plural: 'networkpolicies', kind: 'NetworkPolicy', short: ['netpol'] },
    ],
    cluster: [
      { plural: 'ingressclasses', kind: 'IngressClass' },
      { plural: 'ipaddresses', kind: 'IPAddress', short: ['ip'] },
      { plural: 'servicecidrs', kind: 'ServiceCIDR', status: true },
    ],
  },
  {
    group: 'policy',
    versions: ['v1'],
    namespaced: [{ plural: 'poddisruptionbudgets', kind: 'PodDisruptionBudget', short: ['pdb'], status: true }],
  },
  {
    group: 'rbac.authorization.k8s.io',
    versions: ['v1'],
    namespaced: [
      { plural: 'rolebindings', kind: 'RoleBinding' },
      { plural: 'roles', kind: 'Role' },
    ],
    cluster: [
      { plural: 'clusterrolebindings', kind: 'ClusterRoleBinding' },
      { plural: 'clusterroles', kind: 'ClusterRole' },
    ],
  },
  {
    group: 'storage.k8s.io',
    versions: ['v1'],
    namespaced: [{ plural: 'csistoragecapacities', kind: 'CSIStorageCapacity' }],
    cluster: [
      { plural: 'csidrivers', kind: 'CSIDriver' },
      { plural: 'csinodes', kind: 'CSINode' },
      { plural: 'storageclasses', kind: 'StorageClass', short: ['sc'] },
      { plural: 'volumeattachments', kind: 'VolumeAttachment', status: true },
      { plural: 'volumeattributesclasses', kind: 'VolumeAttributesClass', short: ['vac'] },
    ],
  },
  {
    group: 'admissionregistration.k8s.io',
    versions: ['v1'],
    cluster: [
      { plural: 'mutatingwebhookconfigurations', kind: 'MutatingWebhookConfiguration', categories: extension },
      {
        plural: 'validatingadmissionpolicies',
        kind: 'ValidatingAdmissionPolicy',
        categories: extension,
        status: true,
      },
      { plural: 'validatingadmissionpolicybindings', kind: 'ValidatingAdmissionPolicyBinding', categories: extension },
      { plural: 'validatingwebhookconfigurations', kind: 'ValidatingWebhookConfiguration', categories: extension },
    ],
  },
  {
    group: 'apiextensions.k8s.io',
    versions: ['v1'],
    cluster: [
      {
        plural: 'customresourcedefinitions',
        kind: 'CustomResourceDefinition',
        short: ['crd', 'crds'],
        categories: extension,
        status: true,
      },
    ],
  },
  {
    group: 'scheduling.k8s.io',
    versions: ['v1'],
    cluster: [{ plural: 'priorityclasses', kind: 'PriorityClass', short: ['pc'] }],
  },
  { group: 'coordination.k8s.io', versions: ['v1'], namespaced: [{ plural: 'leases', kind: 'Lease' }] },
  { group: 'node.k8s.io', versions: ['v1'], cluster: [{ plural: 'runtimeclasses', kind: 'RuntimeClass' }] },
  { group: 'discovery.k8s.io', versions: ['v1'], namespaced: [{ plural: 'endpointslices', kind: 'EndpointSlice' }] },
  {
    group: 'resource.k8s.io',
    versions: ['v1'],
    namespaced: [
      { plural: 'resourceclaims', kind: 'ResourceClaim', status: true },
      { plural: 'resourceclaimtemplates', kind: 'ResourceClaimTemplate' },
    ],
    cluster: [
      { plural: 'deviceclasses', kind: 'DeviceClass' },
      { plural: 'resourceslices', kind: 'ResourceSlice' },
    ],
  },
  {
    group: 'flowcontrol.apiserver.k8s.io',
    versions: ['v1'],
    cluster: [
      { plural: 'flowschemas', kind: 'FlowSchema', status: true },
      { plural: 'prioritylevelconfigurations', kind: 'PriorityLevelConfiguration', status: true },
    ],
  },
];

/** Served by the metrics server, so only where a case has such objects. */
export const metricsKinds: Kind[] = [
  ...expand({
    group: 'metrics.k8s.io',
    versions: ['v1beta1'],
    namespaced: [{ plural: 'pods', kind: 'PodMetrics', verbs: ['get', 'list'] }],
    cluster: [{ plural: 'nodes', kind: 'NodeMetrics', verbs: ['get', 'list'] }],
  }),
].map((kind) => ({ ...kind, singular: '' }));

export const builtInKinds: Kind[] = groups.flatMap(expand);

/** A kind that only its objects or its CustomResourceDefinition tell of. */
export function customKind(given: Pick<Kind, 'group' | 'version' | 'kind' | 'namespaced'> & Partial<Kind>): Kind {
  return {
    plural: pluralOf(given.kind),
    singular: given.kind.toLowerCase(),
    listKind: `${given.kind}List`,
    shortNames: [],
    categories: [],
    verbs: everyVerb,
    subresources: [],
    custom: true,
    printerColumns: [],
    ...given,
  };
}

function expand({ group, versions, namespaced = [], cluster = [] }: Group): Kind[] {
  return versions.flatMap((version) =>
    [...namespaced.map((row) => ({ row, scoped: true })), ...cluster.map((row) => ({ row, scoped: false }))]
      .map(({ row, scoped }) => kindOf(group, version, row, scoped))
      .sort((a, b) => (a.plural < b.plural ? -1 : 1)),
  );
}

function kindOf(group: string, version: string, row: Row, namespaced: boolean): Kind {
  const subresources = [...(row.more ?? [])];
  if (row.scale) subresources.push({ name: 'scale', kind: 'autoscaling/v1/Scale', verbs: changing });
  if (row.status) subresources.push({ name: 'status', kind: row.kind, verbs: changing });
  return customKind({
    group,
    version,
    kind: row.kind,
    plural: row.plural,
    namespaced,
    shortNames: row.short ?? [],
    categories: row.categories ?? [],
    verbs: row.verbs ?? everyVerb,
    subresources,
    custom: false,
  });
}

/** The API machinery's own guess where no definition says it. */
function pluralOf(kind: string): string {
  const singular = kind.toLowerCase();
  if (singular.endsWith('s')) return `${singular}es`;
  if (singular.endsWith('y')) return `${singular.slice(0, -1)}ies`;
  return `${singular}s`;
}
