import type { ServerResponse } from 'node:http';
import type { Case } from '../case.ts';
import { type Asked, NotServed } from '../system.ts';
import { accessReview, forbidden, refusal, rulesReview, whoAmI } from './access.ts';
import { ApiStatus, NoSuchPath, noSuchResource } from './api-status.ts';
import { apiVersionOf, type Cluster } from './cluster.ts';
import { aggregated, coreVersions, groupList, groupOf, resourceList, version } from './discovery.ts';
import { text } from './fields.ts';
import type { Kind } from './kinds.ts';
import type { Attributes, Permissions } from './permissions.ts';
import { logParameters, podLog } from './pod-log.ts';
import { getObject, listObjects, refuseUnknown, type Source } from './reads.ts';
import { negotiate } from './representation.ts';
import { parseResourcePath, type ResourcePath } from './resource-path.ts';
import { readReview } from './review-body.ts';

interface Said {
  status?: number;
  type?: string;
  /** A string or bytes as they are, anything else as JSON. */
  body: unknown;
}

const plain = 'text/plain; charset=utf-8';

/** One cluster's API, read-only: it answers as a control plane of version 1.34 would, or throws NotServed. */
export class ApiServer {
  readonly #permissions: Permissions;
  readonly #source: Source;

  constructor(incident: Pick<Case, 'now'>, cluster: Cluster, permissions: Permissions) {
    this.#permissions = permissions;
    this.#source = { cluster, now: Date.parse(incident.now) };
  }

  /** `path` is the URL's without the cluster's prefix. */
  answer(asked: Asked, path: string, answer: ServerResponse): void {
    try {
      const said = this.#respond(asked, path);
      if (said !== undefined) write(answer, said);
    } catch (error) {
      if (error instanceof NoSuchPath) write(answer, { status: 404, type: plain, body: '404 page not found\n' });
      else if (error instanceof ApiStatus) write(answer, { status: error.code, body: error.body() });
      else throw error;
    }
  }

  /** Undefined where no answer shall come. The order is the API server's: who may, before what is there. */
  #respond(asked: Asked, path: string): Said | undefined {
    const parsed = parseResourcePath(path);
    const resource = parsed && parsed.plural !== '' ? parsed : undefined;
    const attributes = attributesOf(asked, resource);
    const denied = resource ? this.#permissions.denial(attributes) : this.#permissions.outage();
    if (denied?.timeout) return undefined;
    if (denied) throw refusal(denied, attributes);
    if (!resource) return this.#document(asked, path, parsed);
    const kind = this.#source.cluster.kind(resource.group, resource.version, resource.plural);
    if (!kind) throw this.#nothingAt(path, resource.group);
    if (asked.method === 'POST') return { status: 201, body: this.#review(kind, asked, attributes) };
    if (asked.method !== 'GET') throw new NotServed(`${asked.method} ${path}: the API is read-only`);
    return this.#read(kind, resource, asked, path);
  }

  /** Everything that is no resource: discovery, version, health. */
  #document(asked: Asked, path: string, parsed: ResourcePath | undefined): Said {
    if (asked.method !== 'GET') throw new NotServed(`${asked.method} ${path}`);
    const { cluster } = this.#source;
    const at = path.replace(/\/$/, '');
    if (at === '/version') return { body: version };
    if (at === '/healthz' || at === '/livez' || at === '/readyz') return { type: plain, body: 'ok' };
    if (at === '/api' || at === '/apis') {
      if (negotiate(asked.headers.accept, ['APIGroupDiscoveryList']).form) {
        const type = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
        return { type, body: aggregated(cluster, at === '/api') };
      }
      return { body: at === '/api' ? coreVersions(asked.headers.host ?? '') : groupList(cluster) };
    }
    if (at.startsWith('/openapi')) throw new NotServed(`${path}: it has no schemas`);
    const found = parsed
      ? resourceList(cluster, parsed.group, parsed.version)
      : groupOf(cluster, /^\/apis\/([^/]+)$/.exec(at)?.[1] ?? '');
    if (found) return { body: found };
    throw this.#nothingAt(path, parsed?.group);
  }

  #read(kind: Kind, { subresource, name, namespace }: ResourcePath, asked: Asked, path: string): Said {
    // The path of a namespace itself looks like one of something in it.
    const isInPlace = kind.namespaced
      ? name === undefined || namespace !== undefined
      : namespace === undefined || kind.plural === 'namespaces';
    if (!isInPlace) throw this.#nothingAt(path, kind.group);
    const within = kind.namespaced ? namespace : undefined;
    if (name === undefined) return { body: listObjects(this.#source, kind, within, asked) };
    if (subresource === undefined) return { body: getObject(this.#source, kind, within, name, asked) };
    if (!kind.subresources.some((known) => known.name === subresource)) throw this.#nothingAt(path, kind.group);
    if (subresource === 'status') return { body: getObject(this.#source, kind, within, name, asked) };
    if (subresource !== 'log') throw new NotServed(`${kind.plural}/${subresource}`);
    refuseUnknown(asked.url.searchParams, logParameters);
    const { cluster, now } = this.#source;
    return { type: 'text/plain', body: podLog(cluster, kind, within ?? '', name, asked.url.searchParams, now) };
  }

  /** Below a group of its own the API server answers itself; custom kinds and what is no group end at the mux. */
  #nothingAt(path: string, group: string | undefined): Error {
    const own = this.#source.cluster.kinds.some((kind) => kind.group === group && !kind.custom);
    return own ? noSuchResource() : new NoSuchPath(path);
  }

  #review(kind: Kind, asked: Asked, attributes: Attributes): unknown {
    const answered = (status: (spec: Record<string, unknown>) => Record<string, unknown>): unknown => {
      const { spec } = readReview(kind.kind, asked.body);
      const head = { kind: kind.kind, apiVersion: apiVersionOf(kind), metadata: { creationTimestamp: null } };
      return { ...head, ...(Object.keys(spec).length > 0 ? { spec } : {}), status: status(spec) };
    };
    switch (kind.kind) {
      case 'SelfSubjectAccessReview':
        return answered((spec) => accessReview(this.#permissions, spec));
      case 'SelfSubjectRulesReview':
        return answered((spec) => rulesReview(this.#permissions, this.#source.cluster, text(spec, 'namespace')));
      case 'SelfSubjectReview':
        return answered(whoAmI);
      case 'SubjectAccessReview':
      case 'LocalSubjectAccessReview':
      case 'TokenReview':
        throw forbidden(attributes);
      default:
        throw new NotServed(`creating ${kind.plural}: the API is read-only`);
    }
  }
}

function write(answer: ServerResponse, { status = 200, type = 'application/json', body }: Said): void {
  const retry = status === 429 ? { 'retry-after': '1' } : {};
  answer.writeHead(status, { 'content-type': type, 'cache-control': 'no-cache, private', ...retry });
  answer.end(typeof body === 'string' || Buffer.isBuffer(body) ? body : `${JSON.stringify(body)}\n`);
}

function attributesOf(asked: Asked, path: ResourcePath | undefined): Attributes {
  const verbs: Record<string, string> = { POST: 'create', PUT: 'update', PATCH: 'patch', DELETE: 'delete' };
  const watches = ['true', '1'].includes(asked.url.searchParams.get('watch') ?? '');
  const reading = path?.name !== undefined ? 'get' : watches ? 'watch' : 'list';
  const { group = '', plural = '', subresource, namespace, name } = path ?? {};
  return { verb: verbs[asked.method] ?? reading, group, plural, subresource, namespace, name };
}
