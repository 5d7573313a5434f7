import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import {
  CallToolResultSchema,
  type ContentBlock,
  ListToolsResultSchema,
  type Tool,
  ToolListChangedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { firstLookKey, inventoryKey } from '../mcp-servers/runtime/describe-tool.ts';
import { sanitise } from '../mcp-servers/runtime/sanitise.ts';
import { version } from '../mcp-servers/runtime/version.ts';
import { type ToolErrorInfo, toolErrorSchema } from '../workflows/contract.ts';

/** A tool as a server lists it. */
export interface ListedTool {
  name: string;
  description: string;
  /** JSON Schema of its arguments. */
  inputSchema: Record<string, unknown>;
  /** False where it is annotated as writing. */
  reads: boolean;
  firstLook: boolean;
  /** Arguments with which it lists what exists. */
  inventory?: Record<string, unknown>;
}

/** What a tool answered; an error of the tool is an answer too. */
export interface Answered {
  text: string;
  structured?: Record<string, unknown>;
  isError: boolean;
  error?: ToolErrorInfo;
}

export interface CallOptions {
  signal: AbortSignal;
  /** Milliseconds after which the call is cancelled and fails with McpError RequestTimeout. */
  timeoutMs: number;
  onProgress?: ((message: string) => void) | undefined;
}

/** One initialised MCP session. */
export interface Connection {
  tools(): ListedTool[];
  instructions: string;
  call(name: string, args: Record<string, unknown>, options: CallOptions): Promise<Answered>;
  /** Set when the session has ended, for whatever reason. */
  closed: AbortSignal;
}

/** Initialises a session and lists its tools, within `timeoutMs` each. The transport is the caller's to close. */
export async function connect(transport: Transport, timeoutMs: number): Promise<Connection> {
  const client = new Client({ name: 'sre-agent', version }, { capabilities: {} });
  const closed = new AbortController();
  client.onclose = () => closed.abort();
  await client.connect(transport, { timeout: timeoutMs });
  let tools = await listTools(client, timeoutMs);
  client.setNotificationHandler(ToolListChangedNotificationSchema, async () => {
    tools = await listTools(client, timeoutMs);
  });
  return {
    tools: () => tools,
    instructions: client.getInstructions() ?? '',
    closed: closed.signal,
    async call(name, args, { signal, timeoutMs: timeout, onProgress }) {
      // Not `callTool`: that refuses answers that break a foreign server's own output schema, which we never read.
      const result = await client.request(
        { method: 'tools/call', params: { name, arguments: args } },
        CallToolResultSchema,
        {
          signal,
          timeout,
          ...(onProgress && { onprogress: ({ message }) => onProgress(sanitise(message ?? '')) }),
        },
      );
      return answered(result.content, result.structuredContent, result.isError === true);
    },
  };
}

async function listTools(client: Client, timeout: number): Promise<ListedTool[]> {
  const tools: Tool[] = [];
  let cursor: string | undefined;
  do {
    const params = cursor === undefined ? {} : { cursor };
    const page = await client.request({ method: 'tools/list', params }, ListToolsResultSchema, { timeout });
    tools.push(...page.tools);
    cursor = page.nextCursor;
  } while (cursor !== undefined && tools.length < 1_000);
  return tools.map(listed);
}

function listed({ name, description, inputSchema, annotations, _meta }: Tool): ListedTool {
  const inventory = _meta?.[inventoryKey];
  const writes = annotations?.readOnlyHint === false || (annotations?.destructiveHint && !annotations.readOnlyHint);
  return {
    name,
    description: sanitise(description ?? ''),
    inputSchema,
    reads: !writes,
    firstLook: _meta?.[firstLookKey] === true,
    ...(isRecord(inventory) && { inventory }),
  };
}

function answered(
  content: ContentBlock[],
  structured: Record<string, unknown> | undefined,
  isError: boolean,
): Answered {
  const said = content.map(textOf).join('\n');
  const text = sanitise(said === '' && structured ? JSON.stringify(structured) : said);
  if (!isError) return { text, ...(structured && { structured: sanitiseDeep(structured) }), isError };
  const { data: error } = toolErrorSchema.safeParse(structured?.error);
  return { text, isError, error: error ?? { code: 'failed', retryable: false } };
}

function textOf(block: ContentBlock): string {
  switch (block.type) {
    case 'text':
      return block.text;
    case 'resource':
      return 'text' in block.resource ? block.resource.text : `[${block.resource.uri}: not text, left out]`;
    case 'resource_link':
      return `[${block.name}: ${block.uri}]`;
    default:
      return `[${block.type} of type ${block.mimeType}, left out]`;
  }
}

function sanitiseDeep(value: Record<string, unknown>): Record<string, unknown> {
  return JSON.parse(JSON.stringify(value, (_, inner) => (typeof inner === 'string' ? sanitise(inner) : inner)));
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
