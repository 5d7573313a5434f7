import { categoriesResource } from '../runtime/categories-resource.ts';
import { diagnosePrompt } from '../runtime/diagnose-prompt.ts';
import type { ServerDefinition } from '../runtime/tool.ts';
import { allowedPlaces } from './allowed.ts';
import { type Clusters, openClusters } from './clusters.ts';
import { readConfig } from './config.ts';
import { permissions } from './permissions.ts';
import { advice } from './prompt.ts';
import { changesTool } from './tools/changes.ts';
import { eventsTool } from './tools/events.ts';
import { getTool } from './tools/get.ts';
import { logsTool } from './tools/logs.ts';
import { triageTool } from './tools/triage.ts';

const instructions = [
  'Reads Kubernetes; nothing here writes. Call k8s_triage first: its findings have causes before symptoms and say which',
  'call is worth making next. Then k8s_get for one object with what explains it, k8s_logs, k8s_events, k8s_changes.',
  'context is needed only where several clusters are allowed. since and until: a duration before now (15m, 2h) or RFC 3339',
  'with a zone; times are UTC. scope: {service, names, clusters: [{context, namespaces}]} says what is asked about.',
  'Objects are written Kind/namespace/name, with - for no namespace. Secret data and environment values are never shown.',
].join('\n');

/** The Kubernetes server over the clusters that the environment names; throws one error that lists every problem. */
export function kubernetesServer(env: Record<string, string | undefined>): ServerDefinition {
  const clusters = openClusters(readConfig(env));
  const tools = [
    triageTool(clusters),
    getTool(clusters),
    logsTool(clusters),
    eventsTool(clusters),
    changesTool(clusters),
  ];
  const context = { description: 'A kubeconfig context', suggest: () => clusters.all.map(({ context: name }) => name) };
  return {
    name: 'sre-agent-kubernetes',
    instructions,
    tools,
    start: () => connectTo(clusters),
    prompts: [diagnosePrompt({ system: 'Kubernetes', advice, context, tools })],
    resources: [allowedPlaces(clusters), permissions, categoriesResource('kubernetes')],
  };
}

const connectWithinMs = 10_000;

/** Credentials and TLS take longer than most reads, and a connection stays; what fails here, a call will say. */
function connectTo({ all }: Clusters): void {
  for (const cluster of all) {
    cluster.document('/version', AbortSignal.timeout(connectWithinMs)).catch(() => undefined);
  }
}
