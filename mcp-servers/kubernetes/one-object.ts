import { stringify } from 'yaml';
import { nearest } from '../runtime/nearest.ts';
import type { ToolAnswer, ToolContext } from '../runtime/tool.ts';
import { ToolError } from '../runtime/tool-error.ts';
import { describe } from './describe.ts';
import { diagnose } from './diagnose.ts';
import { explaining } from './explaining.ts';
import { look } from './look.ts';
import { type AnyObject, ref } from './objects.ts';
import type { Cluster, Resource } from './read.ts';
import { redactObject } from './redact-object.ts';
import { referenceLines } from './references.ts';
import { resources } from './resources.ts';
import { addObjects } from './snapshot.ts';
import { readUsage, usageWords } from './usage.ts';

const hourMs = 60 * 60_000;

export interface ObjectQuestion {
  name: string;
  spaces: (string | undefined)[];
  yaml?: boolean | undefined;
  /** Namespaces that may be read; empty: all. */
  permitted: string[];
}

/** One object joined with what explains it, or itself, redacted. Throws not_found with the nearest names. */
export async function oneObject(
  cluster: Cluster,
  resource: Resource,
  asked: ObjectQuestion,
  { signal, now }: ToolContext,
): Promise<ToolAnswer> {
  const object = await find(cluster, resource, asked, signal);
  const own = ref(object);
  if (asked.yaml) {
    return {
      lines: [`# ${own}`, ...stringify(redactObject(object)).trimEnd().split('\n')],
      structured: { examined: [own] },
    };
  }
  const { namespace, name } = object.metadata;
  const until = now();
  const kind = object.kind === 'Pod' || object.kind === 'Node' ? object.kind : undefined;
  const [snapshot, usage, slices] = await Promise.all([
    look({
      cluster,
      namespaces: namespace ? [namespace] : asked.permitted,
      wanted: explaining(object),
      names: new Set([name.toLowerCase()]),
      permitted: asked.permitted,
      now: until,
      window: { since: new Date(until.getTime() - hourMs), until },
      signal,
    }),
    kind && readUsage(cluster, kind, [namespace], signal),
    object.kind === 'Service' ? slicesOf(cluster, object, signal) : [],
  ]);
  addObjects(snapshot, slices);
  const references = await referenceLines(cluster, object, snapshot, signal);
  const findings = diagnose(snapshot, { names: [name] })
    .filter((finding) => finding.object === own || finding.related.includes(own))
    .map(({ depth: _, ...finding }) => finding);
  const notChecked = snapshot.unread.map(({ words }) => words);
  return {
    lines: [
      ...describe(object, snapshot),
      ...(usage ? [usage.unknown ?? `usage: ${usageWords(object, usage.of.get(own))}`] : []),
      ...references,
      ...findings.flatMap((f) => [
        `finding [${f.severity} ${f.category}] ${f.title}`,
        ...f.evidence.map((line) => `   > ${line}`),
      ]),
      ...notChecked.map((words) => `not checked: ${words}`),
    ],
    structured: { findings, examined: [own], notChecked },
  };
}

async function find(
  cluster: Cluster,
  resource: Resource,
  { name, spaces }: ObjectQuestion,
  signal: AbortSignal,
): Promise<AnyObject> {
  const fieldSelector = `metadata.name=${name}`;
  const lists = await Promise.all(
    spaces.map((namespace) => cluster.list(resource, { namespace, fieldSelector }, signal)),
  );
  const [object, ...others] = lists.flatMap(({ items }) => items);
  if (object && others.length === 0) return object;
  if (object) {
    throw new ToolError('invalid_arguments', `${name} is in several namespaces`, {
      hint: `namespace is one of ${[object, ...others].map((o) => o.metadata.namespace).join(', ')}`,
    });
  }
  const all = await Promise.all(
    spaces.map((namespace) => cluster.list(resource, { namespace, metadataOnly: true }, signal)),
  );
  throw unknown(
    all.flatMap(({ items }) => items),
    resource,
    name,
  );
}

function unknown(objects: AnyObject[], { kind }: Resource, name: string): ToolError {
  const close = nearest(
    name,
    objects.map((object) => object.metadata.name),
  );
  const places = close.flatMap((c) => objects.filter((o) => o.metadata.name === c).map(ref)).slice(0, 5);
  return new ToolError('not_found', `no ${kind} '${name}'`, {
    hint: places.length > 0 ? `nearest: ${places.join(', ')}` : `k8s_get kind=${kind} lists those there are`,
  });
}

/** What a Service's own EndpointSlices say; not so important that it may not be refused. */
async function slicesOf(cluster: Cluster, { metadata }: AnyObject, signal: AbortSignal): Promise<AnyObject[]> {
  const labelSelector = `kubernetes.io/service-name=${metadata.name},endpointslice.kubernetes.io/managed-by=endpointslice-controller.k8s.io`;
  try {
    return (await cluster.list(resources.endpointSlices, { namespace: metadata.namespace, labelSelector }, signal))
      .items;
  } catch (error) {
    if (error instanceof ToolError) return [];
    throw error;
  }
}
