import { z } from 'zod';
import { defineTool } from '../../runtime/tool.ts';
import { type Clusters, readInside } from '../clusters.ts';
import { resolveKind } from '../kinds.ts';
import { listRows } from '../list-rows.ts';
import { listWorkloads } from '../list-workloads.ts';
import { oneObject } from '../one-object.ts';

/** Rows of a kind, or one object with what explains it. */
export function getTool(clusters: Clusters) {
  return defineTool({
    name: 'k8s_get',
    title: 'Kubernetes objects',
    description:
      "Rows of any kind (short names and custom resources too), or with name one object joined with what explains it: owners, conditions, container states, images, probes, usage, references that do not exist, a Service's or Ingress's path to pods, findings, events. kind workloads lists everything that runs.",
    input: z.strictObject({
      kind: z.string().min(1),
      name: z.string().optional(),
      namespace: z.string().optional(),
      context: z.string().optional(),
      selector: z.string().optional(),
      unhealthy_only: z.boolean().optional(),
      usage: z.boolean().optional().describe('beside requests and limits; pods and nodes'),
      page: z.string().optional().describe('as the answer before gave it'),
      yaml: z.boolean().optional().describe('the object itself, redacted'),
    }),
    inventory: { kind: 'workloads' },
    async run({ context, kind, name, namespace, ...how }, call) {
      if (/^workloads?$/i.test(kind) && !name) {
        return listWorkloads(clusters, { context, namespace, selector: how.selector }, call);
      }
      const cluster = clusters.pick(context);
      const resource = await resolveKind(cluster, kind, call.signal);
      const within = resource.namespaced ? namespace : undefined;
      const permitted = clusters.allowedNamespaces;
      const named = within ? [within] : resource.namespaced ? permitted : [];
      const spaces = named.length > 0 ? named : [undefined];
      return readInside(
        { clusters, cluster, namespace: within, signal: call.signal },
        () =>
          name === undefined
            ? listRows(cluster, resource, { ...how, spaces, where: within ? ` in ${within}` : '' }, call)
            : oneObject(cluster, resource, { name, spaces, yaml: how.yaml, permitted }, call),
        ({ structured }) => Array.isArray(structured?.rows) && structured.rows.length === 0,
      );
    },
  });
}
