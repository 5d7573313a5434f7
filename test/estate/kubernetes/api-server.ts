import type { ServerResponse } from 'node:http';
import type { Case } from '../case.ts';
import { deniedBy } from '../denied.ts';
import { type Asked, NotServed } from '../system.ts';
import { type Attributes, accessReview, denialOf, forbidden, refusal, rulesReview, whoAmI } from './access.ts';
import { ApiStatus, badRequest, NoSuchPath, notFound } from './api-status.ts';
import { apiVersionOf, type Cluster } from './cluster.ts';
import { aggregated, coreVersions, groupList, groupOf, resourceList, version } from './discovery.ts';
import { matchesFields, parseFieldSelector } from './field-selector.ts';
import { type KubeObject, record, text } from './fields.ts';
import type { Kind } from './kinds.ts';
import { matchesLabels, parseLabelSelector } from './label-selector.ts';
import { page } from './page.ts';
import { logParameters, podLog } from './pod-log.ts';
import { negotiate } from './representation.ts';
import { parseResourcePath, type ResourcePath } from './resource-path.ts';
import { readReview } from './review-body.ts';
import { type IncludeObject, partialMetadata, table } from './table.ts';
import { toServedForm } from './versions.ts';

const listParameters = [
  'labelSelector',
  'fieldSelector',
  'limit',
  'continue',
  'resourceVersion',
  'resourceVersionMatch',
  'timeoutSeconds',
  'watch',
  'allowWatchBookmarks',
  'includeObject',
  'pretty',
];
const getParameters = ['resourceVersion', 'includeObject', 'pretty'];

/** One cluster's API, read-only: it answers as a control plane of version 1.34 would, or throws NotServed. */
export class ApiServer {
  readonly #incident: Case;
  readonly #cluster: Cluster;
  readonly #now: number;

  constructor(incident: Case, cluster: Cluster) {
    this.#incident = incident;
    this.#cluster = cluster;
    this.#now = Date.parse(incident.now);
  }

  /** `path` is the URL's without the cluster's prefix. */
  answer(asked: Asked, path: string, answer: ServerResponse): void {
    try {
      const said = this.#respond(asked, path);
      if (said !== undefined) write(answer, said);
    } catch (error) {
      if (error instanceof NoSuchPath)
        write(answer, { status: 404, type: 'text/plain; charset=utf-8', body: '404 page not found\n' });
      else if (error instanceof ApiStatus) write(answer, { status: error.code, body: error.body() });
      else throw error;
    }
  }

  /** Undefined where no answer shall come. */
  #respond(asked: Asked, path: string): Said | undefined {
    const down = deniedBy(this.#incident, { system: 'kubernetes', verb: '', group: '', resource: '' });
    if (down?.timeout) return undefined;
    if (down) throw refusal(down, { verb: 'get', group: '', plural: '' });
    const parsed = parseResourcePath(path);
    if (!parsed || parsed.plural === '') return this.#document(asked, path, parsed);
    const attributes = attributesOf(asked, parsed);
    const denied = denialOf(this.#incident, attributes);
    if (denied?.timeout) return undefined;
    if (denied) throw refusal(denied, attributes);
    const kind = this.#cluster.kind(parsed.group, parsed.version, parsed.plural);
    if (!kind) throw new NoSuchPath(path);
    if (asked.method === 'POST') return { status: 201, body: this.#review(kind, asked, attributes) };
    if (asked.method !== 'GET') throw new NotServed(`${asked.method} ${path}: the API is read-only`);
    return this.#read(kind, parsed, asked, path);
  }

  /** Everything that is no resource: discovery, version, health. */
  #document(asked: Asked, path: string, parsed: ResourcePath | undefined): Said {
    if (asked.method !== 'GET') throw new NotServed(`${asked.method} ${path}`);
    const at = path.replace(/\/$/, '');
    if (at === '/version') return { body: version };
    if (at === '/healthz' || at === '/livez' || at === '/readyz')
      return { type: 'text/plain; charset=utf-8', body: 'ok' };
    if (at === '/api' || at === '/apis') {
      const { form } = negotiate(asked.headers.accept, ['APIGroupDiscoveryList']);
      if (form) {
        const type = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
        return { type, body: aggregated(this.#cluster, at === '/api') };
      }
      return { body: at === '/api' ? coreVersions(asked.headers.host ?? '') : groupList(this.#cluster) };
    }
    const found = parsed
      ? resourceList(this.#cluster, parsed.group, parsed.version)
      : groupOf(this.#cluster, /^\/apis\/([^/]+)$/.exec(at)?.[1] ?? '');
    if (found) return { body: found };
    if (at.startsWith('/openapi')) throw new NotServed(`${path}: the estate has no schemas`);
    throw new NoSuchPath(path);
  }

  #read(kind: Kind, path: ResourcePath, asked: Asked, pathname: string): Said {
    const { subresource, name, namespace } = path;
    const query = asked.url.searchParams;
    // The object `namespaces/x` is at the path of a namespace, and is itself in none.
    const within = kind.namespaced ? namespace : undefined;
    if (!kind.namespaced && namespace !== undefined && kind.plural !== 'namespaces') throw new NoSuchPath(pathname);
    if (name === undefined) return { body: this.#list(kind, within, asked) };
    if (kind.namespaced && within === undefined) throw new NoSuchPath(pathname);
    if (subresource !== undefined && !kind.subresources.some((sub) => sub.name === subresource)) {
      throw new NoSuchPath(pathname);
    }
    if (subresource === 'log') {
      refuseUnknown(query, logParameters);
      return { type: 'text/plain', body: podLog(this.#cluster, kind, within ?? '', name, query, this.#now) };
    }
    if (subresource !== undefined && subresource !== 'status') throw new NotServed(`${pathname}`);
    return { body: this.#get(kind, within, name, asked) };
  }

  #get(kind: Kind, namespace: string | undefined, name: string, asked: Asked): unknown {
    refuseUnknown(asked.url.searchParams, getParameters);
    const { form, version: formVersion } = negotiate(asked.headers.accept, ['Table', 'PartialObjectMetadata']);
    if (!kind.verbs.includes('get')) throw methodNotAllowed(kind, 'get');
    const object = this.#cluster.get(kind, namespace, name);
    if (!object) throw notFound(kind.group, kind.plural, name);
    if (form === 'PartialObjectMetadata') return partialMetadata(object, formVersion);
    if (form !== 'Table') return object;
    const { resourceVersion } = object.metadata;
    const metadata = resourceVersion === undefined ? {} : { resourceVersion };
    return this.#table(kind, [this.#kept(kind, namespace, name) ?? object], metadata, asked, formVersion);
  }

  #list(kind: Kind, namespace: string | undefined, asked: Asked): unknown {
    const query = asked.url.searchParams;
    refuseUnknown(query, listParameters);
    if (['true', '1', ''].includes(query.get('watch') ?? 'false')) throw new NotServed('watches: time stands still');
    if (!kind.verbs.includes('list')) throw methodNotAllowed(kind, 'list');
    const { form, version: formVersion } = negotiate(asked.headers.accept, ['Table', 'PartialObjectMetadataList']);
    const labels = parseLabelSelector(query.get('labelSelector') ?? '');
    const fields = parseFieldSelector(query.get('fieldSelector') ?? '', kind);
    const found = page(this.#cluster.entries(kind, namespace), {
      // From the watch cache, which is what revision 0 asks for, a list always comes whole.
      limit: query.get('resourceVersion') === '0' ? 0 : whole(query, 'limit'),
      continue: query.get('continue') ?? '',
      resourceVersion: this.#cluster.resourceVersion,
      selective: labels.length + fields.length > 0,
      matches: (object) =>
        (labels.length === 0 || matchesLabels(labels, record(object, 'metadata.labels'))) &&
        matchesFields(fields, object),
    });
    const metadata = {
      resourceVersion: String(this.#cluster.resourceVersion),
      ...(found.continue === undefined ? {} : { continue: found.continue }),
      ...(found.remainingItemCount === undefined ? {} : { remainingItemCount: found.remainingItemCount }),
    };
    if (form === 'Table') return this.#table(kind, found.items, metadata, asked, formVersion);
    const apiVersion = apiVersionOf(kind);
    if (form === 'PartialObjectMetadataList') {
      const items = found.items.map((object) => partialMetadata(object, formVersion));
      return { kind: form, apiVersion: `meta.k8s.io/${formVersion}`, metadata, items };
    }
    const items = found.items.map((object) => listItem(kind, toServedForm(object, apiVersion)));
    return { kind: kind.listKind, apiVersion, metadata, items };
  }

  #table(
    kind: Kind,
    objects: KubeObject[],
    metadata: Record<string, unknown>,
    asked: Asked,
    formVersion: string,
  ): unknown {
    const include = asked.url.searchParams.get('includeObject') || 'Metadata';
    if (!isInclude(include)) throw badRequest(`invalid includeObject value: "${include}"`);
    const served = (object: KubeObject): KubeObject => toServedForm(object, apiVersionOf(kind));
    return table(kind, objects, metadata, this.#now, { include, version: formVersion, served });
  }

  #kept(kind: Kind, namespace: string | undefined, name: string): KubeObject | undefined {
    for (const [key, object] of this.#cluster.entries(kind, namespace)) if (key === name) return object;
    return undefined;
  }

  #review(kind: Kind, asked: Asked, attributes: Attributes): unknown {
    const { spec } = readReview(kind.kind, asked.body);
    const status = (): Record<string, unknown> => {
      switch (kind.kind) {
        case 'SelfSubjectAccessReview':
          return accessReview(this.#incident, spec);
        case 'SelfSubjectRulesReview':
          return rulesReview(this.#incident, this.#cluster, text(spec, 'namespace'));
        case 'SelfSubjectReview':
          return whoAmI();
        case 'SubjectAccessReview':
        case 'LocalSubjectAccessReview':
        case 'TokenReview':
          throw forbidden(attributes);
        default:
          throw new NotServed(`creating ${kind.plural}: the API is read-only`);
      }
    };
    const base = { kind: kind.kind, apiVersion: apiVersionOf(kind), metadata: { creationTimestamp: null } };
    return { ...base, spec, status: status() };
  }
}

interface Said {
  status?: number;
  type?: string;
  /** A string or bytes as they are, anything else as JSON. */
  body: unknown;
}

function write(answer: ServerResponse, { status = 200, type = 'application/json', body }: Said): void {
  answer.writeHead(status, { 'content-type': type, 'cache-control': 'no-cache, private' });
  answer.end(typeof body === 'string' || Buffer.isBuffer(body) ? body : `${JSON.stringify(body)}\n`);
}

function attributesOf(asked: Asked, path: ResourcePath): Attributes {
  const verbs: Record<string, string> = { POST: 'create', PUT: 'update', PATCH: 'patch', DELETE: 'delete' };
  const watches = ['true', '1'].includes(asked.url.searchParams.get('watch') ?? '');
  const reading = path.name !== undefined ? 'get' : watches ? 'watch' : 'list';
  const { group, plural, subresource, namespace, name } = path;
  return { verb: verbs[asked.method] ?? reading, group, plural, subresource, namespace, name };
}

/** Typed lists say once what their items are. */
function listItem(kind: Kind, object: KubeObject): unknown {
  if (kind.custom) return object;
  const { apiVersion: _version, kind: _kind, ...item } = object;
  return item;
}

function refuseUnknown(query: URLSearchParams, known: string[]): void {
  for (const name of query.keys()) if (!known.includes(name)) throw new NotServed(`the parameter '${name}'`);
}

function whole(query: URLSearchParams, name: string): number {
  const given = query.get(name) || '0';
  if (/^[+-]?\d+$/.test(given)) return Number(given);
  throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(given)}: invalid syntax`);
}

function isInclude(value: string): value is IncludeObject {
  return value === 'None' || value === 'Metadata' || value === 'Object';
}

function methodNotAllowed(kind: Kind, _verb: string): ApiStatus {
  const message = 'the server does not allow this method on the requested resource';
  return new ApiStatus(405, 'MethodNotAllowed', message, { kind: kind.plural });
}
