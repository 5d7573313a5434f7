import { categoriesResource } from '../runtime/categories-resource.ts';
import { diagnosePrompt } from '../runtime/diagnose-prompt.ts';
import { placesResource } from '../runtime/places-resource.ts';
import type { ServerDefinition } from '../runtime/tool.ts';
import { placeName, readConfig } from './config.ts';
import { connectAll } from './connection.ts';
import { permissions } from './permissions.ts';
import { advice } from './prompt.ts';
import { changesTool } from './tools/changes.ts';
import { getTool } from './tools/get.ts';
import { logsTool } from './tools/logs.ts';
import { logsQueryTool } from './tools/logs-query.ts';
import { metricsTool } from './tools/metrics.ts';
import { tracesTool } from './tools/traces.ts';
import { triageTool } from './tools/triage.ts';

const instructions = (places: string): string =>
  [
    'Reads AWS; nothing here writes. Call aws_triage first: its findings have causes before symptoms and say which call is',
    'worth making next. Then aws_get for services and alarms, aws_logs for one log group; aws_logs_query only for what',
    'these cannot answer, since it costs by what it scans.',
    `Readable: ${places}. account and region are needed only where several are. since and until: a duration before now`,
    '(15m, 2h) or RFC 3339 with a zone; times are UTC. scope: {service, names, accounts: [{account, regions}], log_groups}.',
    'Objects are written aws:<service>/<name>. Values of environment variables are never shown.',
  ].join('\n');

/** The AWS server over the accounts and regions that the environment allows; throws one error that lists every problem. */
export function awsServer(env: Record<string, string | undefined>): ServerDefinition {
  const config = readConfig(env);
  const connections = connectAll(config);
  const places = config.places.map(placeName);
  const tools = [
    triageTool(connections),
    getTool(connections),
    metricsTool(connections),
    changesTool(connections),
    tracesTool(connections),
    logsTool(connections),
    logsQueryTool(connections, config.maxScanBytes),
  ];
  const context = { description: 'An account and region', suggest: () => places };
  const allowed = placesResource('aws', 'accounts and regions', () =>
    ['SRE_AGENT_AWS_ACCOUNTS and SRE_AGENT_AWS_REGIONS:', ...places.map((place) => `- ${place}`)].join('\n'),
  );
  return {
    name: 'sre-agent-aws',
    instructions: instructions(places.join(', ')),
    tools,
    prompts: [diagnosePrompt({ system: 'AWS', advice, context, tools })],
    resources: [allowed, permissions, categoriesResource('aws')],
    close() {
      for (const connection of connections) connection.close();
    },
  };
}
