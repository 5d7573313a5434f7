import { delimiter } from 'node:path';
import { type Cluster, KubeConfig } from '@kubernetes/client-node';
import { z } from 'zod';
import { commaList } from '../runtime/comma-list.ts';
import { proxyFor } from '../runtime/proxy.ts';

const names = z.string().optional().transform(commaList);

const environment = z.object({
  KUBECONFIG: z.string().optional(),
  SRE_AGENT_KUBERNETES_CONTEXTS: names,
  SRE_AGENT_KUBERNETES_NAMESPACES: names,
});

type Environment = Record<string, string | undefined>;

/** Which clusters and namespaces may be read, and with what. */
export interface KubernetesConfig {
  /** Allowed contexts, each with a client configuration that points at it. */
  contexts: Map<string, KubeConfig>;
  /** Contexts that exist and are not allowed, for the words of a refusal. */
  otherContexts: string[];
  /** Empty: all. */
  namespaces: string[];
}

/**
 * Reads kubeconfig (`KUBECONFIG`, then `~/.kube/config`) or the pod's own service account, and the two allow-lists.
 * Throws one Error that lists every problem.
 */
export function readConfig(env: Environment): KubernetesConfig {
  const wanted = environment.parse(env);
  const all = load(wanted.KUBECONFIG);
  const known = all.getContexts().map((context) => context.name);
  const allowed = wanted.SRE_AGENT_KUBERNETES_CONTEXTS;
  const unknown = allowed.filter((name) => !known.includes(name));
  const problems = unknown.map(
    (name) => `SRE_AGENT_KUBERNETES_CONTEXTS names '${name}', which the kubeconfig lacks; it has: ${known.join(', ')}`,
  );
  const contexts = allowed.length > 0 ? allowed : [all.getCurrentContext() || (known[0] ?? '')];
  if (contexts.every((name) => name === '')) {
    problems.push('no Kubernetes context: set KUBECONFIG to a kubeconfig file, or run inside a cluster');
  }
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return {
    contexts: new Map(contexts.map((name) => [name, at(all, name, env)])),
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
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: all.getClusters().map((cluster) => allowLoopback(throughProxy(cluster, env))),
    users: all.getUsers(),
    contexts: all.getContexts(),
    currentContext: context,
  });
  return config;
}

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
