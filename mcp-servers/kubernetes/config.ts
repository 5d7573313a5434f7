import { delimiter } from 'node:path';
import { type Cluster, KubeConfig } from '@kubernetes/client-node';
import { z } from 'zod';
import { commaList } from '../runtime/comma-list.ts';
import { proxyFor } from '../runtime/proxy.ts';
import { kubeConfig, withoutAwsCommand } from './eks/authenticator.ts';
import { type ConfiguredCluster, configuredClusters } from './eks/configured.ts';

const names = z.string().optional().transform(commaList);

const environment = z.object({
  KUBECONFIG: z.string().optional(),
  SRE_AGENT_KUBERNETES_CONTEXTS: names,
  SRE_AGENT_KUBERNETES_NAMESPACES: names,
  SRE_AGENT_EKS_CLUSTERS: names,
});

type Environment = Record<string, string | undefined>;

/** Which clusters and namespaces may be read, and with what. */
export interface KubernetesConfig {
  /** Allowed contexts, each with a client configuration that points at it. */
  contexts: Map<string, KubeConfig>;
  /** Clusters that are found by their name in AWS instead, each a context of its own. */
  eksClusters: ConfiguredCluster[];
  /** Contexts that exist and are not allowed, for the words of a refusal. */
  otherContexts: string[];
  /** Empty: all. */
  namespaces: string[];
}

/**
 * Reads kubeconfig (`KUBECONFIG`, then `~/.kube/config`) or the pod's own service account, the clusters of EKS that are named
 * without one, and the two allow-lists.
 * Throws one Error that lists every problem.
 */
export function readConfig(env: Environment): KubernetesConfig {
  const wanted = environment.parse(env);
  const all = load(wanted.KUBECONFIG);
  const known = all.getContexts().map((context) => context.name);
  const allowed = wanted.SRE_AGENT_KUBERNETES_CONTEXTS;
  const unknown = allowed.filter((name) => !known.includes(name));
  const eks = configuredClusters(wanted.SRE_AGENT_EKS_CLUSTERS, env);
  const problems = [
    ...unknown.map(
      (name) =>
        `SRE_AGENT_KUBERNETES_CONTEXTS names '${name}', which the kubeconfig lacks; it has: ${known.join(', ')}`,
    ),
    ...eks.problems,
  ];
  // Who names clusters of EKS and nothing else means these alone, wherever the process runs.
  const current = wanted.SRE_AGENT_EKS_CLUSTERS.length > 0 ? [] : [all.getCurrentContext() || (known[0] ?? '')];
  const contexts = allowed.length > 0 ? allowed : current;
  if (contexts.includes('')) {
    problems.push(
      'no Kubernetes context: set KUBECONFIG to a kubeconfig file, or SRE_AGENT_EKS_CLUSTERS, or run inside a cluster',
    );
  }
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return {
    contexts: new Map(contexts.map((name) => [name, at(all, name, env)])),
    eksClusters: eks.clusters,
    otherContexts: known.filter((name) => !contexts.includes(name)),
    namespaces: wanted.SRE_AGENT_KUBERNETES_NAMESPACES,
  };
}

function load(paths: string | undefined): KubeConfig {
  const config = new KubeConfig();
  const files = (paths ?? '').split(delimiter).filter((path) => path !== '');
  const [first, ...rest] = files;
  if (!first) {
    config.loadFromDefault();
    return config;
  }
  try {
    config.loadFromFile(first);
    for (const path of rest) {
      const more = new KubeConfig();
      more.loadFromFile(path);
      config.mergeConfig(more);
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`KUBECONFIG cannot be read (${paths}): ${why}`);
  }
  return config;
}

function at(all: KubeConfig, context: string, env: Environment): KubeConfig {
  const config = kubeConfig();
  const { user: own, cluster: its } = all.getContextObject(context) ?? {};
  const server = all.getClusters().find(({ name }) => name === its)?.server ?? '';
  config.loadFromOptions({
    clusters: all.getClusters().map((cluster) => reachable(cluster, env)),
    users: all.getUsers().map((user) => (user.name === own ? withoutAwsCommand(user, server, env) : user)),
    contexts: all.getContexts(),
    currentContext: context,
  });
  return config;
}

/** A cluster with what this environment's network needs. */
export const reachable = (cluster: Cluster, env: Environment): Cluster => allowLoopback(throughProxy(cluster, env));

/** A kubeconfig's own `proxy-url` goes before the environment's proxy, as for kubectl; the client reads the former alone. */
function throughProxy(cluster: Cluster, env: Environment): Cluster {
  const proxyUrl = cluster.proxyUrl ?? (URL.canParse(cluster.server) ? proxyFor(cluster.server, env) : undefined);
  return proxyUrl === undefined ? cluster : { ...cluster, proxyUrl };
}

/** The client refuses plain HTTP; on loopback, where `kubectl proxy` listens, there is no TLS to verify. */
function allowLoopback(cluster: Cluster): Cluster {
  const plain = /^http:\/\/(127\.\d+\.\d+\.\d+|localhost|\[::1\])(:|\/|$)/.test(cluster.server);
  return plain ? { ...cluster, skipTLSVerify: true } : cluster;
}
