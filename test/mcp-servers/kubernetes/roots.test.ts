import { describe, expect, it } from '@jest/globals';
import type { AnyObject } from '../../../mcp-servers/kubernetes/objects.ts';
import { crashing, deployment, node, object, pod, service, warning } from './objects.ts';
import { serveObjects, type TriageAnswer } from './serve.ts';

async function triage(objects: AnyObject[], logs: Record<string, string> = {}): Promise<TriageAnswer> {
  const served = await serveObjects(objects, { logs });
  try {
    const { structured } = await served.call('k8s_triage', {});
    expect(served.journal.notServed).toEqual([]);
    return structured as unknown as TriageAnswer;
  } finally {
    await served.close();
  }
}

const roots = ({ findings }: TriageAnswer): string[] =>
  findings.filter(({ causedBy }) => causedBy === undefined).map(({ category, object }) => `${category} ${object}`);

const ingress = (backend: string): AnyObject =>
  object('Ingress', 'shop', {
    spec: {
      rules: [{ http: { paths: [{ path: '/', backend: { service: { name: backend, port: { number: 80 } } } }] } }],
    },
  });
const crash = (name: string, port = 80): AnyObject[] => [
  ...deployment(name, { ready: 0 }),
  crashing(`${name}-1-a`, name),
  service(name, { app: name }, [{ port, targetPort: 8080 }]),
];
const said = (workload: string, text: string) => ({
  [`shop/${workload}-1-a/app.previous`]: `2026-05-12T09:37:00Z ERROR ${text}\n`,
});

describe('one root', () => {
  it('is the program that failed first, and those that crash for want of it follow one another', async () => {
    const answer = await triage([...crash('db', 5432), ...crash('cart'), ...crash('web'), ingress('web')], {
      ...said('db', 'password authentication failed for user "db"'),
      ...said('cart', 'connect db:5432: connection refused'),
      ...said('web', 'GET http://cart:80/items failed: connection refused'),
    });
    expect(roots(answer)).toEqual(['credentials-invalid Deployment/shop/db']);
    const crashes = answer.findings.filter(({ title }) => title.includes('crash-loops'));
    expect(crashes.map(({ id, causedBy }) => [id, causedBy])).toEqual([
      ['credentials-invalid:Deployment/shop/db', undefined],
      ['dependency-unreachable:Deployment/shop/cart', 'credentials-invalid:Deployment/shop/db'],
      ['dependency-unreachable:Deployment/shop/web', 'dependency-unreachable:Deployment/shop/cart'],
    ]);
  });

  it('is one of two programs that crash for want of each other, always the same', async () => {
    const answer = await triage([...crash('web'), ...crash('cart')], {
      ...said('cart', 'GET http://web:80/ failed: connection refused'),
      ...said('web', 'GET http://cart:80/ failed: connection refused'),
    });
    expect(roots(answer)).toEqual(['dependency-unreachable Deployment/shop/cart']);
  });

  it('is the ConfigMap that a database waits for, behind clients, Services and an Ingress', async () => {
    const waiting = { reason: 'CreateContainerConfigError', message: 'configmap "db" not found' };
    const db = [
      ...deployment('db', { ready: 0 }),
      pod('db-1-a', { of: 'db', phase: 'Pending', ready: false, status: { ready: false, state: { waiting } } }),
      service('db', { app: 'db' }, [{ port: 5432, targetPort: 8080 }]),
    ];
    const answer = await triage(
      [...db, ...crash('cart'), ingress('cart')],
      said('cart', 'connect db:5432: connection refused'),
    );
    expect(roots(answer)).toEqual(['missing-configmap Deployment/shop/db']);
    expect(answer.findings.some(({ object }) => object === 'Ingress/shop/shop')).toBe(true);
  });

  it('is told by its id where that speaks of a Secret, for each workload of several', async () => {
    const lacking = (name: string): AnyObject[] => {
      const waiting = { reason: 'CreateContainerConfigError', message: `secret "${name}-db" not found` };
      const status = { ready: false, state: { waiting } };
      return [
        ...deployment(name, { ready: 0 }),
        pod(`${name}-1-a`, { of: name, phase: 'Pending', ready: false, status }),
      ];
    };
    const { findings } = await triage([...lacking('cart'), ...lacking('pay')]);
    expect(findings.map(({ id, causedBy }) => [id, causedBy])).toEqual([
      ['missing-secret:Deployment/shop/cart', undefined],
      ['unknown:Deployment/shop/cart', 'missing-secret:Deployment/shop/cart'],
      ['missing-secret:Deployment/shop/pay', undefined],
      ['unknown:Deployment/shop/pay', 'missing-secret:Deployment/shop/pay'],
    ]);
  });

  it('is the node that sends no heartbeat, behind its pods, their workload, Service and Ingress', async () => {
    const silent = {
      type: 'Ready',
      status: 'Unknown',
      reason: 'NodeStatusUnknown',
      message: 'Kubelet stopped posting node status.',
      lastTransitionTime: '2026-05-12T09:20:00Z',
    };
    const answer = await triage([
      ...deployment('cart', { ready: 0 }),
      node('node-a', [silent]),
      pod('cart-1-a', { of: 'cart', ready: false }),
      service('cart', { app: 'cart' }),
      ingress('cart'),
    ]);
    expect(roots(answer)).toEqual(['node-down Node/-/node-a']);
  });
});

describe('a healthy cluster that is noisy', () => {
  const complete = { succeeded: 1, failed: 1, conditions: [{ type: 'Complete', status: 'True' }] };
  const ownedByJob = { ownerReferences: [{ kind: 'Job', name: 'migrate', controller: true }] };
  const ended = (exitCode: number, finishedAt: string) => ({ terminated: { exitCode, reason: 'Error', finishedAt } });
  const objects = [
    node('node-a'),
    ...deployment('cart', { wanted: 2 }),
    pod('cart-1-a', { of: 'cart' }),
    pod('cart-1-b', { of: 'cart', status: { restartCount: 4, lastState: ended(1, '2026-05-12T07:00:00Z') } }),
    service('cart', { app: 'cart' }),
    object('Service', 'outside', { spec: { type: 'ExternalName', externalName: 'db.example.com' } }),
    object('CronJob', 'nightly', { spec: { schedule: '0 0 * * *', suspend: true }, status: {} }),
    object('Job', 'migrate', { status: complete }),
    // The attempt that failed, and an eviction of yesterday: their like run since.
    pod('migrate-x', {
      phase: 'Failed',
      ready: false,
      metadata: ownedByJob,
      status: { ready: false, state: ended(1, '2026-05-12T09:30:00Z') },
    }),
    pod('cart-1-z', {
      of: 'cart',
      phase: 'Failed',
      ready: false,
      metadata: { creationTimestamp: '2026-05-11T08:00:00Z' },
      podStatus: { reason: 'Evicted', message: 'The node was low on resource: memory.' },
    }),
    object('HorizontalPodAutoscaler', 'cart', {
      spec: { minReplicas: 2, maxReplicas: 2, scaleTargetRef: { kind: 'Deployment', name: 'cart' } },
      status: {
        currentReplicas: 2,
        desiredReplicas: 2,
        conditions: [
          { type: 'AbleToScale', status: 'True' },
          { type: 'ScalingActive', status: 'True' },
          { type: 'ScalingLimited', status: 'True', reason: 'TooManyReplicas' },
        ],
      },
    }),
    warning('Pod/cart-1-a', 'Unhealthy', 'Readiness probe failed: HTTP probe failed with statuscode: 503'),
    warning('Pod/cart-1-a', 'FailedScheduling', '0/3 nodes are available: 3 Insufficient cpu.'),
    warning('Pod/cart-1-a', 'Failed', 'Failed to pull image "shop/app:1": dial tcp 10.0.0.9:443: i/o timeout'),
    warning('Pod/cart-1-a', 'BackOff', 'Back-off pulling image "shop/app:1"'),
    warning('Pod/cart-1-a', 'FailedMount', 'MountVolume.SetUp failed for volume "c" : configmap "x" not found'),
    warning('Pod/cart-1-a', 'FailedCreatePodSandBox', 'Failed to create pod sandbox: failed to setup network'),
    warning('Pod/cart-1-a', 'DNSConfigForming', 'Nameserver limits were exceeded'),
    warning('Pod/cart-1-gone', 'FailedMount', 'MountVolume.SetUp failed for volume "c" : secret "x" not found'),
    warning('ReplicaSet/cart-1', 'FailedCreate', 'Error creating: pods "x" is forbidden: exceeded quota: team'),
    warning('HorizontalPodAutoscaler/cart', 'FailedGetResourceMetric', 'no metrics returned from resource metrics API'),
    warning('Node/node-a', 'NodeNotReady', 'Node node-a status is now: NodeNotReady'),
  ];

  it('has no finding, and says what is over', async () => {
    const served = Array.from({ length: 80 }, (_, i) => {
      const at = new Date(Date.parse('2026-05-12T09:20:00Z') + i * 10_000).toISOString();
      return `${at} ${i === 40 ? 'ERROR request 17 failed: connection reset by peer' : 'INFO served'}\n`;
    });
    const { findings, recovered, examined } = await triage(objects, { 'shop/cart-1-a/app': served.join('') });
    expect(findings).toEqual([]);
    expect(recovered).toEqual([expect.stringContaining('Pod/shop/cart-1-a recovered')]);
    expect(examined.join(' ')).toContain('2 ready');
  });
});
