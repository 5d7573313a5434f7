import { type Cluster as ClusterInfo, DescribeClusterCommand, EKSClient } from '@aws-sdk/client-eks';
import { ToolError } from '../../runtime/tool-error.ts';
import { reachable } from '../config.ts';
import { type Cluster, connect } from '../read.ts';
import { askAws } from './access.ts';
import { eksUser, kubeConfig } from './authenticator.ts';
import type { ConfiguredCluster } from './configured.ts';
import { EksTokens } from './tokens.ts';

const action = 'eks:DescribeCluster';

/** A cluster whose endpoint and certificate are asked of EKS when it is read for the first time. */
export function openEksCluster(configured: ConfiguredCluster): Cluster {
  let opening: Promise<Cluster> | undefined;
  const open = (): Promise<Cluster> => {
    opening ??= find(configured).catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  };
  return {
    context: configured.context,
    list: async (...request) => (await open()).list(...request),
    get: async (...request) => (await open()).get(...request),
    log: async (...request) => (await open()).log(...request),
    document: async (...request) => (await open()).document(...request),
  };
}

async function find({ context, name, account, access }: ConfiguredCluster): Promise<Cluster> {
  const info = await describe(name, access);
  const { arn = '', endpoint: server, certificateAuthority, status } = info;
  const owner = arn.split(':')[4];
  if (account !== undefined && owner !== undefined && owner !== account) {
    throw new ToolError('not_allowed', `${context}: the AWS credentials are those of account ${owner}`, {
      hint: `give account ${account} a role in SRE_AGENT_AWS_ACCOUNTS: ${account}=arn:aws:iam::${account}:role/NAME`,
    });
  }
  if (server === undefined) {
    throw new ToolError('unavailable', `EKS cluster ${name} is ${status ?? 'not there'} and has no endpoint`);
  }
  const config = kubeConfig();
  const caData = certificateAuthority?.data;
  config.loadFromOptions({
    clusters: [reachable({ name, server, skipTLSVerify: false, ...(caData && { caData }) }, access.env)],
    users: [eksUser({ name }, new EksTokens(name, access))],
    contexts: [{ name: context, cluster: name, user: name }],
    currentContext: context,
  });
  return connect(context, config);
}

async function describe(name: string, access: ConfiguredCluster['access']): Promise<ClusterInfo> {
  const { cluster } = await askAws(access, action, async (settings) => {
    const eks = new EKSClient(settings);
    return eks.send(new DescribeClusterCommand({ name })).finally(() => eks.destroy());
  });
  if (cluster) return cluster;
  throw new ToolError('not_found', `no EKS cluster ${name} in ${access.region}`);
}
