import { describe, expect, it } from '@jest/globals';
import type { AnyObject } from '../../../mcp-servers/kubernetes/objects.ts';
import { crashLoop, deployment, type PodShape, pod, warning } from './objects.ts';
import { serveObjects, type TriageAnswer } from './serve.ts';

/** What kubelets, runtimes, the scheduler and the API server really say, one workload each. */
interface Wording {
  category: string;
  /** Of the title. */
  says?: string;
  objects(workload: string): AnyObject[];
  log?: string;
}

/** One cluster with all of them, asked once: each workload has one root, of its category. */
async function diagnosed(wordings: Wording[]): Promise<{ expected: unknown[]; found: unknown[] }> {
  const named = wordings.map((wording, index) => ({ ...wording, name: `w${index}x` }));
  const logs = named.flatMap(({ name, log }) => (log ? [[`shop/${name}-1-a/app.previous`, log]] : []));
  const served = await serveObjects(
    named.flatMap(({ name, objects }) => objects(name)),
    { logs: Object.fromEntries(logs) },
  );
  try {
    const answer = await served.call('k8s_triage', {});
    expect(served.journal.notServed).toEqual([]);
    const { findings } = answer.structured as unknown as TriageAnswer;
    const of = (name: string) => findings.filter(({ object, title }) => title.includes(name) || object.includes(name));
    return {
      expected: named.map(({ name, category, says }) => [name, [category], says ?? '']),
      found: named.map(({ name, says = '' }) => {
        const roots = of(name).filter(({ causedBy }) => causedBy === undefined);
        const told = roots[0]?.title.includes(says) ? says : roots[0]?.title;
        return [name, roots.map(({ category }) => category), told];
      }),
    };
  } finally {
    await served.close();
  }
}

const waiting = (reason: string, message = '') => ({ ready: false, state: { waiting: { reason, message } } });
const starting = (workload: string, shape: PodShape, ...more: AnyObject[]): AnyObject[] => [
  ...deployment(workload, { ready: 0 }),
  pod(`${workload}-1-a`, { of: workload, phase: 'Pending', ready: false, ...shape }),
  ...more,
];

const head = 'failed to do request: Head "https://registry.internal/v2/shop/app/manifests/1": ';
const unpack = 'rpc error: code = Unknown desc = failed to pull and unpack image "docker.io/shop/app:1": ';
const resolve = `${unpack}failed to resolve reference "docker.io/shop/app:1": `;
const pulls: [category: string, said: string, reason?: string, image?: string][] = [
  // containerd
  ['image-not-found', `${resolve}docker.io/shop/app:1: not found`],
  [
    'image-not-found',
    `${resolve}pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed`,
  ],
  ['image-not-found', `${unpack}no match for platform in manifest: not found`],
  [
    'image-pull-credentials',
    `${resolve}failed to authorize: failed to fetch oauth token: unexpected status from GET request to https://auth.internal/token?scope=repository%3Ashop%2Fapp%3Apull: 401 Unauthorized`,
  ],
  [
    'image-pull-credentials',
    `${resolve}pulling from host 123456789012.dkr.ecr.us-east-1.amazonaws.com failed with status code [manifests 1]: 401 Unauthorized`,
  ],
  [
    'image-pull-credentials',
    `${resolve}unexpected status from HEAD request to https://ghcr.io/v2/shop/app/manifests/1: 403 Forbidden`,
  ],
  ['registry-unreachable', `${resolve}${head}dial tcp: lookup registry.internal on 10.0.0.2:53: no such host`],
  ['registry-unreachable', `${resolve}${head}dial tcp 10.0.0.9:443: connect: connection refused`],
  ['registry-unreachable', `${resolve}${head}http: server gave HTTP response to HTTPS client`],
  ['registry-unreachable', `${resolve}unexpected status from HEAD request to https://registry.internal/v2/: 503`],
  ['registry-unreachable', 'rpc error: code = DeadlineExceeded desc = context deadline exceeded'],
  [
    'throttled',
    `${unpack}failed to copy: httpReadSeeker: failed open: unexpected status code https://registry-1.docker.io/v2/shop/app: 429 Too Many Requests - Server message: toomanyrequests: You have reached your pull rate limit.`,
  ],
  ['throttled', 'pull QPS exceeded'],
  ['disk-full', `${unpack}failed to extract layer sha256:aa: write /var/lib/containerd/x: no space left on device`],
  // CRI-O
  ['image-not-found', 'initializing source docker://quay.io/shop/app:1: reading manifest 1: manifest unknown'],
  ['image-not-found', 'reading manifest 1 in quay.io/shop/app: name unknown: repository not found'],
  [
    'image-pull-credentials',
    'initializing source docker://registry.internal/shop/app:1: Requesting bearer token: invalid status code from registry 403 (Forbidden)',
  ],
  [
    'registry-unreachable',
    'pinging container registry registry.internal: Get "https://registry.internal/v2/": dial tcp 10.0.0.9:443: connect: no route to host',
  ],
  ['admission-denied', 'SignatureValidationFailed: image signature is not accepted', 'SignatureValidationFailed'],
  // Docker, and the kubelet itself
  [
    'image-pull-credentials',
    'rpc error: code = Unknown desc = Error response from daemon: Get "https://registry.internal/v2/": no basic auth credentials',
  ],
  [
    'image-not-found',
    'Failed to apply default image tag "shop/App:1": couldn\'t parse image name "shop/App:1": invalid reference format: repository name (library/shop/App) must be lowercase',
    'InvalidImageName',
  ],
  ['image-not-found', 'Container image "shop/app:1" is not present with pull policy of Never', 'ErrImageNeverPull'],
  // A name that says what nobody said.
  ['registry-unreachable', 'dial tcp 10.0.0.9:443: i/o timeout', 'ErrImagePull', 'shop/denied:401'],
  ['image-not-found', 'manifest unknown', 'ErrImagePull', 'shop/tls-timeout:503'],
];

const verdicts: [category: string, verdict: string, says: string][] = [
  [
    'insufficient-cpu',
    '5 Insufficient cpu. preemption: 0/5 nodes are available: 5 No preemption victims found.',
    'cpu',
  ],
  [
    'insufficient-memory',
    '1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 4 Insufficient memory.',
    'memory',
  ],
  ['node-capacity', '3 Insufficient nvidia.com/gpu.', 'insufficient nvidia.com/gpu'],
  ['node-capacity', '3 Too many pods.', 'no node takes more pods'],
  ['node-capacity', "3 node(s) didn't have free ports for the requested pod ports.", 'host port taken'],
  ['taint-not-tolerated', "4 node(s) had taint {dedicated: gpu}, that the pod didn't tolerate.", 'untolerated taints'],
  ['taint-not-tolerated', '2 node(s) were unschedulable.', 'nodes are cordoned'],
  ['affinity-conflict', "3 node(s) didn't match pod anti-affinity rules.", 'affinity'],
  ['affinity-conflict', "3 node(s) didn't match Pod's node affinity/selector.", 'affinity'],
  ['affinity-conflict', "3 node(s) didn't match pod topology spread constraints.", 'affinity'],
  ['volume-not-bound', '3 node(s) had volume node affinity conflict.', 'volume not bound'],
  ['volume-not-bound', '3 node(s) exceed max volume count.', 'volume not bound'],
  ['volume-not-bound', "3 node(s) didn't find available persistent volumes to bind.", 'volume not bound'],
];

const mounts: [category: string, reason: string, said: string][] = [
  ['missing-configmap', 'FailedMount', 'MountVolume.SetUp failed for volume "v" : configmap "settings" not found'],
  [
    'missing-configmap',
    'FailedMount',
    'MountVolume.SetUp failed for volume "v" : references non-existent config key: a',
  ],
  ['missing-secret', 'FailedMount', 'MountVolume.SetUp failed for volume "v" : secret "db" not found'],
  [
    'missing-service-account',
    'FailedMount',
    'MountVolume.SetUp failed for volume "kube-api-access-x" : failed to fetch token: serviceaccounts "shopper" not found',
  ],
  [
    'volume-not-bound',
    'FailedAttachVolume',
    'Multi-Attach error for volume "pvc-1" Volume is already exclusively attached to one node and can\'t be attached to another',
  ],
  [
    'volume-not-bound',
    'FailedMount',
    'Unable to attach or mount volumes: unmounted volumes=[v], unattached volumes=[v]: timed out waiting for the condition',
  ],
  ['volume-not-bound', 'FailedMount', 'MountVolume.SetUp failed for volume "v" : mount failed: exit status 32'],
];

const refusedContainers: [category: string, reason: string, said: string][] = [
  ['missing-configmap', 'CreateContainerConfigError', "couldn't find key LEVEL in ConfigMap shop/settings"],
  ['missing-secret', 'CreateContainerConfigError', 'secret "db" not found'],
  ['bad-configuration', 'CreateContainerConfigError', 'container has runAsNonRoot and image will run as root'],
  [
    'bad-configuration',
    'CreateContainerConfigError',
    'failed to prepare subPath for volumeMount "v" of container "app"',
  ],
  ['bad-command', 'CreateContainerError', 'failed to generate container "x" spec: no command specified'],
  ['bad-command', 'RunContainerError', 'OCI runtime create failed: exec: "/start.sh": permission denied: unknown'],
];

const ends: [category: string, exit: Record<string, unknown>, log?: string][] = [
  ['out-of-memory', { exitCode: 137, reason: 'OOMKilled' }],
  ['out-of-memory', { exitCode: 1, reason: 'OOMKilled' }],
  [
    'out-of-memory',
    { exitCode: 137, reason: 'Error', message: 'Memory cgroup out of memory: Killed process 7 (node)' },
  ],
  [
    'out-of-memory',
    { exitCode: 134 },
    'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
  ],
  ['out-of-memory', { exitCode: 3 }, 'Terminating due to java.lang.OutOfMemoryError: Metaspace'],
  [
    'out-of-memory',
    {
      exitCode: 128,
      reason: 'StartError',
      message: 'runc create failed: container init was OOM-killed (memory limit too low?): unknown',
    },
  ],
  ['bad-command', { exitCode: 127 }, 'sh: 1: gunicorn: not found'],
  ['bad-command', { exitCode: 1 }, 'exec /app/server: exec format error'],
  ['application-crash', { exitCode: 139 }],
];

const creations: [category: string, said: string][] = [
  ['quota-exceeded', 'pods "x" is forbidden: failed quota: team: must specify limits.cpu for: app'],
  ['limit-range-violated', 'pods "x" is forbidden: minimum cpu usage per Container is 100m, but request is 50m'],
  ['limit-range-violated', 'pods "x" is forbidden: memory max limit to request ratio per Container is 2, but provided'],
  [
    'admission-denied',
    'admission webhook "validation.gatekeeper.sh" denied the request: [owner] you must provide labels',
  ],
  ['admission-denied', "pods \"x\" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: no"],
  [
    'admission-denied',
    'pods "x" is forbidden: unable to validate against any security context constraint: [provider "anyuid": Forbidden: not usable by user or serviceaccount]',
  ],
  ['bad-configuration', 'pods "x" is forbidden: no PriorityClass with name high was found'],
  [
    'permission-denied',
    'pods is forbidden: User "system:serviceaccount:ops:deployer" cannot create resource "pods" in API group ""',
  ],
  [
    'webhook-unavailable',
    'Internal error occurred: failed calling webhook "x.y": failed to call webhook: Post "https://w.shop.svc:443/inject?timeout=10s": no endpoints available for service "w"',
  ],
  [
    'certificate-expired',
    'Internal error occurred: failed calling webhook "x.y": failed to call webhook: Post "https://w.shop.svc:443/": tls: failed to verify certificate: x509: certificate has expired',
  ],
];

const get = { httpGet: { path: '/ready', port: 8080 } };
const refusedAt = (port: number) =>
  `Get "http://10.0.0.5:${port}/ready": dial tcp 10.0.0.5:${port}: connect: connection refused`;
const probed: [category: string, said: string, says: string, probe?: Record<string, unknown>][] = [
  ['probe-failing', 'HTTP probe failed with statuscode: 503', 'it answers 503'],
  ['probe-failing', refusedAt(8080), 'connection refused on port 8080'],
  [
    'probe-failing',
    'context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
    'no answer within 1 s',
  ],
  [
    'probe-failing',
    'cat: /tmp/healthy: No such file or directory',
    'exec cat',
    { exec: { command: ['cat', '/tmp/healthy'] } },
  ],
  ['probe-misconfigured', refusedAt(9999), 'nothing listens on port 9999', { httpGet: { path: '/ready', port: 9999 } }],
  ['probe-misconfigured', 'HTTP probe failed with statuscode: 404', 'the path answers 404'],
  ['probe-misconfigured', 'http: server gave HTTP response to HTTPS client', 'the program speaks HTTP'],
  [
    'probe-misconfigured',
    'OCI runtime exec failed: exec failed: exec: "curl": executable file not found in $PATH: unknown',
    'its command does not exist',
    { exec: { command: ['curl'] } },
  ],
];

const families: Record<string, Wording[]> = {
  'image pulls': pulls.map(([category, said, reason = 'ErrImagePull', image = 'shop/app:1']) => ({
    category,
    objects: (name) =>
      starting(
        name,
        { status: waiting(reason), container: { image } },
        warning(`Pod/${name}-1-a`, 'Failed', `Failed to pull image "${image}": ${said}`),
      ),
  })),
  'pods that no node takes': verdicts.map(([category, verdict, says]) => ({
    category,
    says,
    objects: (name) => {
      const message = `0/5 nodes are available: ${verdict}`;
      const condition = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message };
      return starting(name, { node: null, podStatus: { conditions: [condition] } });
    },
  })),
  'volumes that cannot be mounted': mounts.map(([category, reason, said]) => ({
    category,
    objects: (name) => {
      const volumes = [{ name: 'v', ...(/config/.test(said) && { configMap: { name: 'settings' } }) }];
      const shape = { status: waiting('ContainerCreating'), spec: { volumes } };
      return starting(name, shape, warning(`Pod/${name}-1-a`, reason, said));
    },
  })),
  'containers that are not made': refusedContainers.map(([category, reason, said]) => ({
    category,
    objects: (name) => starting(name, { status: waiting(reason, said) }),
  })),
  'containers that end': ends.map(([category, exit, log]) => ({
    category,
    ...(log && { log: `2026-05-12T09:37:58Z starting\n2026-05-12T09:37:59Z ${log}\n` }),
    objects: (name) => starting(name, { phase: 'Running', status: crashLoop({ reason: 'Error', ...exit }) }),
  })),
  'pods that may not be created': creations.map(([category, said]) => ({
    category,
    says: category === 'quota-exceeded' ? 'team' : '',
    objects: (name) => [
      ...deployment(name, { wanted: 2, created: 0, ready: 0 }),
      warning(`ReplicaSet/${name}-1`, 'FailedCreate', `Error creating: ${said}`),
    ],
  })),
  probes: probed.map(([category, said, says, readinessProbe = get]) => ({
    category,
    says,
    objects: (name) =>
      starting(
        name,
        { phase: 'Running', container: { readinessProbe } },
        warning(`Pod/${name}-1-a`, 'Unhealthy', `Readiness probe failed: ${said}`),
      ),
  })),
};

describe('the words of kubelets, runtimes, scheduler and API server', () => {
  it.each(Object.entries(families))('are told apart: %s', async (_family, wordings) => {
    // An answer holds so many findings.
    for (let at = 0; at < wordings.length; at += 4) {
      const { expected, found } = await diagnosed(wordings.slice(at, at + 4));
      expect(found).toEqual(expected);
    }
  });
});

describe('what only the node or the hook says', () => {
  it('is memory that ran out on the node', async () => {
    const wording = (about: string): Wording => ({
      category: about === 'node-a' ? 'out-of-memory' : 'application-crash',
      objects: (name) => [
        ...starting(name, { phase: 'Running', status: crashLoop({ exitCode: 137, reason: 'Error' }) }),
        warning(`Node/${about}`, 'SystemOOM', 'System OOM encountered, victim process: node, pid: 1234'),
      ],
    });
    for (const node of ['node-a', 'node-b']) {
      const { expected, found } = await diagnosed([wording(node)]);
      expect(found).toEqual(expected);
    }
  });

  it('is an init container that the runtime refuses', async () => {
    const message = 'exec: "/migrate": stat /migrate: no such file or directory';
    const init = { name: 'migrate', ready: false, restartCount: 0, state: waiting('RunContainerError', message).state };
    const { expected, found } = await diagnosed([
      {
        category: 'init-container-failing',
        says: 'cannot be started (RunContainerError): exec: "/migrate"',
        objects: (name) =>
          starting(name, {
            status: waiting('PodInitializing'),
            spec: { initContainers: [{ name: 'migrate', image: 'shop/app:1' }] },
            podStatus: { initContainerStatuses: [init] },
          }),
      },
    ]);
    expect(found).toEqual(expected);
  });
});
