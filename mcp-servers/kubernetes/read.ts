import type { KubeConfig } from '@kubernetes/client-node';
import { z } from 'zod';
import { shareReads } from '../runtime/share.ts';
import { ToolError } from '../runtime/tool-error.ts';
import { type Listed, pageOf } from './list-page.ts';
import type { AnyObject } from './objects.ts';
import { isExpired } from './refusal.ts';
import { type Asking, type Query, requester } from './request.ts';

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
  /** Stops at the end of the page that has so many items; `next` then tells where it would go on. */
  atMost?: number;
  /** `next` of an earlier answer. */
  from?: string | undefined;
  /** Asks for metadata alone, so that the rest never travels. */
  metadataOnly?: boolean;
}

export interface LogOptions {
  container: string;
  previous?: boolean;
  tailLines?: number | undefined;
  /** RFC 3339 */
  sinceTime?: string;
  limitBytes?: number;
}

/** The API server's own default of kubectl and its informers: a page that it can answer at once. */
const pageSize = 500;
const mostSharedBytes = 512 * 1_024;
const metadataOnly = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';

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
  ): Promise<Listed<Kind>>;
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
  // What is shared is what was made of the body, which alone would take several times the memory.
  const fetch = <Made>(
    path: string,
    query: Query,
    asking: Asking,
    signal: AbortSignal,
    make: (body: string) => Made,
  ): Promise<Made> =>
    shared(`${asking.accept ?? ''} ${path}?${JSON.stringify(query)}`, signal, async (own) =>
      make(await ask(path, query, asking, own)),
    );

  return {
    context,

    async list(resource, options, signal) {
      const { namespace, labelSelector, fieldSelector, atMost = Number.POSITIVE_INFINITY, from } = options;
      const accept = options.metadataOnly ? metadataOnly : undefined;
      const asking = { verb: 'list', resource: nameOf(resource), namespace, accept } as const;
      const page = (next: string | undefined): Promise<Listed<AnyObject>> => {
        const query = { limit: pageSize, continue: next, labelSelector, fieldSelector };
        return fetch(pathOf(resource, namespace), query, asking, signal, (body) => pageOf(resource, body));
      };
      const { items, next, remaining } = await pages(page, from, atMost).catch((error: unknown) => {
        // A list that takes minutes outlives what the API server remembers of its beginning: once more, from there.
        if (from === undefined && isExpired(error)) return pages(page, from, atMost);
        throw error;
      });
      // The API server gives every object of a kind that kind's shape.
      return { items: items as never[], ...(next && { next, ...(remaining !== undefined && { remaining }) }) };
    },

    async get(resource, namespace, name, signal) {
      const asking = { verb: 'get', resource: nameOf(resource), namespace, name } as const;
      const path = `${pathOf(resource, namespace)}/${encodeURIComponent(name)}`;
      return fetch(path, {}, asking, signal, (body) => objectAnswer.parse(JSON.parse(body)) as never);
    },

    log(namespace, pod, options, signal) {
      const asking = { verb: 'get', resource: 'pods/log', namespace, name: pod } as const;
      const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/log`;
      const query = { ...options, timestamps: true };
      // Kept for those who ask the same, a long log would fill the memory; short ones are asked for again and again.
      if ((options.limitBytes ?? 0) > mostSharedBytes) return ask(path, query, asking, signal);
      return fetch(path, query, asking, signal, (body) => body);
    },

    async document(path, signal) {
      return fetch(path, {}, { verb: 'get', resource: path }, signal, (body): unknown => JSON.parse(body));
    },
  };
}

async function pages(
  page: (next: string | undefined) => Promise<Listed<AnyObject>>,
  from: string | undefined,
  atMost: number,
): Promise<Listed<AnyObject>> {
  const items: AnyObject[] = [];
  let read: Listed<AnyObject> = { items: [], ...(from && { next: from }) };
  do {
    read = await page(read.next);
    items.push(...read.items);
  } while (read.next && items.length < atMost);
  return { ...read, items };
}

/** As RBAC and the words of a refusal name it: `pods.metrics.k8s.io` is not `pods`. */
const nameOf = ({ apiVersion, plural }: Resource): string =>
  apiVersion.startsWith('metrics.k8s.io/') ? `${plural}.metrics.k8s.io` : plural;

function pathOf({ apiVersion, plural, namespaced }: Resource, namespace: string | undefined): string {
  if (namespace && !namespaced) throw new ToolError('invalid_arguments', `${plural} belong to no namespace`);
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  return namespace ? `${root}/namespaces/${encodeURIComponent(namespace)}/${plural}` : `${root}/${plural}`;
}
