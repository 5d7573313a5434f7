import type { Tool } from '@modelcontextprotocol/sdk/types.js';
import { connectInMemory } from './connect.ts';
import { definitionOf, type ServerName } from './four-servers.ts';

/** What a client of a server can rely on: everything that is listed, but what depends on the environment. */
export interface Contract {
  capabilities: unknown;
  tools: Tool[];
  prompts: unknown[];
  resources: unknown[];
}

/** As the wire carries it. */
export async function contractOf(server: ServerName, env: Record<string, string>): Promise<Contract> {
  const definition = await definitionOf(server, env);
  const connected = await connectInMemory(definition);
  try {
    const { client } = connected;
    return {
      capabilities: client.getServerCapabilities(),
      tools: await connected.tools(),
      prompts: definition.prompts ? (await client.listPrompts()).prompts : [],
      resources: definition.resources ? (await client.listResources()).resources : [],
    };
  } finally {
    await connected.close();
    await definition.close?.();
  }
}

/** What the model reads of a tool on every turn: the worker leaves title, annotations and `_meta` out. */
export const definitionChars = (tools: Tool[]): number =>
  tools.reduce(
    (sum, { name, description, inputSchema }) => sum + JSON.stringify({ name, description, inputSchema }).length,
    0,
  );

/** Tools that the worker offers to a model. */
export const offered = ({ tools }: Contract): Tool[] => tools.filter(({ annotations }) => annotations?.readOnlyHint);
