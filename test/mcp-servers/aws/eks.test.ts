import { afterEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { finding } from '../../../mcp-servers/runtime/finding.ts';
import { categories } from '../../../workflows/categories.ts';
import { logStream } from '../../estate/aws/aws-under-test.ts';
import type { Denied } from '../../estate/case.ts';
import type { Called } from '../connect.ts';
import { type ServerUnderTest, startServer } from './aws-server.ts';

let server: ServerUnderTest | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

type Fields = Record<string, unknown>;

interface ClusterShape {
  cluster?: Fields;
  nodegroups?: Record<string, Fields>;
  addons?: Record<string, Fields>;
  /** By the part that is updated: `''` is the cluster. */
  updates?: Record<string, Fields[]>;
}

const issues = (...all: [code: string, message: string, resource?: string][]) => ({
  health: { issues: all.map(([code, message, id]) => ({ code, message, resourceIds: id ? [id] : [] })) },
});

/** Recorded answers of EKS for these clusters. */
function eks(clusters: Record<string, ClusterShape>): Record<string, unknown> {
  const files: Record<string, { when: Fields; response: Fields }[]> = {};
  const record = (operation: string, when: Fields, response: Fields) => {
    const path = `responses/eks/${operation}.json`;
    files[path] = [...(files[path] ?? []), { when, response }];
  };
  record('ListClusters', {}, { clusters: Object.keys(clusters) });
  for (const [name, { cluster = {}, nodegroups = {}, addons = {}, updates = {} }] of Object.entries(clusters)) {
    const ofCluster = { clusterName: name };
    const described = {
      name,
      arn: `arn:aws:eks:us-east-1:123456789012:cluster/${name}`,
      status: 'ACTIVE',
      version: '1.33',
      platformVersion: 'eks.12',
      resourcesVpcConfig: {
        endpointPublicAccess: true,
        endpointPrivateAccess: true,
        publicAccessCidrs: ['192.0.2.0/24'],
      },
      ...cluster,
    };
    record('DescribeCluster', { name }, { cluster: described });
    record('ListNodegroups', ofCluster, { nodegroups: Object.keys(nodegroups) });
    for (const [nodegroupName, fields] of Object.entries(nodegroups)) {
      const nodegroup = {
        nodegroupName,
        status: 'ACTIVE',
        version: '1.33',
        releaseVersion: '1.33.4-20260501',
        amiType: 'AL2023_x86_64_STANDARD',
        capacityType: 'ON_DEMAND',
        instanceTypes: ['m6i.large'],
        scalingConfig: { minSize: 1, maxSize: 4, desiredSize: 2 },
        ...fields,
      };
      record('DescribeNodegroup', { ...ofCluster, nodegroupName }, { nodegroup });
    }
    record('ListAddons', ofCluster, { addons: Object.keys(addons) });
    for (const [addonName, fields] of Object.entries(addons)) {
      const addon = { addonName, status: 'ACTIVE', addonVersion: 'v1.12.1-eksbuild.2', ...fields };
      record('DescribeAddon', { ...ofCluster, addonName }, { addon });
    }
    for (const [part, list] of Object.entries(updates)) {
      const of = part in nodegroups ? { nodegroupName: part } : part in addons ? { addonName: part } : {};
      const ids = list.map((_, at) => `${name}-${part}-${at}`);
      if (part !== '') record('ListUpdates', { name, ...of }, { updateIds: ids });
      list.forEach((update, at) => {
        record('DescribeUpdate', { name, ...of, updateId: ids[at] }, { update: { id: ids[at], ...update } });
      });
    }
    // Last, since its `when` fits the parts' requests as well.
    for (const part of [...Object.keys(nodegroups), ...Object.keys(addons)].filter((one) => !(one in updates))) {
      const of = part in nodegroups ? { nodegroupName: part } : { addonName: part };
      record('ListUpdates', { name, ...of }, { updateIds: [] });
    }
    record('ListUpdates', { name }, { updateIds: (updates[''] ?? []).map((_, at) => `${name}--${at}`) });
  }
  return files;
}

const findingsOf = ({ structured }: Called) => z.array(finding).parse(structured.findings);

async function triage(content: Fields, scope: Fields = { service: 'shop' }, denied: Denied[] = []): Promise<Called> {
  server = await startServer(content, { denied });
  const called = await server.call('aws_triage', { scope });
  expect(server.aws.journal.notServed).toEqual([]);
  for (const { evidence, category } of findingsOf(called)) {
    for (const line of evidence) expect(called.text).toContain(line);
    expect(categories).toContain(category);
  }
  return called;
}

const launch =
  'Could not launch On-Demand Instances. VcpuLimitExceeded - You have requested more vCPU capacity than your current vCPU limit of 32 allows.';
const failing = {
  nodegroups: { workers: { status: 'DEGRADED', ...issues(['AsgInstanceLaunchFailures', launch, 'eks-workers-1']) } },
  addons: { coredns: { status: 'DEGRADED', ...issues(['InsufficientNumberOfReplicas', 'The add-on is unhealthy.']) } },
};
const failed = (createdAt: string, fields: Fields = {}) => ({
  type: 'VersionUpdate',
  status: 'Failed',
  createdAt,
  params: [{ type: 'Version', value: '1.34' }],
  errors: [
    {
      errorCode: 'PodEvictionFailure',
      errorMessage: 'Reached max retries while trying to evict pods',
      resourceIds: ['ip-1'],
    },
  ],
  ...fields,
});

describe('aws_triage of EKS', () => {
  it('names what a node group cannot do before the add-on that suffers from it', async () => {
    const called = await triage(eks({ shop: failing }));
    expect(findingsOf(called)).toMatchObject([
      { category: 'quota-exceeded', object: 'aws:eks/shop/workers', severity: 'critical' },
      { category: 'rollout-stuck', object: 'aws:eks/shop/coredns', causedBy: 'quota-exceeded:aws:eks/shop/workers' },
    ]);
    expect(called.text).toContain(
      'node group shop/workers: DEGRADED, desired 2 (1 to 4), m6i.large ON_DEMAND, AMI AL2023_x86_64_STANDARD 1.33.4-20260501, Kubernetes 1.33',
    );
    expect(called.text).toContain(`issue AsgInstanceLaunchFailures of shop/workers: ${launch} (eks-workers-1)`);
    expect(called.structured.examined).toContain('1 EKS clusters, 0 in order in us-east-1');
  });

  it.each([
    ['AccessDenied', 'not authorized', 'permission-denied'],
    ['ClusterUnreachable', 'cannot be reached', 'dependency-unreachable'],
    ['InsufficientFreeAddresses', 'no addresses', 'quota-exceeded'],
    ['KmsKeyDisabled', 'the key is disabled', 'permission-denied'],
    ['Ec2SecurityGroupNotFound', 'sg-1 does not exist', 'bad-configuration'],
    ['InternalFailure', 'internal', 'cloud-outage'],
    ['Other', 'something', 'unknown'],
  ])('reads a cluster’s issue %s as what it is', async (code, message, category) => {
    const called = await triage(eks({ shop: { cluster: issues([code, message]) } }));
    expect(findingsOf(called)).toMatchObject([{ category, object: 'aws:eks/shop', severity: 'critical' }]);
  });

  it.each([
    ['VcpuLimitExceeded', 'quota-exceeded'],
    ['You are not authorized to perform this operation. UnauthorizedOperation', 'permission-denied'],
    ['InsufficientInstanceCapacity', 'node-down'],
    ['The image id ami-1 does not exist', 'bad-configuration'],
  ])('reads from the words why instances cannot be launched: %s', async (message, category) => {
    const workers = { status: 'DEGRADED', ...issues(['AsgInstanceLaunchFailures', message]) };
    const called = await triage(eks({ shop: { nodegroups: { workers } } }));
    expect(findingsOf(called)).toMatchObject([{ category }]);
  });

  it('tells an update that failed within the window, with its error', async () => {
    const updates = { workers: [failed('2026-05-12T09:05:00Z')] };
    const called = await triage(eks({ shop: { nodegroups: { workers: {} }, updates } }));
    expect(findingsOf(called)).toMatchObject([
      {
        category: 'disruption-budget',
        object: 'aws:eks/shop/workers',
        severity: 'warning',
        since: '2026-05-12T09:05:00Z',
      },
    ]);
    expect(called.text).toContain(
      'update VersionUpdate of shop/workers Failed, begun 2026-05-12T09:05:00Z (Version 1.34): PodEvictionFailure: Reached max retries while trying to evict pods (ip-1)',
    );
  });

  it('makes nothing of an old failure, says of one that was made good that it is over, and of one under way that it is', async () => {
    const updates = {
      '': [failed('2026-05-12T05:00:00Z')],
      workers: [failed('2026-05-12T09:05:00Z'), failed('2026-05-12T09:20:00Z', { status: 'Successful', errors: [] })],
      coredns: [failed('2026-05-12T09:30:00Z', { type: 'AddonUpdate', status: 'InProgress', errors: [] })],
    };
    const called = await triage(eks({ shop: { nodegroups: { workers: {} }, addons: { coredns: {} }, updates } }));
    expect(findingsOf(called)).toEqual([]);
    expect(called.structured.recovered).toEqual([
      expect.stringMatching(/^over: update VersionUpdate of shop\/workers Failed, begun 2026-05-12T09:05:00Z/),
    ]);
    expect(called.text).toContain('update AddonUpdate of shop/coredns InProgress, begun 2026-05-12T09:30:00Z');
    expect(called.text).not.toContain('05:00:00Z');
  });

  it('yields nothing on a healthy cluster but that it was examined', async () => {
    const called = await triage(eks({ shop: { nodegroups: { workers: {} }, addons: { coredns: {} } } }));
    expect(findingsOf(called)).toEqual([]);
    expect(called.structured.examined).toEqual(['1 EKS clusters, 1 in order in us-east-1']);
  });

  it.each([
    [{ service: 'checkout', clusters: [{ context: 'arn:aws:eks:us-east-1:123456789012:cluster/blue' }] }, 'blue'],
    [{ service: 'checkout', clusters: [{ context: 'us-east-1/blue', namespaces: ['shop'] }] }, 'blue'],
    [{ service: 'checkout', clusters: [{ context: 'me@blue.us-east-1.eksctl.io' }] }, 'blue'],
    [{ service: 'blue' }, 'blue'],
    [{ service: 'checkout' }, undefined],
  ])('reads the cluster of the scope %j and no other', async (scope, cluster) => {
    await triage(eks({ blue: {}, green: failing }), scope);
    const read = server?.aws.journal.requests.flatMap(({ path }) => /^\/clusters\/([^/?]+)$/.exec(path)?.[1] ?? []);
    expect(read).toEqual(cluster === undefined ? [] : [cluster]);
  });

  it('stands before what merely follows from it', async () => {
    const lines: [number, string][] = [300, 200, 100].map((ago) => [ago, `ERROR pending ${ago}: connection refused`]);
    const called = await triage({ ...eks({ shop: failing }), 'logs/prod/shop/a.jsonl': logStream(...lines) });
    expect(findingsOf(called)[0]).toMatchObject({ object: 'aws:eks/shop/workers' });
  });

  it('says what may not be read, and goes on', async () => {
    const called = await triage(eks({ shop: failing }), { service: 'shop' }, [
      { aws: 'eks:DescribeNodegroup', error: 'AccessDeniedException' },
    ]);
    expect(findingsOf(called)).toMatchObject([{ object: 'aws:eks/shop/coredns' }]);
    expect(called.structured.notChecked).toEqual([
      'EKS node groups: not permitted, the credentials need the IAM action eks:DescribeNodegroup',
    ]);
  });
});

describe('aws_get of EKS', () => {
  it('shows the cluster, its node groups, add-ons, issues and updates', async () => {
    const updates = { workers: [failed('2026-05-12T08:00:00Z')] };
    server = await startServer(eks({ shop: { ...failing, updates } }));
    const { text } = await server.call('aws_get', { what: 'eks', service: 'shop' });
    expect(text.split('\n')).toEqual([
      '1 EKS clusters in us-east-1',
      'EKS shop: ACTIVE, Kubernetes 1.33 (eks.12), endpoint public from 192.0.2.0/24 and private',
      'node group shop/workers: DEGRADED, desired 2 (1 to 4), m6i.large ON_DEMAND, AMI AL2023_x86_64_STANDARD 1.33.4-20260501, Kubernetes 1.33',
      `  issue AsgInstanceLaunchFailures of shop/workers: ${launch} (eks-workers-1)`,
      '  update VersionUpdate of shop/workers Failed, begun 2026-05-12T08:00:00Z (Version 1.34): PodEvictionFailure: Reached max retries while trying to evict pods (ip-1)',
      'add-on shop/coredns: DEGRADED, v1.12.1-eksbuild.2',
      '  issue InsufficientNumberOfReplicas of shop/coredns: The add-on is unhealthy.',
    ]);
    expect(server.aws.journal.notServed).toEqual([]);
  });

  it('names the nearest of a cluster that does not exist, and refuses what is not allowed', async () => {
    server = await startServer(eks({ storefront: {} }));
    const missing = await server.call('aws_get', { what: 'eks', service: 'storefrnt' });
    expect(missing.text).toContain(
      "no EKS cluster is named 'storefrnt' in us-east-1, among 1\nhint: nearest: storefront",
    );
    const elsewhere = await server.call('aws_get', { what: 'eks', region: 'eu-north-1' });
    expect(elsewhere.structured.error).toMatchObject({ code: 'not_allowed', hint: 'allowed: us-east-1' });
  });

  it('finds clusters where a scope is looked for', async () => {
    server = await startServer(eks({ storefront: {} }));
    const { structured } = await server.call('aws_get', { what: 'inventory' });
    expect(structured.inventory).toEqual([
      { name: 'storefront', object: 'aws:eks/storefront', aliases: [], region: 'us-east-1' },
    ]);
  });
});
