import { commaList } from '../../runtime/comma-list.ts';
import type { AwsAccess } from './access.ts';

/** A cluster that is found by its name, without a kubeconfig. */
export interface ConfiguredCluster {
  /** As it was written, which names the context: `eu-west-1/shop`. */
  context: string;
  name: string;
  account?: string;
  access: AwsAccess;
}

const written = /^(?:(\d{12})\/)?([a-z]{2}(?:-[a-z]+)+-\d+)\/([0-9A-Za-z][\w-]{0,99})$/;

/**
 * The clusters of `SRE_AGENT_EKS_CLUSTERS`, `[account/]region/name` each. An account that `SRE_AGENT_AWS_ACCOUNTS` gives a
 * role is asked with it. What is written wrongly is told in `problems`.
 */
export function configuredClusters(
  names: string[],
  env: Record<string, string | undefined>,
): { clusters: ConfiguredCluster[]; problems: string[] } {
  const roles = new Map(
    commaList(env.SRE_AGENT_AWS_ACCOUNTS).flatMap((entry) => {
      const [, id, role] = /^(\d{12})=(\S+)$/.exec(entry) ?? [];
      return id !== undefined && role !== undefined ? [[id, role]] : [];
    }),
  );
  const clusters: ConfiguredCluster[] = [];
  const problems: string[] = [];
  for (const context of names) {
    const [, account, region, name] = written.exec(context) ?? [];
    if (region === undefined || name === undefined) {
      problems.push(`SRE_AGENT_EKS_CLUSTERS: '${context}' is not [account/]region/name, such as eu-west-1/shop`);
      continue;
    }
    const roleArn = account && roles.get(account);
    clusters.push({ context, name, access: { region, env, roleArn }, ...(account && { account }) });
  }
  return { clusters, problems };
}
