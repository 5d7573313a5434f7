import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { kubernetesServer } from '../../mcp-servers/kubernetes/server.ts';
import type { KubeObject } from '../estate/kubernetes/fields.ts';
import { list, record, text } from '../estate/kubernetes/fields.ts';
import { connectInMemory } from '../mcp-servers/connect.ts';
import type { TriageAnswer } from '../mcp-servers/kubernetes/serve.ts';
import { buildTimeoutMs } from './build.ts';
import { type RunningCluster, startCluster } from './cluster.ts';
import { describeCluster } from './describe-cluster.ts';
import { shipped } from './reader-role.ts';

const inNamespace = (namespace: string, apiVersion: string, kind: string, name: string, spec: unknown): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name, namespace },
  spec,
});

function deployment(namespace: string, name: string, replicas: number, more: Record<string, unknown> = {}): KubeObject {
  const labels = { app: name };
  const container = { name, image: `registry.example/${name}:1`, resources: { requests: { cpu: '100m' } } };
  return inNamespace(namespace, 'apps/v1', 'Deployment', name, {
    replicas,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [container], ...more } },
  });
}

const nodes = ['node-a', 'node-b'].map((name) => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name, annotations: { 'kwok.x-k8s.io/node': 'fake' }, labels: { disk: 'hdd' } },
  status: { allocatable: { cpu: '4', memory: '8Gi', pods: '110' }, capacity: { cpu: '4', memory: '8Gi', pods: '110' } },
}));

/** What controllers, scheduler and admission make of these is theirs: no status and no event is written here. */
const wanted: KubeObject[] = [
  deployment('shop', 'cart', 3),
  inNamespace('shop', 'v1', 'Service', 'cart', { selector: { app: 'cart' }, ports: [{ port: 80 }] }),
  inNamespace('shop', 'v1', 'Service', 'lost', { selector: { app: 'lsot' }, ports: [{ port: 80 }] }),
  deployment('large', 'report', 1, {
    containers: [{ name: 'report', image: 'registry.example/report:1', resources: { requests: { cpu: '64' } } }],
  }),
  deployment('choosy', 'index', 1, { nodeSelector: { disk: 'ssd' } }),
  inNamespace('capped', 'v1', 'ResourceQuota', 'most', { hard: { 'requests.cpu': '150m' } }),
  deployment('capped', 'batch', 3),
];

describeCluster('a cluster with controllers and scheduler', () => {
  let cluster: RunningCluster;
  let kubeconfig: string;
  beforeAll(async () => {
    cluster = await startCluster({ controllers: true });
    expect(await cluster.apply([...shipped('reader.yaml'), ...nodes, ...wanted])).toEqual([]);
    kubeconfig = await cluster.kubeconfigOf('sre-agent', 'reader');
    await settled(cluster);
  }, buildTimeoutMs);
  afterAll(() => cluster?.close());

  async function triage(namespace: string): Promise<TriageAnswer> {
    const tools = await connectInMemory(kubernetesServer({ KUBECONFIG: kubeconfig }));
    try {
      const scope = { clusters: [{ context: 'cluster', namespaces: [namespace] }] };
      return (await tools.call('k8s_triage', { scope })).structured as unknown as TriageAnswer;
    } finally {
      await tools.close();
    }
  }

  it('starts what fits, and triage has nothing against it', async () => {
    const { findings, examined, notChecked } = await triage('shop');
    expect(notChecked).toEqual([]);
    expect(examined).toContain('3 pods in shop: 3 ready');
    expect(findings.filter(({ object }) => object !== 'Service/shop/lost')).toEqual([]);
  });

  it('has a Service that selects nothing', async () => {
    const { findings } = await triage('shop');
    expect(findings.map(({ object }) => object)).toEqual(['Service/shop/lost']);
  });

  it.each([
    ['large', 'report', 'insufficient-cpu', '2 Insufficient cpu'],
    ['choosy', 'index', 'affinity-conflict', "didn't match Pod's node affinity/selector"],
  ])("says in the scheduler's own words why a pod of %s waits", async (namespace, name, category, words) => {
    const { findings } = await triage(namespace);
    const [first] = findings;
    expect(first).toMatchObject({ category });
    expect(first?.object).toMatch(new RegExp(`/${namespace}/${name}`));
    expect(first?.evidence.join('\n')).toContain(words);
  });

  it('tells the quota that admission refused a pod by', async () => {
    const { findings } = await triage('capped');
    expect(findings[0]).toMatchObject({ category: 'quota-exceeded', object: 'ResourceQuota/capped/most' });
    expect(findings[0]?.evidence.join('\n')).toContain('exceeded quota: most, requested: requests.cpu=100m');
  });
});

/** Until the scheduler and the controllers have said about each what they have to say. */
async function settled({ api }: RunningCluster): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const [events, cart] = await Promise.all([
      api.must('GET', '/api/v1/events'),
      api.must('GET', '/apis/apps/v1/namespaces/shop/deployments/cart'),
    ]);
    const said = list(events, 'items').map((event) => `${text(event, 'metadata.namespace')} ${text(event, 'reason')}`);
    const expected = ['large FailedScheduling', 'choosy FailedScheduling', 'capped FailedCreate'];
    if (record(cart, 'status').readyReplicas === 3 && expected.every((each) => said.includes(each))) return;
    if (Date.now() > deadline) throw new Error(`the cluster did not settle; events: ${said.join(', ')}`);
    await sleep(200);
  }
}
