import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { kubernetesServer } from '../../mcp-servers/kubernetes/server.ts';
import { type Connected, connectInMemory } from '../mcp-servers/connect.ts';
import { buildTimeoutMs } from './build.ts';
import { type RunningCluster, startCluster } from './cluster.ts';
import { describeCluster } from './describe-cluster.ts';
import { type Permission, permit, rulesOf, shipped, without } from './reader-role.ts';
import { logs, now, world } from './world.ts';

const list = (resource: string, group = ''): Permission => ({ group, resource, verb: 'list' });

describeCluster('deploy/kubernetes/reader.yaml in a real control plane', () => {
  let cluster: RunningCluster;
  let tools: Connected | undefined;
  beforeAll(async () => {
    cluster = await startCluster({ logs });
    expect(await cluster.apply([...shipped('reader.yaml'), ...world])).toEqual([]);
  }, buildTimeoutMs);
  afterAll(() => cluster?.close());

  /** One call by a server that has asked nothing before, so that no answer is from earlier. */
  async function call(tool: string, args: Record<string, unknown>): Promise<string> {
    const env = { KUBECONFIG: await cluster.kubeconfigOf('sre-agent', 'reader') };
    tools = await connectInMemory(kubernetesServer(env), () => new Date(now));
    try {
      const { text, structured } = await tools.call(tool, args);
      return `${text}\n${JSON.stringify(structured.error ?? {})}`;
    } finally {
      await tools.close();
    }
  }

  it.each([
    list('pods'),
    list('events'),
    list('services'),
    list('persistentvolumeclaims'),
    list('resourcequotas'),
    list('nodes'),
    list('namespaces'),
    list('deployments', 'apps'),
    list('replicasets', 'apps'),
    list('statefulsets', 'apps'),
    list('daemonsets', 'apps'),
    list('jobs', 'batch'),
    list('cronjobs', 'batch'),
    list('horizontalpodautoscalers', 'autoscaling'),
    list('ingresses', 'networking.k8s.io'),
    list('networkpolicies', 'networking.k8s.io'),
    list('ingressclasses', 'networking.k8s.io'),
    list('storageclasses', 'storage.k8s.io'),
    { group: '', resource: 'pods/log', verb: 'get' },
  ])('without $verb on $resource triage names it, and finds the crash all the same where it can', async (taken) => {
    await permit(cluster, without(rulesOf('reader.yaml'), taken), taken);
    const said = await call('k8s_triage', {});
    const gaps = said.split('\n').filter((line) => line.startsWith('not checked: '));
    expect(gaps.length).toBeGreaterThan(0);
    const words = `verb ${taken.verb} on ${taken.resource})`;
    expect(gaps.filter((line) => !line.endsWith(words))).toEqual([]);
    // What is refused everywhere is said once; a log is refused pod by pod.
    if (taken.verb === 'list') expect(gaps).toEqual([`not checked: list ${taken.resource} (403: ${words}`]);
    if (taken.resource !== 'pods') expect(said).toContain('cart-1-b');
  });

  it.each<[Permission, string, Record<string, unknown>]>([
    [list('deployments', 'apps'), 'k8s_get', { kind: 'workloads' }],
    [list('limitranges'), 'k8s_get', { kind: 'limits' }],
    [list('roles', 'rbac.authorization.k8s.io'), 'k8s_get', { kind: 'roles', namespace: 'shop' }],
    [list('pods'), 'k8s_logs', { selector: 'app=cart' }],
    [{ group: '', resource: 'pods/log', verb: 'get' }, 'k8s_logs', { pod: 'cart-1-a' }],
  ])('without %j %s says so', async (taken, tool, args) => {
    await permit(cluster, without(rulesOf('reader.yaml'), taken), taken);
    expect(await call(tool, args)).toContain(`verb ${taken.verb} on ${taken.resource}`);
  });

  it('k8s_events reads either API, and names what is missing where it may read none', async () => {
    const core = without(rulesOf('reader.yaml'), list('events'));
    await permit(cluster, core, list('events'));
    expect(await call('k8s_events', { object: 'cart-1-b' })).toContain('BackOff');
    await permit(cluster, without(core, list('events', 'events.k8s.io')), list('events', 'events.k8s.io'));
    expect(await call('k8s_events', {})).toContain('verb list on events');
  });

  it('shows with secret-existence.yaml that a Secret is there, and nothing that is in it', async () => {
    const rules = rulesOf('reader.yaml');
    await permit(cluster, rules, list('secrets'));
    expect(await call('k8s_get', { kind: 'secret', name: 'gate' })).toContain('verb list on secrets');
    await cluster.apply(shipped('secret-existence.yaml'));
    await permit(cluster, [...rules, ...rulesOf('secret-existence.yaml')], list('secrets'));
    const said = await call('k8s_get', { kind: 'secret', name: 'gate', yaml: true });
    expect(said).toContain('password:');
    expect(said).not.toMatch(/hush|aHVzaA/);
  });
});
