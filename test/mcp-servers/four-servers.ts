import { join } from 'node:path';
import { awsServer } from '../../mcp-servers/aws/server.ts';
import { githubServer } from '../../mcp-servers/github/server.ts';
import { kubernetesServer } from '../../mcp-servers/kubernetes/server.ts';
import { clockFrom } from '../../mcp-servers/runtime/clock.ts';
import type { ServerFactory } from '../../mcp-servers/runtime/serve.ts';
import { slackServer } from '../../mcp-servers/slack/server.ts';
import { type Connected, connectHttp, connectStdio } from './connect.ts';

const factories = {
  kubernetes: kubernetesServer,
  aws: awsServer,
  github: githubServer,
  slack: slackServer,
} satisfies Record<string, ServerFactory>;

export type ServerName = keyof typeof factories;
export const serverNames: ServerName[] = ['kubernetes', 'aws', 'github', 'slack'];

export const transports = ['stdio', 'HTTP'] as const;
export type TransportName = (typeof transports)[number];

/** Every server over every transport, for `describe.each`. */
export const everyWay = serverNames.flatMap((server) => transports.map((transport) => ({ server, transport })));

export const definitionOf = (server: ServerName, env: Record<string, string>) => factories[server](env);

/** One of the four, as a child on stdio or behind a port of this process, with the estate's environment. */
export async function connectServer(
  server: ServerName,
  transport: TransportName,
  env: Record<string, string>,
): Promise<Connected> {
  if (transport === 'stdio') {
    return connectStdio(join(import.meta.dirname, `../../mcp-servers/${server}/main.ts`), env);
  }
  return connectHttp(definitionOf(server, env), { clock: clockFrom(env) });
}
