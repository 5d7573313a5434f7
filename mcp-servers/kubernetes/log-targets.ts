import { nearest } from '../runtime/nearest.ts';
import { ToolError } from '../runtime/tool-error.ts';
import { type Clusters, readInside } from './clusters.ts';
import { resolveKind } from './kinds.ts';
import { selectorText } from './labels.ts';
import type { Pod, Selector } from './objects.ts';
import { controllerOf } from './objects.ts';
import type { Cluster, ListOptions } from './read.ts';
import { resources } from './resources.ts';

export interface LogQuestion {
  namespace?: string | undefined;
  pod?: string | undefined;
  workload?: string | undefined;
  selector?: string | undefined;
  container?: string | undefined;
  previous?: boolean | undefined;
}

/** The pods that are meant; unknown ones are errors with the nearest names and where those are. */
export async function podsMeant(
  clusters: Clusters,
  cluster: Cluster,
  asked: LogQuestion,
  signal: AbortSignal,
): Promise<Pod[]> {
  return readInside(
    { clusters, cluster, namespace: asked.namespace, signal },
    () => podsAsked(clusters, cluster, asked, signal),
    (pods) => pods.length === 0,
  );
}

async function podsAsked(
  clusters: Clusters,
  cluster: Cluster,
  { namespace, pod, workload, selector }: LogQuestion,
  signal: AbortSignal,
): Promise<Pod[]> {
  const spaces = namespace ? [namespace] : clusters.allowedNamespaces;
  const list = async (only: Pick<ListOptions, 'labelSelector' | 'fieldSelector' | 'metadataOnly'> = {}) => {
    const lists = await Promise.all(
      (spaces.length > 0 ? spaces : [undefined]).map((space) =>
        cluster.list<Pod>(resources.pods, { namespace: space, ...only }, signal),
      ),
    );
    return lists.flatMap(({ items }) => items);
  };
  if (selector) {
    const found = await list({ labelSelector: selector });
    if (found.length > 0) return found;
    throw new ToolError('not_found', `no pod matches ${selector}${namespace ? ` in ${namespace}` : ''}`);
  }
  if (pod) {
    const found = await list({ fieldSelector: `metadata.name=${pod.replace(/^pods?\//i, '')}` });
    if (found.length > 0) return found;
    const all = await list({ metadataOnly: true });
    throw unknown(
      'pod',
      pod,
      all.map((p) => `${p.metadata.name} (in ${p.metadata.namespace})`),
    );
  }
  if (workload) return podsOfWorkload(cluster, workload, namespace, list, signal);
  throw new ToolError('invalid_arguments', 'one of pod, workload or selector is needed', {
    hint: 'pod: a name; workload: deployment/name; selector: app=name',
  });
}

async function podsOfWorkload(
  cluster: Cluster,
  asked: string,
  namespace: string | undefined,
  list: (only?: Pick<ListOptions, 'labelSelector'>) => Promise<Pod[]>,
  signal: AbortSignal,
): Promise<Pod[]> {
  const [first = '', second] = asked.split('/');
  const kinds = second ? [first] : ['deployments', 'statefulsets', 'daemonsets', 'jobs', 'cronjobs'];
  const name = second ?? first;
  const others: string[] = [];
  for (const kind of kinds) {
    const resource = await resolveKind(cluster, kind, signal);
    const { items } = await cluster.list(resource, { namespace }, signal);
    const found = items.find((item) => item.metadata.name === name);
    others.push(...items.map((item) => `${item.metadata.name} (${resource.kind} in ${item.metadata.namespace})`));
    if (!found) continue;
    if (resource.kind === 'CronJob') {
      const pods = await list();
      return pods.filter((pod) => controllerOf(pod)?.startsWith(`Job/${found.metadata.namespace}/${name}-`));
    }
    const selector = (found.spec as { selector?: Selector } | undefined)?.selector;
    const pods = await list({ labelSelector: selectorText(selector) });
    const own = pods.filter((pod) => pod.metadata.namespace === found.metadata.namespace);
    if (own.length > 0) return own;
    throw new ToolError('not_found', `${resource.kind} ${name} has no pods`, {
      hint: 'k8s_get or k8s_events on it says why',
    });
  }
  throw unknown('workload', asked, others);
}

function unknown(what: string, name: string, known: string[]): ToolError {
  const bare = name.split('/').at(-1) ?? name;
  const close = nearest(
    bare,
    known.map((k) => k.split(' ')[0] ?? k),
  );
  const places = close.flatMap((c) => known.filter((k) => k.startsWith(`${c} `))).slice(0, 5);
  return new ToolError('not_found', `no ${what} '${name}'`, {
    hint: places.length > 0 ? `nearest: ${places.join(', ')}` : 'k8s_get lists what there is',
  });
}
