import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import {
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  McpError,
  ReadResourceRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { clean } from './clean.ts';
import type { Clock } from './clock.ts';
import type { ServerDefinition } from './tool.ts';

/** The protocol's code for a resource that does not exist; the SDK has no name for it. */
const resourceNotFound = -32_002;

const markdown = 'text/markdown';

/** Answers `resources/list` and `resources/read` where the definition has resources. */
export function offerResources({ server }: McpServer, { resources = [] }: ServerDefinition, now: Clock): void {
  if (resources.length === 0) return;
  server.setRequestHandler(ListResourcesRequestSchema, () => ({
    resources: resources.map(({ uri, name, title, description, mimeType = markdown }) => ({
      uri,
      name,
      title,
      description,
      mimeType,
    })),
  }));
  // Clients ask for templates wherever resources are declared; there are none.
  server.setRequestHandler(ListResourceTemplatesRequestSchema, () => ({ resourceTemplates: [] }));
  server.setRequestHandler(ReadResourceRequestSchema, async ({ params: { uri } }, { signal }) => {
    const found = resources.find((resource) => resource.uri === uri);
    if (!found) {
      throw new McpError(resourceNotFound, `no resource ${uri}, known: ${resources.map((r) => r.uri).join(', ')}`);
    }
    const text = clean(await found.read({ signal, now }));
    return { contents: [{ uri, mimeType: found.mimeType ?? markdown, text }] };
  });
}
