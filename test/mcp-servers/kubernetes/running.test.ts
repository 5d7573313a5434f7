import { describe, expect, it } from '@jest/globals';
import { crashing, crashLoop, deployment, findingsIn, node, object, pod, service, warning } from './objects.ts';

const weakCart = deployment('cart', { wanted: 1, ready: 0 });
const cartEnds = (exit: Record<string, unknown> = {}) => crashing('cart-1-a', 'cart', exit);

describe('crash loops', () => {
  it('carry the last exit and the line of the run before that says why', () => {
    const found = findingsIn([...weakCart, cartEnds()], {
      logs: {
        'cart-1-a/app/previous':
          '2026-05-12T09:37:58Z INFO starting\n2026-05-12T09:37:59Z FATAL required environment variable CART_DB is not set\n2026-05-12T09:37:59Z INFO bye\n',
      },
    });
    expect(found[0]).toMatchObject({ category: 'bad-configuration', object: 'Deployment/shop/cart' });
    expect(found[0]?.title).toContain(
      'exit code 1 (Error), 5 restarts: required environment variable CART_DB is not set',
    );
    expect(found[0]?.evidence).toContain('2026-05-12T09:37:59Z FATAL required environment variable CART_DB is not set');
    expect(found[1]?.causedBy).toBe(found[0]?.id);
  });

  it('of pods whose logs were not read are one with the pod whose log was', () => {
    const found = findingsIn([...weakCart, cartEnds(), crashing('cart-1-b', 'cart')], {
      logs: {
        'cart-1-b/app/previous': '2026-05-12T09:37:59Z ERROR password authentication failed for user "cart"\n',
      },
    });
    expect(found.filter(({ severity, causedBy }) => severity === 'critical' && !causedBy)).toHaveLength(1);
    expect(found[0]?.category).toBe('credentials-invalid');
    expect(found[0]?.title).toContain('2 of 2 pods');
  });

  it.each([
    ['out-of-memory', { exitCode: 137, reason: 'OOMKilled' }],
    ['bad-command', { exitCode: 127, reason: 'Error' }],
    [
      'bad-command',
      { exitCode: 128, reason: 'StartError', message: 'exec: "srv": executable file not found in $PATH' },
    ],
    ['application-crash', { exitCode: 2 }],
  ])('are %s by their exit', (category, exit) => {
    expect(findingsIn([...weakCart, cartEnds(exit)])[0]).toMatchObject({ category });
  });

  it('are not seen in pods that ended for good and were replaced', () => {
    const ended = pod('cart-1-x', {
      of: 'cart',
      phase: 'Failed',
      ready: false,
      status: { state: { terminated: { exitCode: 143, finishedAt: '2026-05-12T09:39:00Z' } } },
    });
    expect(findingsIn([...deployment('cart'), pod('cart-1-a', { of: 'cart' }), ended])).toEqual([]);
  });

  it('that are over are no finding', () => {
    const well = pod('cart-1-a', {
      of: 'cart',
      status: { restartCount: 2, lastState: { terminated: { exitCode: 1, finishedAt: '2026-05-12T09:15:00Z' } } },
    });
    expect(findingsIn([...deployment('cart'), well])).toEqual([]);
  });
});

describe('probes', () => {
  const probed = (probe: Record<string, unknown>, status = {}) =>
    pod('cart-1-a', { of: 'cart', ready: false, container: probe, status });

  it('are misconfigured on a port that the container does not declare', () => {
    const liveness = { livenessProbe: { httpGet: { port: 9090, path: '/live' } } };
    const found = findingsIn([
      ...weakCart,
      probed(liveness, crashLoop({ exitCode: 137 })),
      warning(
        'Pod/cart-1-a',
        'Unhealthy',
        'Liveness probe failed: dial tcp 10.0.0.1:9090: connect: connection refused',
      ),
      warning('Pod/cart-1-a', 'Killing', 'Container app failed liveness probe, will be restarted', { type: 'Normal' }),
    ]);
    expect(found[0]).toMatchObject({ category: 'probe-misconfigured', object: 'Deployment/shop/cart' });
    expect(found[0]?.title).toContain('nothing listens on port 9090, the container declares port 8080');
    expect(found.map(({ category }) => category)).not.toContain('application-crash');
  });

  it('fail where the program answers with an error', () => {
    const readiness = { readinessProbe: { httpGet: { port: 8080, path: '/ready' } } };
    const said = warning('Pod/cart-1-a', 'Unhealthy', 'Readiness probe failed: HTTP probe failed with statuscode: 503');
    expect(findingsIn([...weakCart, probed(readiness), said])[0]).toMatchObject({ category: 'probe-failing' });
  });

  it('that failed before a pod became ready are no finding', () => {
    const started = pod('cart-1-a', { of: 'cart', container: { readinessProbe: { httpGet: { port: 8080 } } } });
    const said = warning('Pod/cart-1-a', 'Unhealthy', 'Readiness probe failed: connection refused');
    expect(findingsIn([...deployment('cart'), started, said])).toEqual([]);
  });
});

describe('programs that run', () => {
  const running = [...deployment('cart'), pod('cart-1-a', { of: 'cart' })];
  const log = (lines: string[]) => ({
    logs: { 'cart-1-a/app': lines.map((line, i) => `2026-05-12T09:39:${String(10 + i)}Z ${line}\n`).join('') },
  });

  it.each([
    ['connection-pool-exhausted', 'ERROR HikariPool-1 - Connection is not available, request timed out after 30000ms'],
    ['schema-mismatch', 'ERROR: relation "favorites" does not exist at character 15'],
    ['disk-full', 'write /data/wal: no space left on device'],
    ['certificate-expired', 'level=error msg="x509: certificate has expired or is not yet valid"'],
    ['credentials-invalid', 'FATAL: password authentication failed for user "cart"'],
    [
      'permission-denied',
      'E0512 reflector.go: pods is forbidden: User "system:serviceaccount:shop:cart" cannot list resource "pods"',
    ],
  ])('report %s in their log', (category, line) => {
    const [first] = findingsIn(running, log(['INFO listening', line]));
    expect(first).toMatchObject({ category, object: 'Deployment/shop/cart' });
    expect(first?.evidence[0]).toContain(line);
  });

  it('are well with one failed request, and with errors that are over', () => {
    expect(findingsIn(running, log(['INFO listening', 'ERROR upstream timed out']))).toEqual([]);
    const past = [
      'ERROR password authentication failed for user "cart"',
      ...Array.from({ length: 40 }, () => 'INFO served'),
    ];
    expect(findingsIn(running, log(past))).toEqual([]);
    expect(findingsIn(running, log(['INFO 0 errors, error=null', 'DEBUG retry after connection refused']))).toEqual([]);
  });
});

describe('nodes', () => {
  it('that send no heartbeat are the cause of what runs there', () => {
    const silent = {
      type: 'Ready',
      status: 'Unknown',
      reason: 'NodeStatusUnknown',
      message: 'Kubelet stopped posting node status.',
    };
    const found = findingsIn([
      ...weakCart,
      node('node-a', [silent]),
      node('node-b'),
      pod('cart-1-a', { of: 'cart', ready: false }),
    ]);
    expect(found[0]).toMatchObject({ category: 'node-down', object: 'Node/-/node-a' });
    expect(found.slice(1).every(({ causedBy }) => causedBy === found[0]?.id)).toBe(true);
  });

  it('under pressure name what they evicted', () => {
    const evicted = pod('cart-1-x', {
      of: 'cart',
      phase: 'Failed',
      ready: false,
      podStatus: { reason: 'Evicted', message: 'low on disk' },
    });
    const full = [
      { type: 'Ready', status: 'True' },
      { type: 'DiskPressure', status: 'True' },
    ];
    const found = findingsIn([...deployment('cart'), pod('cart-1-a', { of: 'cart' }), evicted, node('node-a', full)]);
    expect(found[0]).toMatchObject({ category: 'node-pressure' });
    expect(found[0]?.title).toContain('DiskPressure, 1 pods evicted');
  });
});

describe('the rest of what runs', () => {
  it('has init containers whose failure is told from a crash', () => {
    const stuck = pod('cart-1-a', {
      of: 'cart',
      phase: 'Pending',
      ready: false,
      status: { ready: false, state: { waiting: { reason: 'PodInitializing' } } },
      podStatus: {
        initContainerStatuses: [
          {
            name: 'migrate',
            restartCount: 4,
            ready: false,
            state: { waiting: { reason: 'CrashLoopBackOff' } },
            lastState: { terminated: { exitCode: 1 } },
          },
        ],
      },
    });
    const [first] = findingsIn([...weakCart, stuck], {
      logs: { 'cart-1-a/migrate': '2026-05-12T09:39:00Z ERROR migration 7 failed\n' },
    });
    expect(first).toMatchObject({ category: 'init-container-failing' });
    expect(first?.title).toContain('migration 7 failed');
  });

  it('has jobs, whose later success forgives', () => {
    const run = (name: string, at: string, type: string) =>
      object('Job', name, {
        metadata: { creationTimestamp: at, ownerReferences: [{ kind: 'CronJob', name: 'report', controller: true }] },
        status: { conditions: [{ type, status: 'True', reason: 'BackoffLimitExceeded', lastTransitionTime: at }] },
      });
    const failed = run('report-1', '2026-05-12T09:00:00Z', 'Failed');
    expect(findingsIn([failed])[0]).toMatchObject({ category: 'job-failing', object: 'CronJob/shop/report' });
    expect(findingsIn([failed, run('report-2', '2026-05-12T09:30:00Z', 'Complete')])).toEqual([]);
  });

  it('has deletions that something holds', () => {
    const held = pod('cart-1-a', {
      of: 'cart',
      metadata: { deletionTimestamp: '2026-05-12T09:00:00Z', finalizers: ['example/hold'] },
    });
    expect(findingsIn([held])[0]).toMatchObject({ category: 'deletion-stuck', object: 'Pod/shop/cart-1-a' });
  });

  it('has autoscalers without a metric', () => {
    const scaler = object('HorizontalPodAutoscaler', 'cart', {
      spec: { scaleTargetRef: { kind: 'Deployment', name: 'cart' }, maxReplicas: 5 },
      status: {
        conditions: [
          { type: 'ScalingActive', status: 'False', reason: 'FailedGetResourceMetric', message: 'no metrics' },
        ],
      },
    });
    const found = findingsIn([...deployment('cart'), pod('cart-1-a', { of: 'cart' }), scaler]);
    expect(found).toMatchObject([{ category: 'autoscaler-stuck', severity: 'warning' }]);
  });

  it('has Deployments at zero while a Service sends to them', () => {
    const found = findingsIn([...deployment('cart', { wanted: 0 }), service('cart', { app: 'cart' })]);
    expect(found).toMatchObject([{ category: 'scaled-to-zero', object: 'Deployment/shop/cart' }]);
  });

  it('tells a rollout of the window with the difference and without the values', () => {
    const [set, old] = deployment('cart');
    const newer = structuredClone(old);
    if (!set || !old || !newer) throw new Error('a deployment has two objects');
    newer.metadata.name = 'cart-2';
    newer.metadata.annotations = { 'deployment.kubernetes.io/revision': '2' };
    newer.spec = {
      template: {
        spec: { containers: [{ name: 'app', image: 'shop/app:2', env: [{ name: 'TOKEN', value: 'hush' }] }] },
      },
    };
    old.metadata.creationTimestamp = '2026-05-01T00:00:00Z';
    const found = findingsIn([set, old, newer, pod('cart-2-a', { of: 'cart' })]);
    expect(found).toMatchObject([{ severity: 'info', object: 'Deployment/shop/cart' }]);
    expect(found[0]?.title).toContain('image shop/app:1 -> shop/app:2; app env TOKEN added');
    expect(JSON.stringify(found)).not.toContain('hush');
  });
});
