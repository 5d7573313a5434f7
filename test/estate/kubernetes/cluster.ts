import { join } from 'node:path';
import { CaseError } from '../case.ts';
import { type KubeObject, list, record, text } from './fields.ts';
import { builtInKinds, customKind, type Kind, metricsKinds } from './kinds.ts';
import { inMapOrder } from './map-order.ts';
import { type LogLine, readLogs } from './read-logs.ts';
import { type ReadObject, readObjects } from './read-objects.ts';
import { toKeptForm } from './versions.ts';

/** One cluster of a case, indexed once. */
export class Cluster {
  readonly name: string;
  readonly kinds: Kind[];
  /** The highest of any object: the state of the whole stands still. */
  readonly resourceVersion: number;
  /** By group and plural, then in the order of the API server's storage: by namespace and name. */
  readonly #objects = new Map<string, Map<string, KubeObject>>();
  readonly #logs: Map<string, LogLine[]>;

  constructor(name: string, read: ReadObject[], logs: Map<string, LogLine[]>) {
    this.name = name;
    this.kinds = servedKinds(read);
    this.#logs = logs;
    const versions = read.map(({ value }) => Number(value.metadata.resourceVersion) || 1);
    this.resourceVersion = versions.reduce((highest, version) => Math.max(highest, version), 1);
    const byStorage = new Map<string, (ReadObject & { key: string; object: KubeObject })[]>();
    for (const each of read) {
      const kind = this.#kindOf(each.value);
      const key = storageKey(each, kind);
      const bucket = byStorage.get(bucketOf(kind)) ?? [];
      byStorage.set(bucketOf(kind), bucket);
      bucket.push({ ...each, key, object: inMapOrder(toKeptForm(each.value)) });
    }
    for (const [bucket, entries] of byStorage) {
      entries.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
      refuseTwice(entries);
      this.#objects.set(bucket, new Map(entries.map(({ key, object }) => [key, object])));
    }
  }

  /** The kind of a group, version and plural; undefined where the cluster does not serve it. */
  kind(group: string, version: string, plural: string): Kind | undefined {
    return this.kinds.find((kind) => kind.group === group && kind.version === version && kind.plural === plural);
  }

  /** As kept; convert what is served with `toServedForm`. */
  get(kind: Kind, namespace: string | undefined, name: string): KubeObject | undefined {
    return this.#objects.get(bucketOf(kind))?.get(namespace === undefined ? name : `${namespace}/${name}`);
  }

  /** As kept, by storage key; `namespace` undefined for all of them. */
  *entries(kind: Kind, namespace: string | undefined): Generator<[key: string, object: KubeObject]> {
    const prefix = namespace === undefined ? '' : `${namespace}/`;
    for (const [key, object] of this.#objects.get(bucketOf(kind)) ?? []) {
      if (key.startsWith(prefix)) yield [key.slice(prefix.length), object];
    }
  }

  /** Lines of one container, oldest first; undefined where the case has no such file. */
  log(namespace: string, pod: string, container: string, previous: boolean): LogLine[] | undefined {
    return this.#logs.get(`${namespace}/${pod}/${container}${previous ? '.previous' : ''}`);
  }

  #kindOf(object: KubeObject): Kind {
    const [group, version] = groupVersion(object.apiVersion);
    const kind = this.kinds.find((k) => k.group === group && k.version === version && k.kind === object.kind);
    if (!kind) throw new Error(`no kind was made for ${object.apiVersion} ${object.kind}`);
    return kind;
  }
}

export async function readCluster(name: string, dir: string): Promise<Cluster> {
  return new Cluster(name, await readObjects(join(dir, 'objects')), await readLogs(join(dir, 'logs')));
}

export function apiVersionOf({ group, version }: Pick<Kind, 'group' | 'version'>): string {
  return group === '' ? version : `${group}/${version}`;
}

function groupVersion(apiVersion: string): [group: string, version: string] {
  const [first = '', second] = apiVersion.split('/');
  return second === undefined ? ['', first] : [first, second];
}

/** Events of both groups are one and the same set of objects. */
function bucketOf({ group, plural }: Kind): string {
  return group === 'events.k8s.io' ? '/events' : `${group}/${plural}`;
}

function storageKey({ value, file, line }: ReadObject, kind: Kind): string {
  const { name, namespace } = value.metadata;
  if (kind.namespaced === (namespace !== undefined)) return namespace === undefined ? name : `${namespace}/${name}`;
  const problem = kind.namespaced ? 'is namespaced and has no metadata.namespace' : 'is not namespaced';
  throw new CaseError(file, `${value.kind} ${name} ${problem}`, line);
}

/** An event or autoscaler may be there once in each of its versions, as a dump of both has it. */
function refuseTwice(sorted: (ReadObject & { key: string })[]): void {
  for (const [at, { key, value, file, line }] of sorted.entries()) {
    const before = sorted[at - 1];
    if (before?.key !== key || before.value.apiVersion !== value.apiVersion) continue;
    throw new CaseError(file, `${value.kind} ${key} is given twice, first at ${before.file}:${before.line}`, line);
  }
}

function servedKinds(read: ReadObject[]): Kind[] {
  const kinds = [...builtInKinds];
  const known = (group: string, version: string, kind: string) =>
    kinds.some((k) => k.group === group && k.version === version && k.kind === kind);
  if (read.some(({ value }) => value.apiVersion.startsWith('metrics.k8s.io/'))) kinds.push(...metricsKinds);
  for (const { value } of read) if (value.kind === 'CustomResourceDefinition') kinds.push(...definedKinds(value));
  for (const { value } of read) {
    const [group, version] = groupVersion(value.apiVersion);
    if (known(group, version, value.kind)) continue;
    const sibling = kinds.find((k) => k.group === group && k.kind === value.kind);
    const namespaced = value.metadata.namespace !== undefined;
    kinds.push(sibling ? { ...sibling, version } : customKind({ group, version, kind: value.kind, namespaced }));
  }
  return kinds;
}

function definedKinds(definition: KubeObject): Kind[] {
  const names = record(definition, 'spec.names');
  const words = (key: string): string[] => list(names, key).map(String);
  return list(definition, 'spec.versions')
    .filter((version) => record({ version }, 'version').served !== false)
    .map((version) =>
      customKind({
        group: text(definition, 'spec.group'),
        version: text(version, 'name'),
        kind: text(names, 'kind'),
        plural: text(names, 'plural'),
        singular: text(names, 'singular') || text(names, 'kind').toLowerCase(),
        listKind: text(names, 'listKind') || `${text(names, 'kind')}List`,
        namespaced: text(definition, 'spec.scope') === 'Namespaced',
        shortNames: words('shortNames'),
        categories: words('categories'),
        printerColumns: list(version, 'additionalPrinterColumns'),
        verbs: ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'],
        subresources: Object.keys(record(version, 'subresources')).map((name) =>
          name === 'scale'
            ? { name, kind: 'autoscaling/v1/Scale', verbs: ['get', 'patch', 'update'] }
            : { name, kind: text(names, 'kind'), verbs: ['get', 'patch', 'update'] },
        ),
      }),
    );
}
