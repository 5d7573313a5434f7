import type { Resource } from './resource.ts';

/** The kinds of cause that findings name: what each means and how it is usually repaired. docs/categories.md, by a test. */
export const kindsOfCause: [category: string, meaning: string, repair: string][] = [
  [
    'insufficient-cpu',
    'No node has the CPU that a pod requests.',
    'Add nodes or lower the request; see what else took the room.',
  ],
  [
    'insufficient-memory',
    'No node has the memory that a pod requests.',
    "Add nodes or lower the request; a request above any node's size never fits.",
  ],
  [
    'node-capacity',
    'No node has a place of another kind left: number of pods, host port, GPU or other device.',
    'Add nodes that have it, see that its device plugin runs, or ask for less.',
  ],
  [
    'taint-not-tolerated',
    'The nodes that would fit carry a taint that the pod does not tolerate.',
    'Add the toleration, or remove the taint where it was left behind.',
  ],
  [
    'affinity-conflict',
    'Node selector, affinity or spread rules leave no node to choose.',
    'Correct the label or the rule, or add nodes that match.',
  ],
  [
    'volume-not-bound',
    'A persistent volume claim stays pending, or its volume is in another zone.',
    "See the claim's events: provisioner, size, access mode or zone.",
  ],
  [
    'volume-not-resized',
    'A persistent volume claim does not grow to the size that is asked for.',
    "See what refuses it: the storage class, the cloud's limits, or the node that has to grow the file system.",
  ],
  [
    'storage-class-missing',
    'A claim names a storage class that does not exist, or none where there is no default.',
    'Name an existing class, or create it.',
  ],
  ['quota-exceeded', "The namespace's resource quota refuses new objects.", 'Raise the quota or free what it counts.'],
  [
    'limit-range-violated',
    "A limit range of the namespace refuses the pod's requests or limits.",
    'Bring the values inside the range, or change the range.',
  ],
  [
    'admission-denied',
    'A policy or validating webhook refuses the object by its rules.',
    'Read the denial: change the object, or the policy.',
  ],
  [
    'webhook-unavailable',
    'An admission webhook that must answer has no backend in reach.',
    'Bring its service back, or set its failure policy with care.',
  ],
  [
    'image-not-found',
    'The registry has no image of this name or tag.',
    'Correct the reference, or build and push the image.',
  ],
  [
    'image-pull-credentials',
    'The registry refuses the pull: no credentials, or wrong ones.',
    "Renew the pull secret or the node's role, and reference it.",
  ],
  [
    'registry-unreachable',
    'The registry cannot be reached, or limits the rate of pulls.',
    'Check network and registry; use a mirror or authenticated pulls.',
  ],
  [
    'init-container-failing',
    'An init container fails, so that the pod never starts.',
    'Read its log: what it waits for or migrates is the next question.',
  ],
  [
    'missing-configmap',
    'A ConfigMap, or a key of it, that a pod refers to does not exist.',
    'Create it, or correct name, key or namespace.',
  ],
  [
    'missing-secret',
    'A Secret, or a key of it, that a pod refers to does not exist.',
    'Create it, or correct name, key or namespace.',
  ],
  [
    'missing-service-account',
    'The service account of a pod does not exist, so that no pod is made.',
    'Create the account, or name another.',
  ],
  [
    'missing-volume',
    'A volume that a pod mounts does not exist or cannot be attached.',
    "Correct the claim's name; free the volume where another node holds it.",
  ],
  [
    'application-crash',
    'The program ends by an error of its own.',
    'Read the last lines before the exit; roll the change back if there was one.',
  ],
  [
    'out-of-memory',
    'The kernel kills the container at its memory limit.',
    'Find the leak or the load; raise the limit meanwhile.',
  ],
  [
    'bad-command',
    "The container's command does not exist or cannot be run.",
    "Correct command, arguments or the image's entry point.",
  ],
  [
    'bad-configuration',
    'The program refuses its configuration: a flag, a variable or a file.',
    'Correct the value that its log names.',
  ],
  [
    'probe-misconfigured',
    'A probe asks the wrong port, path or scheme, or leaves too little time.',
    'Correct the probe; a slow start needs a startup probe.',
  ],
  [
    'probe-failing',
    'The probe asks the right thing, and the program answers badly or not at all.',
    'Ask why: the probe is the messenger.',
  ],
  [
    'rollout-stuck',
    'A rollout is past its deadline; new pods do not become ready.',
    'Roll back, then look at why the new pods fail.',
  ],
  ['scaled-to-zero', 'The workload asks for no replicas.', 'Scale it up, and see who scaled it down.'],
  [
    'autoscaler-stuck',
    'An autoscaler cannot act: no metrics, a wrong target, or its maximum reached.',
    'Bring the metrics back, or raise the bounds.',
  ],
  [
    'disruption-budget',
    'A disruption budget allows no eviction, so that a drain or rollout waits.',
    'Add replicas or relax the budget.',
  ],
  [
    'job-failing',
    'A job or cron job fails, or does not run when it should.',
    'Read the log of its last pod; check schedule, deadline and backoff limit.',
  ],
  [
    'node-pressure',
    'A node runs short of memory, disk or process ids, and evicts pods.',
    'Free the node; set requests so that it is not overcommitted.',
  ],
  ['node-down', 'A node is not ready or gone.', "Replace it; see its last conditions and the cloud's view of it."],
  [
    'deletion-stuck',
    'An object is being deleted and a finalizer or its content holds it.',
    'Bring back the controller that removes the finalizer.',
  ],
  ['service-selector', "A Service's selector matches no pod.", 'Correct selector or labels.'],
  [
    'service-port',
    'A Service sends to a port on which no container listens.',
    'Correct target port, name or protocol.',
  ],
  [
    'ingress-backend',
    'An Ingress names a Service, port or class that does not exist.',
    'Correct the backend or the class.',
  ],
  [
    'network-policy',
    'A network policy cuts a path that is in use.',
    'Allow the path that is named; egress to DNS is often forgotten.',
  ],
  ['dns', 'Names are not resolved, or to the wrong address.', 'Check CoreDNS or the resolver, and the name itself.'],
  [
    'certificate-expired',
    'A certificate is expired, not yet valid, or not trusted.',
    'Renew it, and repair what should have renewed it.',
  ],
  [
    'permission-denied',
    'A role, policy or RBAC rule lacks what the program asks for.',
    'Grant the one action that the denial names.',
  ],
  [
    'credentials-invalid',
    'A password, key or token is wrong, rotated or expired.',
    'Renew it and restart what holds the old one.',
  ],
  [
    'connection-pool-exhausted',
    "All connections of a client's pool are taken, and callers wait.",
    "Restore the pool's size, or find what holds connections.",
  ],
  [
    'dependency-unreachable',
    'A dependency cannot be connected to.',
    'Check address, port, security groups and whether it runs.',
  ],
  [
    'dependency-outage',
    'A dependency answers with errors of its own.',
    'Repair or fail over the dependency; shed or degrade meanwhile.',
  ],
  [
    'dependency-slow',
    'A dependency answers late, and callers time out.',
    'Find why it is slow; shorten timeouts so that callers survive.',
  ],
  ['throttled', 'An API or service limits the rate of requests.', 'Ask less or in larger pieces; raise the quota.'],
  [
    'traffic-surge',
    'More load comes than the system is sized for.',
    'Scale out, limit or shed; find where it comes from.',
  ],
  [
    'cloud-outage',
    'The cloud provider has an event of its own.',
    "Move away from the zone or region; wait with the provider's status.",
  ],
  ['database-cpu', "The database's processor is the bottleneck.", 'Find the queries that take it; scale up meanwhile.'],
  [
    'database-storage',
    'The database is out of storage or of I/O.',
    'Grow the volume or its throughput; find what fills it.',
  ],
  [
    'database-connections',
    'The database has reached its own limit of connections.',
    'Close what idles, use a pooler, or raise the limit.',
  ],
  [
    'database-locks',
    'Sessions wait for locks that others hold.',
    'End the holder, often a migration or a forgotten transaction.',
  ],
  [
    'slow-query',
    'A query became slow: a plan, an index or its data changed.',
    'Add the index, or bring the plan back.',
  ],
  [
    'replication-lag',
    'Replicas are behind, and readers see the past.',
    'Find what the replica waits for; read from the primary meanwhile.',
  ],
  [
    'schema-mismatch',
    'Program and schema do not fit each other.',
    'Run the missing migration, or roll the program back.',
  ],
  ['disk-full', 'A file system has no room left.', 'Free or grow it; stop what fills it.'],
  [
    'too-many-open-files',
    'A process has no file descriptor left for another file or connection.',
    'Restart it to win time; find what it opens and never closes, or raise its limit.',
  ],
  ['code-defect', 'A change of the code broke it.', 'Roll back, then fix.'],
  [
    'configuration-change',
    'A change of configuration broke it, with the same code.',
    'Revert the value, then ask why nothing caught it.',
  ],
  [
    'feature-flag',
    'A flag or experiment was switched, and that path is broken.',
    'Switch the flag back, then repair its path.',
  ],
  [
    'task-start-failure',
    'An ECS task cannot start: resources, role, network or secrets.',
    'Read the stopped reason; it names what is missing.',
  ],
  [
    'function-timeout',
    'A Lambda function runs into its timeout.',
    'Find what it waits for; raise the timeout only when it works.',
  ],
  [
    'load-balancer-unhealthy',
    'A load balancer has no healthy target.',
    'Check health check, security groups and the targets themselves.',
  ],
  [
    'none',
    'Nothing is wrong; the verdict is `healthy`.',
    'Nothing is to be repaired; the report says why it looked wrong.',
  ],
  [
    'unknown',
    'The cause was not found; the verdict is usually `inconclusive`.',
    'See what was not checked, give the missing access, and ask again.',
  ],
];

/** What the categories of findings mean. The same on each server that names some. */
export const categoriesResource = (server: string): Resource => ({
  uri: `sre-agent://${server}/categories`,
  name: 'categories',
  title: 'The kinds of cause',
  description: 'What the categories of findings mean, and how each is usually repaired.',
  read: () =>
    [
      '| category | what it means | how it is usually repaired |',
      '| --- | --- | --- |',
      ...kindsOfCause.map((row) => `| ${row.join(' | ')} |`),
    ].join('\n'),
});
