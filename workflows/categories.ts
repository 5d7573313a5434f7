/**
 * The kinds of cause, told apart where the repair differs. A closed list: reports, servers' findings and cases use these
 * words and no others. `docs/categories.md` says for each what it means and how it is usually repaired.
 */
export const categories = [
  // Kubernetes: scheduling and starting
  'insufficient-cpu',
  'insufficient-memory',
  'node-capacity',
  'taint-not-tolerated',
  'affinity-conflict',
  'volume-not-bound',
  'volume-not-resized',
  'storage-class-missing',
  'quota-exceeded',
  'limit-range-violated',
  'admission-denied',
  'webhook-unavailable',
  'image-not-found',
  'image-pull-credentials',
  'registry-unreachable',
  'init-container-failing',
  'missing-configmap',
  'missing-secret',
  'missing-service-account',
  'missing-volume',
  // Kubernetes: running
  'application-crash',
  'out-of-memory',
  'bad-command',
  'bad-configuration',
  'probe-misconfigured',
  'probe-failing',
  'rollout-stuck',
  'scaled-to-zero',
  'autoscaler-stuck',
  'disruption-budget',
  'job-failing',
  'node-pressure',
  'node-down',
  'deletion-stuck',
  // network
  'service-selector',
  'service-port',
  'ingress-backend',
  'network-policy',
  'dns',
  'certificate-expired',
  // permission and dependencies
  'permission-denied',
  'credentials-invalid',
  'connection-pool-exhausted',
  'dependency-unreachable',
  'dependency-outage',
  'dependency-slow',
  'throttled',
  'traffic-surge',
  'cloud-outage',
  // data stores
  'database-cpu',
  'database-storage',
  'database-connections',
  'database-locks',
  'slow-query',
  'replication-lag',
  'schema-mismatch',
  'disk-full',
  'too-many-open-files',
  // change
  'code-defect',
  'configuration-change',
  'feature-flag',
  // AWS compute
  'task-start-failure',
  'function-timeout',
  'load-balancer-unhealthy',
  // none
  'none',
  'unknown',
] as const;

export type Category = (typeof categories)[number];
