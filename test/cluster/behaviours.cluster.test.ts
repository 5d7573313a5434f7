import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { list, text } from '../estate/kubernetes/fields.ts';
import { behavesAsKubernetes, type Permitted } from './behaviours.ts';
import { buildTimeoutMs } from './build.ts';
import { type RunningCluster, startCluster } from './cluster.ts';
import { describeCluster } from './describe-cluster.ts';
import { clientOf } from './kubeconfig-client.ts';
import { onEstate } from './on-estate.ts';
import { permit, rulesOf, shipped, without } from './reader-role.ts';
import { logs, world } from './world.ts';

describeCluster('a real control plane', () => {
  let cluster: RunningCluster;
  beforeAll(async () => {
    cluster = await startCluster({ logs });
    expect(await cluster.apply([...shipped('reader.yaml'), ...world, ...widgetsToo, ...notPayments])).toEqual([]);
  }, buildTimeoutMs);
  afterAll(() => cluster?.close());

  behavesAsKubernetes(async (permitted) => {
    await setPermissions(cluster, permitted);
    return { kubeconfig: await cluster.kubeconfigOf('sre-agent', 'reader'), close: async () => {} };
  }, 30_000);

  it('serves every kind that the estate serves, the same way', async () => {
    const estate = await onEstate('reader');
    const [there, here] = [clientOf(cluster.admin), clientOf(estate.kubeconfig)];
    try {
      const groups = list((await here.ask('GET', '/apis')).body, 'groups');
      const versions = groups.flatMap((group) => list(group, 'versions').map((each) => text(each, 'groupVersion')));
      for (const path of ['/api/v1', ...versions.map((version) => `/apis/${version}`)]) {
        const [ours, theirs] = await Promise.all([here.ask('GET', path), there.ask('GET', path)]);
        const real = list(theirs.body, 'resources').map(withoutHash);
        expect({ path, resources: real }).toEqual({
          path,
          resources: expect.arrayContaining(list(ours.body, 'resources').map(withoutHash)),
        });
      }
    } finally {
      await Promise.all([there.close(), here.close()]);
      await estate.close();
    }
  });
});

/** A fingerprint of the stored schema, which the estate does not have. */
function withoutHash(resource: unknown): unknown {
  const { storageVersionHash: _, ...rest } = resource as Record<string, unknown>;
  return rest;
}

const rbac = { apiVersion: 'rbac.authorization.k8s.io/v1' };
const subjects = [{ kind: 'ServiceAccount', name: 'reader', namespace: 'sre-agent' }];
const roleRef = (kind: string, name: string) => ({ apiGroup: 'rbac.authorization.k8s.io', kind, name });

/** For custom kinds there is a rule to add, as docs/kubernetes-permissions.md says. */
const widgetsToo = [
  {
    ...rbac,
    kind: 'ClusterRole',
    metadata: { name: 'widgets' },
    rules: [{ apiGroups: ['example.com'], resources: ['widgets'], verbs: ['get', 'list'] }],
  },
  {
    ...rbac,
    kind: 'ClusterRoleBinding',
    metadata: { name: 'widgets' },
    roleRef: roleRef('ClusterRole', 'widgets'),
    subjects,
  },
];

/** Where the cluster-wide rule is taken away, pods stay readable in these. */
const notPayments = ['default', 'kube-node-lease', 'kube-public', 'kube-system', 'shop', 'sre-agent'].flatMap(
  (namespace) => [
    {
      ...rbac,
      kind: 'Role',
      metadata: { name: 'pods', namespace },
      rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] }],
    },
    { ...rbac, kind: 'RoleBinding', metadata: { name: 'pods', namespace }, roleRef: roleRef('Role', 'pods'), subjects },
  ],
);

async function setPermissions(cluster: RunningCluster, permitted: Permitted): Promise<void> {
  const listPods = { group: '', resource: 'pods', verb: 'list' };
  const rules = rulesOf('reader.yaml');
  await permit(cluster, permitted === 'reader' ? rules : without(rules, listPods), {
    ...listPods,
    namespace: 'payments',
  });
}
