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

  async function get(args: Record<string, unknown>) {
    const tools = await connectInMemory(kubernetesServer({ KUBECONFIG: kubeconfig }));
    return tools.call('k8s_get', args).finally(() => tools.close());
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

  it('without the metrics API says so, beside the rows; with it, the reader sees usage beside requests', async () => {
    const without = await get({ kind: 'pods', namespace: 'shop', usage: true });
    expect(without.text).toContain('3 pods in shop');
    expect(without.structured.notChecked).toEqual(['usage: the cluster serves no metrics.k8s.io']);
    await serveMetrics(cluster);
    const pods = await get({ kind: 'pods', namespace: 'shop', usage: true });
    expect(pods.structured.notChecked ?? []).toEqual([]);
    expect(pods.text.match(/cpu 130m \(requests 100m\), memory 320Mi/g)).toHaveLength(3);
    const { text: rows } = await get({ kind: 'nodes', usage: true });
    expect(rows).toContain('cpu 2000m (allocatable 4000m), memory 4096Mi (allocatable 8192Mi)');
  });
});

/**
 * A stand-in for metrics-server, which needs kubelets: the API server itself serves its group, resources and objects,
 * with discovery, lists and RBAC as they are for the aggregated API.
 */
async function serveMetrics({ api }: RunningCluster): Promise<void> {
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
  const kinds = [
    { plural: 'pods', kind: 'PodMetrics', scope: 'Namespaced' },
    { plural: 'nodes', kind: 'NodeMetrics', scope: 'Cluster' },
  ];
  for (const { plural, kind, scope } of kinds) {
    await api.must('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: {
        name: `${plural}.metrics.k8s.io`,
        annotations: { 'api-approved.kubernetes.io': 'unapproved, a stand-in for the aggregated API' },
      },
      spec: {
        group: 'metrics.k8s.io',
        scope,
        names: { plural, kind, listKind: `${kind}List` },
        versions: [{ name: 'v1beta1', served: true, storage: true, schema }],
      },
    });
  }
  const root = '/apis/metrics.k8s.io/v1beta1';
  const deadline = Date.now() + 30_000;
  for (const path of [`${root}/pods`, `${root}/nodes`]) {
    while ((await api.ask('GET', path)).status !== 200) {
      if (Date.now() > deadline) throw new Error(`${path} is not served`);
      await sleep(200);
    }
  }
  const names = async (path: string): Promise<string[]> =>
    list(await api.must('GET', path), 'items').flatMap((item) => text(item, 'metadata.name') ?? []);
  const apiVersion = 'metrics.k8s.io/v1beta1';
  for (const name of await names('/api/v1/namespaces/shop/pods')) {
    const containers = [{ name: 'cart', usage: { cpu: '130m', memory: '320Mi' } }];
    const body = { apiVersion, kind: 'PodMetrics', metadata: { name }, containers };
    await api.must('POST', `${root}/namespaces/shop/pods`, body);
  }
  for (const name of await names('/api/v1/nodes')) {
    const body = { apiVersion, kind: 'NodeMetrics', metadata: { name }, usage: { cpu: '2', memory: '4Gi' } };
    await api.must('POST', `${root}/nodes`, body);
  }
}

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
