import type { KubeConfig } from '@kubernetes/client-node';
import { z } from 'zod';
import { shareReads } from '../runtime/share.ts';
import { ToolError } from '../runtime/tool-error.ts';
import type { AnyObject } from './objects.ts';
import { type Query, requester } from './request.ts';

/** A resource as its path says: group and version, plural, and whether it lives in namespaces. */
export interface Resource {
  /** `v1`, `apps/v1` */
  apiVersion: string;
  plural: string;
  kind: string;
  namespaced: boolean;
}

export interface ListOptions {
  namespace?: string | undefined;
  labelSelector?: string | undefined;
  fieldSelector?: string | undefined;
  /** Stops after so many items; `more` then says that there are others. */
  atMost?: number;
}

export interface LogOptions {
  container: string;
  previous?: boolean;
  tailLines?: number;
  /** RFC 3339 */
  sinceTime?: string;
  limitBytes?: number;
}

const pageSize = 500;

const listAnswer = z.object({
  metadata: z.object({ continue: z.string().optional(), remainingItemCount: z.number().optional() }).default({}),
  items: z.array(z.looseObject({ metadata: z.looseObject({ name: z.string() }) })).nullable(),
});
const objectAnswer = z.looseObject({
  kind: z.string(),
  apiVersion: z.string(),
  metadata: z.looseObject({ name: z.string() }),
});

/** One cluster, read only. Identical reads within seconds are answered from the first. */
export interface Cluster {
  context: string;
  list<Kind extends { kind: string } = AnyObject>(
    resource: Resource,
    options: ListOptions,
    signal: AbortSignal,
  ): Promise<{ items: Kind[]; more: boolean }>;
  get<Kind extends { kind: string } = AnyObject>(
    resource: Resource,
    namespace: string | undefined,
    name: string,
    signal: AbortSignal,
  ): Promise<Kind>;
  log(namespace: string, pod: string, options: LogOptions, signal: AbortSignal): Promise<string>;
  /** Discovery and other documents of the API server. */
  document(path: string, signal: AbortSignal): Promise<unknown>;
}

export function connect(context: string, config: KubeConfig): Cluster {
  const ask = requester(config);
  const shared = shareReads();
  const fetch = (path: string, query: Query, asking: Parameters<typeof ask>[2], signal: AbortSignal): Promise<string> =>
    shared(`${path}?${JSON.stringify(query)}`, signal, (own) => ask(path, query, asking, own));

  return {
    context,

    async list(resource, options, signal) {
      const { namespace, labelSelector, fieldSelector, atMost = Number.POSITIVE_INFINITY } = options;
      const asking = { verb: 'list', resource: resource.plural, namespace } as const;
      const items: AnyObject[] = [];
      let next: string | undefined;
      do {
        const query = { limit: Math.min(pageSize, atMost), continue: next, labelSelector, fieldSelector };
        const page = listAnswer.parse(JSON.parse(await fetch(pathOf(resource, namespace), query, asking, signal)));
        for (const item of page.items ?? []) {
          items.push({ ...item, kind: resource.kind, apiVersion: resource.apiVersion } as unknown as AnyObject);
        }
        next = page.metadata.continue || undefined;
      } while (next && items.length < atMost);
      return { items: items as never[], more: next !== undefined };
    },

    async get(resource, namespace, name, signal) {
      const asking = { verb: 'get', resource: resource.plural, namespace, name } as const;
      const path = `${pathOf(resource, namespace)}/${encodeURIComponent(name)}`;
      return objectAnswer.parse(JSON.parse(await fetch(path, {}, asking, signal))) as never;
    },

    log(namespace, pod, options, signal) {
      const asking = { verb: 'get', resource: 'pods/log', namespace, name: pod } as const;
      const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/log`;
      return fetch(path, { ...options, timestamps: true }, asking, signal);
    },

    async document(path, signal) {
      return JSON.parse(await fetch(path, {}, { verb: 'get', resource: path }, signal));
    },
  };
}

function pathOf({ apiVersion, plural, namespaced }: Resource, namespace: string | undefined): string {
  if (namespace && !namespaced) throw new ToolError('invalid_arguments', `${plural} belong to no namespace`);
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  return namespace ? `${root}/namespaces/${encodeURIComponent(namespace)}/${plural}` : `${root}/${plural}`;
}
