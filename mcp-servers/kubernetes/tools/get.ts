import { stringify } from 'yaml';
import { z } from 'zod';
import { nearest } from '../../runtime/nearest.ts';
import { defineTool, type ToolAnswer, type ToolContext } from '../../runtime/tool.ts';
import { ToolError } from '../../runtime/tool-error.ts';
import { type Clusters, checkNamespace } from '../clusters.ts';
import { describe } from '../describe.ts';
import { diagnose } from '../diagnose.ts';
import { resolveKind } from '../kinds.ts';
import { listWorkloads } from '../list-workloads.ts';
import { look } from '../look.ts';
import type { AnyObject } from '../objects.ts';
import { ref } from '../objects.ts';
import type { Cluster, Resource } from '../read.ts';
import { redactObject } from '../redact-object.ts';
import { rowOf } from '../rows.ts';

const mostRows = 200;
const hourMs = 60 * 60_000;

interface Question {
  kind: string;
  name?: string | undefined;
  namespace?: string | undefined;
  selector?: string | undefined;
  unhealthy_only?: boolean | undefined;
  yaml?: boolean | undefined;
}

export function getTool(clusters: Clusters) {
  return defineTool({
    name: 'k8s_get',
    title: 'Kubernetes objects',
    description:
      'Rows of any kind (short names and custom resources too), or with name one object joined with what explains it: owners, conditions, container states, images, probes, path to pods, findings, events. kind workloads lists everything that runs.',
    input: z.strictObject({
      kind: z.string().min(1),
      name: z.string().optional(),
      namespace: z.string().optional(),
      context: z.string().optional(),
      selector: z.string().optional(),
      unhealthy_only: z.boolean().optional(),
      yaml: z.boolean().optional().describe('the object itself, redacted'),
    }),
    inventory: { kind: 'workloads' },
    async run({ context, ...question }, call) {
      if (/^workloads?$/i.test(question.kind) && !question.name)
        return listWorkloads(clusters, { context, ...question }, call);
      const cluster = clusters.pick(context);
      const { signal } = call;
      const resource = await resolveKind(cluster, question.kind, signal);
      if (question.namespace && resource.namespaced)
        await checkNamespace(clusters, cluster, question.namespace, signal);
      const objects = await read(clusters, cluster, resource, question, signal);
      return question.name === undefined
        ? rows(objects, resource, question, call)
        : one(clusters, objects, cluster, resource, { ...question, name: question.name }, call);
    },
  });
}

async function read(
  clusters: Clusters,
  cluster: Cluster,
  resource: Resource,
  { namespace, selector }: Question,
  signal: AbortSignal,
): Promise<AnyObject[]> {
  const spaces = !resource.namespaced ? [undefined] : namespace ? [namespace] : clusters.allowedNamespaces;
  const lists = await Promise.all(
    (spaces.length > 0 ? spaces : [undefined]).map((space) =>
      cluster.list(resource, { namespace: space, labelSelector: selector }, signal),
    ),
  );
  return lists.flatMap(({ items }) => items);
}

function rows(objects: AnyObject[], resource: Resource, question: Question, { now }: ToolContext): ToolAnswer {
  const all = objects.map((object) => rowOf(object, now()));
  const bad = all.filter((row) => !row.healthy);
  const wanted = question.unhealthy_only ? bad : [...bad, ...all.filter((row) => row.healthy)];
  const shown = wanted.slice(0, mostRows);
  const where = question.namespace ? ` in ${question.namespace}` : '';
  return {
    lines: [
      `${all.length} ${resource.plural}${where}, ${bad.length} unhealthy, ${shown.length} shown`,
      ...shown.map((row) => row.text),
    ],
    structured: {
      examined: [`${all.length} ${resource.plural}${where}`],
      rows: shown.map(({ ref, healthy }) => ({ ref, healthy })),
    },
  };
}

async function one(
  clusters: Clusters,
  objects: AnyObject[],
  cluster: Cluster,
  resource: Resource,
  question: Question & { name: string },
  { signal, now }: ToolContext,
): Promise<ToolAnswer> {
  const named = objects.filter((object) => object.metadata.name === question.name);
  const [object] = named;
  if (!object) throw unknown(objects, resource, question.name);
  if (named.length > 1 && !question.namespace) {
    throw new ToolError('invalid_arguments', `${question.name} is in several namespaces`, {
      hint: `namespace is one of ${named.map((o) => o.metadata.namespace).join(', ')}`,
    });
  }
  if (question.yaml) {
    return {
      lines: [`# ${ref(object)}`, ...stringify(redactObject(object)).trimEnd().split('\n')],
      structured: { examined: [ref(object)] },
    };
  }
  const { namespace } = object.metadata;
  const until = now();
  const window = { since: new Date(until.getTime() - hourMs), until };
  const snapshot = await look({
    cluster,
    namespaces: namespace ? [namespace] : [],
    names: new Set([object.metadata.name.toLowerCase()]),
    permitted: clusters.allowedNamespaces,
    now: until,
    window,
    signal,
  });
  const own = ref(object);
  const findings = diagnose(snapshot, { names: [object.metadata.name] })
    .filter((finding) => finding.object === own || finding.related.includes(own))
    .map(({ depth: _, ...finding }) => finding);
  return {
    lines: [
      ...describe(object, snapshot),
      ...findings.flatMap((f) => [
        `finding [${f.severity} ${f.category}] ${f.title}`,
        ...f.evidence.map((line) => `   > ${line}`),
      ]),
      ...snapshot.unread.map(({ words }) => `not checked: ${words}`),
    ],
    structured: { findings, examined: [own], notChecked: snapshot.unread.map(({ words }) => words) },
  };
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
