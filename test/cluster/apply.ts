import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { type KubeObject, record } from '../estate/kubernetes/fields.ts';
import type { ApiClient } from './api-client.ts';
import type { Etcd } from './etcd.ts';

interface Target {
  api: ApiClient;
  etcd: Etcd;
  /** Where every node's kubelet listens. */
  kubeletPort: number;
  /** Whether objects get the age and the uid that they carry, not those of this moment. */
  aged: boolean;
}

interface Placed {
  object: KubeObject;
  /** As the server made it. */
  uid: string;
}

const created = z.looseObject({ metadata: z.looseObject({ uid: z.string() }) });
const resourceList = z.object({
  resources: z.array(z.object({ name: z.string(), kind: z.string(), namespaced: z.boolean() })),
});

/** Others need these to be there. */
const first = ['Namespace', 'CustomResourceDefinition', 'PriorityClass', 'Node', 'ServiceAccount'];

/** Creates objects through the API, then their status, then their age. Returns those of kinds that are not served. */
export async function applyObjects(target: Target, objects: KubeObject[]): Promise<string[]> {
  const skipped: string[] = [];
  const placed: Placed[] = [];
  const order = ({ kind }: KubeObject): number => first.indexOf(kind) + 1 || first.length + 1;
  const paths = servedPaths(target.api, objects.flatMap(groupDefinedBy));
  const ranks = Map.groupBy([...withNamespaces(objects)], order);
  for (const rank of [...ranks.keys()].sort((a, b) => a - b)) {
    await Promise.all(
      (ranks.get(rank) ?? []).map(async (object) => {
        const path = await paths(object);
        if (path) placed.push({ object, uid: await create(target, path, object) });
        else skipped.push(`${object.apiVersion} ${object.kind} ${object.metadata.name}`);
      }),
    );
  }
  if (target.aged) await setAges(target.etcd, placed);
  return skipped.sort();
}

/** A namespace of every object, whether it is among them or not. */
function withNamespaces(objects: KubeObject[]): KubeObject[] {
  const there = new Set(objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name));
  const named = new Set(objects.flatMap(({ metadata }) => metadata.namespace ?? []));
  const missing = [...named].filter((name) => !there.has(name));
  return [...missing.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })), ...objects];
}

/** The API group of a CustomResourceDefinition. */
function groupDefinedBy(object: KubeObject): string[] {
  const { group } = record(object, 'spec');
  return object.kind === 'CustomResourceDefinition' && typeof group === 'string' ? [group] : [];
}

const discoveryTimeoutMs = 30_000;

/**
 * The path of the list that an object belongs to, by discovery; undefined where its kind is not served. A group that was
 * just defined is served some moments later, and is waited for.
 */
function servedPaths(api: ApiClient, defined: string[]): (object: KubeObject) => Promise<string | undefined> {
  const known = new Map<string, Promise<z.infer<typeof resourceList> | undefined>>();
  const discover = async (root: string) => {
    const deadline = defined.some((group) => root.startsWith(`/apis/${group}/`)) ? Date.now() + discoveryTimeoutMs : 0;
    for (;;) {
      const { status, body } = await api.ask('GET', root);
      const list = status === 200 ? resourceList.parse(body) : undefined;
      if ((list && list.resources.length > 0) || Date.now() > deadline) return list;
      await sleep(100);
    }
  };
  return async ({ apiVersion, kind, metadata: { namespace } }) => {
    const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const list = known.get(root) ?? discover(root);
    known.set(root, list);
    const found = (await list)?.resources.find((resource) => resource.kind === kind && !resource.name.includes('/'));
    return found && `${root}/${found.namespaced ? `namespaces/${namespace}/` : ''}${found.name}`;
  };
}

/** Creates or, where the server has one already, merges; returns its uid. */
async function create({ api, kubeletPort }: Target, path: string, object: KubeObject): Promise<string> {
  const own = `${path}/${encodeURIComponent(object.metadata.name)}`;
  const { status: _, ...bare } = asNew(object);
  const status = statusOf(object, kubeletPort);
  // A node brings its status along, as kubelets register theirs: added later it would be too late for the scheduler.
  const isNode = object.kind === 'Node';
  const wanted = isNode ? { ...bare, status } : bare;
  const answer = await api.ask('POST', path, wanted);
  const made = answer.status === 409 ? await api.must('PATCH', own, wanted) : answer.body;
  if (answer.status !== 409 && answer.status > 299) {
    throw new Error(`${object.kind} ${object.metadata.name}: ${answer.status} ${JSON.stringify(answer.body)}`);
  }
  if (status && !isNode) {
    const set = await api.ask('PATCH', `${own}/status`, { status });
    // Some kinds have none of their own.
    if (set.status !== 200 && set.status !== 404) {
      throw new Error(`status of ${object.kind} ${object.metadata.name}: ${JSON.stringify(set.body)}`);
    }
  }
  return created.parse(made).metadata.uid;
}

/** Without what the server gives to each object itself. */
function asNew(object: KubeObject): KubeObject {
  const {
    uid: _u,
    resourceVersion: _r,
    creationTimestamp: _c,
    deletionTimestamp: _d,
    deletionGracePeriodSeconds: _g,
    generation: _n,
    managedFields: _m,
    selfLink: _s,
    ...metadata
  } = object.metadata;
  const owners = metadata.ownerReferences;
  // A reference has to name a uid, and a case may leave it out.
  const references = Array.isArray(owners) && {
    ownerReferences: owners.map((owner: Record<string, unknown>) => ({ uid: `${owner.kind}-${owner.name}`, ...owner })),
  };
  const bare = { ...object, metadata: { ...metadata, ...references } };
  if (object.kind !== 'Service' || record(object, 'spec').clusterIP === 'None') return bare;
  // Addresses are the server's to give, from its own range.
  const { clusterIP: _i, clusterIPs: _is, ...spec } = record(object, 'spec');
  return { ...bare, spec };
}

/** A node says where its kubelet is; the address is added to its own, of the type that the API server tries first. */
function statusOf(object: KubeObject, kubeletPort: number): Record<string, unknown> | undefined {
  // The class follows from requests and limits, and a case may leave those out.
  const { qosClass: _, ...status } = record(object, 'status');
  if (object.kind !== 'Node') return Object.keys(status).length > 0 ? status : undefined;
  const addresses = Array.isArray(status.addresses) ? status.addresses : [];
  return {
    ...status,
    addresses: [...addresses, { type: 'ExternalDNS', address: '127.0.0.1' }],
    daemonEndpoints: { kubeletEndpoint: { Port: kubeletPort } },
  };
}

/** Written where the API server reads it: through the API every object is born now, under a uid of its own, and by us. */
async function setAges(etcd: Etcd, placed: Placed[]): Promise<void> {
  const stored = new Map(
    (await etcd.all()).flatMap(({ key, value }) => {
      const object = value.startsWith('{') ? created.safeParse(JSON.parse(value)).data : undefined;
      return object ? [[object.metadata.uid, { key, object }] as const] : [];
    }),
  );
  for (const { object, uid } of placed) {
    const found = stored.get(uid);
    if (!found) throw new Error(`etcd has no ${object.kind} ${object.metadata.name}`);
    const { creationTimestamp, deletionTimestamp, uid: own, generation, managedFields } = object.metadata;
    const given = Object.entries({ creationTimestamp, deletionTimestamp, uid: own, generation });
    const metadata = Object.fromEntries(given.filter(([, value]) => value !== undefined && value !== null));
    // Who wrote what is as it was then, or unknown; it was not this program.
    const merged = { ...found.object.metadata, ...metadata, managedFields };
    await etcd.put(found.key, JSON.stringify({ ...found.object, metadata: merged }));
  }
}
