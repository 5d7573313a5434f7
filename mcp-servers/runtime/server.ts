import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { CallToolRequestSchema, ErrorCode, ListToolsRequestSchema, McpError } from '@modelcontextprotocol/sdk/types.js';
import { callTool } from './call-tool.ts';
import type { Clock } from './clock.ts';
import { describeTool } from './describe-tool.ts';
import { nearest } from './nearest.ts';
import { offeredCapabilities, offerPrompts } from './serve-prompts.ts';
import { offerResources } from './serve-resources.ts';
import type { ServerDefinition } from './tool.ts';
import { version } from './version.ts';

/** Puts a definition behind the MCP protocol. One for each connection or session; the definition is shared by all. */
export function createMcpServer(definition: ServerDefinition, { clock }: { clock: Clock }): McpServer {
  const server = new McpServer({ name: definition.name, version }, { instructions: definition.instructions });
  // Not in the constructor, where the SDK would declare that lists change: ours never do while a program runs.
  server.server.registerCapabilities({ tools: {}, ...offeredCapabilities(definition) });
  offerPrompts(server, definition, clock);
  offerResources(server, definition, clock);
  const tools = new Map(definition.tools.map((tool) => [tool.name, tool]));
  if (tools.size < definition.tools.length) throw new Error(`${definition.name} has two tools of one name`);
  const described = definition.tools.map(describeTool);

  server.server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: described }));
  server.server.setRequestHandler(CallToolRequestSchema, async ({ params }, { signal, _meta, sendNotification }) => {
    const tool = tools.get(params.name);
    if (!tool) {
      const [closest] = nearest(params.name, tools.keys(), 1);
      const hint = closest ? `did you mean '${closest}'?` : `known: ${[...tools.keys()].join(', ')}`;
      throw new McpError(ErrorCode.InvalidParams, `unknown tool '${params.name}', ${hint}`);
    }
    const progressToken = _meta?.progressToken;
    let steps = 0;
    const progress = (message: string) => {
      if (progressToken === undefined) return;
      steps += 1;
      const params = { progressToken, progress: steps, message };
      // A client that is gone is noticed by the signal, not by a progress message.
      sendNotification({ method: 'notifications/progress', params }).catch(() => undefined);
    };
    return callTool(tool, { args: params.arguments ?? {}, signal, clock, progress });
  });
  return server;
}

/** Connects a server inside this process; closing the returned client side closes the server's too. */
export async function connectLocally(definition: ServerDefinition, clock: Clock): Promise<Transport> {
  const [clientSide, serverSide] = InMemoryTransport.createLinkedPair();
  await createMcpServer(definition, { clock }).connect(serverSide);
  return clientSide;
}
