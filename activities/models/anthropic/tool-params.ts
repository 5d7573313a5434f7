import type { Tool } from '@anthropic-ai/sdk/resources/messages';
import type { Block } from '../../../workflows/contract.ts';
import type { ToolDefinition } from '../model.ts';

/** MCP allows dots and slashes in a tool's name, the Messages API only these; one bad name would refuse the request. */
export const wireName = (name: string): string => name.replace(/[^a-zA-Z0-9_-]/g, '_').slice(0, 128);

/** Tools as the API takes them. Of two whose names become one there, the first is offered. */
export function toolParams(definitions: ToolDefinition[]): Tool[] {
  const names = definitions.map(({ name }) => wireName(name));
  return definitions.filter((_, at) => names.indexOf(names[at] ?? '') === at).map(toolParam);
}

/** The API refuses alternatives at the top of a schema; the server checks the arguments against them anyway. */
function toolParam({ name, description, inputSchema }: ToolDefinition): Tool {
  const { $schema, oneOf, anyOf, allOf, ...schema } = inputSchema;
  return { name: wireName(name), description, input_schema: { ...schema, type: 'object' } };
}

/** Calls by the names that the servers know. */
export function withServerNames(content: Block[], definitions: ToolDefinition[]): Block[] {
  return content.map((block) => {
    if (block.type !== 'tool_use') return block;
    const meant = definitions.find(({ name }) => wireName(name) === block.name);
    return meant ? { ...block, name: meant.name } : block;
  });
}
