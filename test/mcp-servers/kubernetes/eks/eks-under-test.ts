import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kubernetesServer } from '../../../../mcp-servers/kubernetes/server.ts';
import { type AwsUnderTest, startAws } from '../../../estate/aws/aws-under-test.ts';
import type { Denied } from '../../../estate/case.ts';
import { type Connected, connectInMemory } from '../../connect.ts';
import { deployment, now } from '../objects.ts';
import { type Served, serveObjects } from '../serve.ts';
import { type EksCluster, startEksCluster } from './eks-cluster.ts';

export interface EksUnderTest {
  aws: AwsUnderTest;
  cluster: EksCluster;
  served: Served;
  /** The Kubernetes server with a kubeconfig whose user is this, or with these variables instead of a kubeconfig. */
  connect(options: { exec?: Record<string, unknown>; env?: Record<string, string | undefined> }): Promise<Connected>;
  /** The variables of such a server. */
  env(options: { exec?: Record<string, unknown>; env?: Record<string, string | undefined> }): Promise<Environment>;
  close(): Promise<void>;
}

type Environment = Record<string, string | undefined>;

export const region = 'eu-west-1';

/** As `aws eks update-kubeconfig` writes it. */
export const getToken = (...more: string[]) => ({
  apiVersion: 'client.authentication.k8s.io/v1beta1',
  command: 'aws',
  args: ['--region', region, 'eks', 'get-token', '--cluster-name', 'shop', '--output', 'json', ...more],
});

/** A cluster named `shop` behind EKS's authentication, and the estate's AWS, whose account 123456789012 it is of. */
export async function startEks(denied: Denied[] = []): Promise<EksUnderTest> {
  const folder = await mkdtemp(join(tmpdir(), 'eks-'));
  const served = await serveObjects(deployment('cart'));
  const cluster = await startEksCluster('shop', served.url);
  const described = {
    name: 'shop',
    arn: `arn:aws:eks:${region}:123456789012:cluster/shop`,
    status: 'ACTIVE',
    endpoint: cluster.url,
    certificateAuthority: { data: Buffer.from('no certificate').toString('base64') },
  };
  const missing = {
    name: 'ResourceNotFoundException',
    message: 'No cluster found for name: shopp.',
    status: 404,
  };
  const aws = await startAws(
    {
      [`accounts/123456789012/${region}/responses/eks/DescribeCluster.json`]: [
        { when: { name: 'shop' }, response: { cluster: described } },
        { when: {}, error: missing },
      ],
    },
    { denied },
  );
  const closings: (() => Promise<unknown>)[] = [aws.close, cluster.close, served.close];
  const env: EksUnderTest['env'] = async ({ exec, env: more = {} }) => {
    const KUBECONFIG = join(folder, 'config');
    const kubeconfig = {
      'current-context': 'far',
      contexts: [{ name: 'far', context: { cluster: 'far', user: 'me' } }],
      clusters: [{ name: 'far', cluster: { server: cluster.url, 'insecure-skip-tls-verify': true } }],
      users: [{ name: 'me', user: { exec } }],
    };
    if (exec) await writeFile(KUBECONFIG, JSON.stringify(kubeconfig));
    return { ...aws.env, AWS_REGION: undefined, AWS_DEFAULT_REGION: undefined, ...(exec && { KUBECONFIG }), ...more };
  };
  return {
    aws,
    cluster,
    served,
    env,
    async connect(options) {
      const connected = await connectInMemory(kubernetesServer(await env(options)), () => new Date(now));
      closings.unshift(connected.close);
      return connected;
    },
    async close() {
      for (const close of closings) await close();
      await rm(folder, { recursive: true });
    },
  };
}
