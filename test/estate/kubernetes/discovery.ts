import { apiVersionOf, type Cluster } from './cluster.ts';
import type { Kind, Subresource } from './kinds.ts';

/** `/version`; the control plane whose behaviour the estate follows. */
export const version = {
  major: '1',
  minor: '34',
  emulationMajor: '1',
  emulationMinor: '34',
  minCompatibilityMajor: '1',
  minCompatibilityMinor: '33',
  gitVersion: 'v1.34.3',
  gitCommit: '0000000000000000000000000000000000000000',
  gitTreeState: 'clean',
  buildDate: '2025-12-09T00:00:00Z',
  goVersion: 'go1.24.11',
  compiler: 'gc',
  platform: 'linux/amd64',
};

/** `/api` */
export function coreVersions(host: string): Record<string, unknown> {
  return {
    kind: 'APIVersions',
    versions: ['v1'],
    serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: host }],
  };
}

/** `/apis` */
export function groupList(cluster: Cluster): Record<string, unknown> {
  const named = groupsOf(cluster).filter(([group]) => group !== '');
  return { kind: 'APIGroupList', apiVersion: 'v1', groups: named.map(([group, kinds]) => groupEntry(group, kinds)) };
}

/** `/apis/<group>`; undefined where the cluster does not serve the group. */
export function groupOf(cluster: Cluster, group: string): Record<string, unknown> | undefined {
  const found = groupsOf(cluster).find(([name]) => name === group && name !== '');
  return found && { kind: 'APIGroup', apiVersion: 'v1', ...groupEntry(found[0], found[1]) };
}

/** `/api/v1` and `/apis/<group>/<version>`; undefined where the cluster does not serve the version. */
export function resourceList(cluster: Cluster, group: string, wanted: string): Record<string, unknown> | undefined {
  const kinds = cluster.kinds.filter((kind) => kind.group === group && kind.version === wanted);
  const [first] = kinds;
  if (!first) return undefined;
  const resources = kinds
    .flatMap((kind) => [resourceEntry(kind), ...kind.subresources.map((sub) => subresourceEntry(kind, sub))])
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  // The core group's document is older than the field.
  const base = { kind: 'APIResourceList', ...(group === '' ? {} : { apiVersion: 'v1' }) };
  return { ...base, groupVersion: apiVersionOf(first), resources };
}

/** `/api` or `/apis` in one document: what kubectl asks for first. */
export function aggregated(cluster: Cluster, core: boolean): Record<string, unknown> {
  const groups = groupsOf(cluster).filter(([group]) => (group === '') === core);
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    metadata: {},
    items: groups.map(([group, kinds]) => ({
      metadata: group === '' ? {} : { name: group },
      versions: versionsOf(kinds).map((served) => ({
        version: served,
        resources: kinds.filter((kind) => kind.version === served).map(aggregatedResource),
        freshness: 'Current',
      })),
    })),
  };
}

function aggregatedResource(kind: Kind): Record<string, unknown> {
  return {
    resource: kind.plural,
    // Empty means the group and version that the document says it is of.
    responseKind: { group: '', version: '', kind: kind.kind },
    scope: kind.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: kind.singular,
    verbs: kind.verbs,
    ...naming(kind),
    ...(kind.subresources.length === 0
      ? {}
      : {
          subresources: kind.subresources.map((sub) => {
            const own = kindOf(kind, sub);
            const responseKind = own.group === kind.group ? { ...own, group: '', version: '' } : own;
            return { subresource: sub.name, responseKind, verbs: sub.verbs };
          }),
        }),
  };
}

function resourceEntry(kind: Kind): { name: string; [more: string]: unknown } {
  return {
    name: kind.plural,
    singularName: kind.singular,
    namespaced: kind.namespaced,
    kind: kind.kind,
    verbs: kind.verbs,
    ...naming(kind),
  };
}

function subresourceEntry(kind: Kind, sub: Subresource): { name: string; [more: string]: unknown } {
  const own = kindOf(kind, sub);
  const foreign = own.group === kind.group ? {} : { group: own.group, version: own.version };
  const name = `${kind.plural}/${sub.name}`;
  return { name, singularName: '', namespaced: kind.namespaced, ...foreign, kind: own.kind, verbs: sub.verbs };
}

function kindOf(parent: Kind, sub: Subresource): { group: string; version: string; kind: string } {
  const [group, served, kind] = sub.kind.split('/');
  if (group !== undefined && served !== undefined && kind !== undefined) return { group, version: served, kind };
  return { group: parent.group, version: parent.version, kind: sub.kind };
}

function naming({ shortNames, categories }: Kind): Record<string, unknown> {
  return {
    ...(shortNames.length === 0 ? {} : { shortNames }),
    ...(categories.length === 0 ? {} : { categories }),
  };
}

function groupEntry(name: string, kinds: Kind[]): Record<string, unknown> {
  const versions = versionsOf(kinds).map((served) => ({ groupVersion: `${name}/${served}`, version: served }));
  return { name, versions, preferredVersion: versions[0] };
}

function groupsOf(cluster: Cluster): [group: string, kinds: Kind[]][] {
  return [...Map.groupBy(cluster.kinds, (kind) => kind.group)];
}

function versionsOf(kinds: Kind[]): string[] {
  return [...new Set(kinds.map((kind) => kind.version))];
}
