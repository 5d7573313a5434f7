import { type Asked, NotServed } from '../system.ts';
import { ApiStatus, badRequest, invalid, notFound } from './api-status.ts';
import { apiVersionOf, type Cluster } from './cluster.ts';
import { matchesFields, parseFieldSelector } from './field-selector.ts';
import { type KubeObject, record } from './fields.ts';
import type { Kind } from './kinds.ts';
import { matchesLabels, parseLabelSelector } from './label-selector.ts';
import { page } from './page.ts';
import { type Form, negotiate, type Representation } from './representation.ts';
import { type IncludeObject, partialMetadata, table } from './table.ts';
import { toServedForm } from './versions.ts';

const getParameters = ['resourceVersion', 'includeObject', 'pretty'];
const listParameters = [
  ...getParameters,
  'labelSelector',
  'fieldSelector',
  'limit',
  'continue',
  'resourceVersionMatch',
  'timeoutSeconds',
  'watch',
  'allowWatchBookmarks',
];

/** What a read is answered from. */
export interface Source {
  cluster: Cluster;
  /** The incident's clock, ms since the epoch. */
  now: number;
}

/** One object, as it is, as its metadata alone or as a table of one row. */
export function getObject(
  source: Source,
  kind: Kind,
  namespace: string | undefined,
  name: string,
  asked: Asked,
): unknown {
  refuseUnknown(asked.url.searchParams, getParameters);
  const as = representation(kind, 'get', asked, ['Table', 'PartialObjectMetadata']);
  const kept = source.cluster.get(kind, namespace, name);
  if (!kept) throw notFound(kind.group, kind.plural, name);
  if (as.form === 'PartialObjectMetadata') return partialMetadata(kept, as.version);
  if (as.form === undefined) return toServedForm(kept, apiVersionOf(kind));
  const { resourceVersion } = kept.metadata;
  return asTable(source, kind, [kept], resourceVersion === undefined ? {} : { resourceVersion }, asked, as);
}

/** The objects of a kind, in all namespaces or in one, selected and paged. */
export function listObjects(source: Source, kind: Kind, namespace: string | undefined, asked: Asked): unknown {
  const query = asked.url.searchParams;
  refuseUnknown(query, listParameters);
  if (['true', '1', ''].includes(query.get('watch') ?? 'false')) throw new NotServed('watches: time stands still');
  refuseInvalid(query);
  const as = representation(kind, 'list', asked, ['Table', 'PartialObjectMetadataList']);
  const { items, ...more } = selected(source.cluster, kind, namespace, query);
  const metadata = { resourceVersion: String(source.cluster.resourceVersion), ...more };
  if (as.form === 'Table') return asTable(source, kind, items, metadata, asked, as);
  if (as.form === 'PartialObjectMetadataList') {
    const partial = items.map((object) => partialMetadata(object, as.version));
    return { kind: as.form, apiVersion: `meta.k8s.io/${as.version}`, metadata, items: partial };
  }
  const apiVersion = apiVersionOf(kind);
  const served = items.map((object) => listItem(kind, toServedForm(object, apiVersion)));
  return { kind: kind.listKind, apiVersion, metadata, items: served };
}

/** A parameter that the estate does not know must not be ignored: the real server might act on it. */
export function refuseUnknown(query: URLSearchParams, known: string[]): void {
  for (const name of query.keys()) if (!known.includes(name)) throw new NotServed(`the parameter '${name}'`);
}

function selected(cluster: Cluster, kind: Kind, namespace: string | undefined, query: URLSearchParams) {
  const labels = parseLabelSelector(query.get('labelSelector') ?? '');
  const fields = parseFieldSelector(query.get('fieldSelector') ?? '', kind);
  return page(cluster.entries(kind, namespace), {
    // From the watch cache, which is what revision 0 asks for, a list always comes whole.
    limit: query.get('resourceVersion') === '0' ? 0 : whole(query, 'limit'),
    continue: query.get('continue') ?? '',
    resourceVersion: cluster.resourceVersion,
    selective: labels.length + fields.length > 0,
    matches: (object) => matchesLabels(labels, record(object, 'metadata.labels')) && matchesFields(fields, object),
  });
}

function representation(kind: Kind, verb: string, asked: Asked, forms: Form[]): Representation {
  if (kind.verbs.includes(verb)) return negotiate(asked.headers.accept, forms);
  const message = 'the server does not allow this method on the requested resource';
  throw new ApiStatus(405, 'MethodNotAllowed', message, {});
}

function asTable(
  { now }: Source,
  kind: Kind,
  objects: KubeObject[],
  metadata: Record<string, unknown>,
  asked: Asked,
  { version }: Representation,
): unknown {
  const include = asked.url.searchParams.get('includeObject') || 'Metadata';
  if (!isInclude(include)) throw badRequest(`unrecognized includeObject value: ${JSON.stringify(include)}`);
  const served = (object: KubeObject): KubeObject => toServedForm(object, apiVersionOf(kind));
  return table(kind, objects, metadata, now, { include, version, served });
}

/** Typed lists say once what their items are. */
function listItem(kind: Kind, object: KubeObject): unknown {
  if (kind.custom) return object;
  const { apiVersion: _version, kind: _kind, ...item } = object;
  return item;
}

/** What must not be wrong although nothing here depends on it: time stands still, and a revision is as good as another. */
function refuseInvalid(query: URLSearchParams): void {
  whole(query, 'timeoutSeconds');
  const [version, match] = [query.get('resourceVersion') ?? '', query.get('resourceVersionMatch') ?? ''];
  const problem = (type: string, body: string) => ({ field: 'resourceVersionMatch', type, body });
  const problems = [
    ...(match !== '' && version === ''
      ? [
          problem(
            'FieldValueForbidden',
            'Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided',
          ),
        ]
      : []),
    ...(['', 'Exact', 'NotOlderThan'].includes(match)
      ? []
      : [
          problem(
            'FieldValueNotSupported',
            `Unsupported value: ${JSON.stringify(match)}: supported values: "Exact", "NotOlderThan", ""`,
          ),
        ]),
  ];
  if (problems.length > 0) throw invalid('ListOptions.meta.k8s.io', '', problems);
  if (/^\d*$/.test(version)) return;
  const why = `strconv.ParseUint: parsing ${JSON.stringify(version)}: invalid syntax`;
  throw badRequest(`invalid resource version: resourceVersion: Invalid value: ${JSON.stringify(version)}: ${why}`);
}

function whole(query: URLSearchParams, name: string): number {
  const given = query.get(name) || '0';
  if (/^[+-]?\d+$/.test(given)) return Number(given);
  throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(given)}: invalid syntax`);
}

function isInclude(value: string): value is IncludeObject {
  return value === 'None' || value === 'Metadata' || value === 'Object';
}
