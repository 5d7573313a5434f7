import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { Tool } from '@modelcontextprotocol/sdk/types.js';
import { pino } from 'pino';
import type { Clock } from '../../mcp-servers/runtime/clock.ts';
import { type HttpOptions, serveHttp } from '../../mcp-servers/runtime/http.ts';
import { connectLocally } from '../../mcp-servers/runtime/server.ts';
import type { ServerDefinition } from '../../mcp-servers/runtime/tool.ts';

/** What a client sees of one call. */
export interface Called {
  text: string;
  structured: Record<string, unknown>;
  isError: boolean;
}

/** A connected MCP client, as the tests of every server use it. */
export interface Connected {
  tools(): Promise<Tool[]>;
  call(name: string, args?: Record<string, unknown>, options?: CallOptions): Promise<Called>;
  instructions: string;
  client: Client;
  close(): Promise<void>;
}

export interface CallOptions {
  signal?: AbortSignal;
  onProgress?: (message: string) => void;
  /** Milliseconds, default 20,000. */
  timeout?: number;
}

/** The server inside this process, over the SDK's in-memory transport: same protocol, no process. */
export async function connectInMemory(
  definition: ServerDefinition,
  clock: Clock = () => new Date(),
): Promise<Connected> {
  return connect(await connectLocally(definition, clock));
}

/** `node entry.ts` as a child of its own, with this environment and PATH and nothing else. */
export async function connectStdio(
  entry: string,
  env: Record<string, string>,
  args: string[] = [],
): Promise<Connected> {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: ['--no-warnings', entry, ...args],
    // Emptied as far as the SDK would pass them on by itself.
    env: { HOME: '', LOGNAME: '', SHELL: '', TERM: '', USER: '', PATH: process.env.PATH ?? '', ...env },
    stderr: 'pipe',
  });
  let complaints = '';
  transport.stderr?.on('data', (chunk: Buffer) => {
    complaints = (complaints + chunk.toString('utf8')).slice(-4_000);
  });
  try {
    return await connect(transport);
  } catch (error) {
    throw new Error(`${entry} did not start: ${String(error)}\n${complaints}`);
  }
}

/** The server on a loopback port of this process, over Streamable HTTP. */
export async function connectHttp(
  definition: ServerDefinition,
  options: Partial<HttpOptions> & { headers?: Record<string, string> } = {},
): Promise<Connected & { url: string }> {
  const log = pino({ level: 'silent' });
  const http = await serveHttp(definition, { host: '127.0.0.1', port: 0, clock: () => new Date(), log, ...options });
  try {
    const headers = { ...(options.token && { authorization: `Bearer ${options.token}` }), ...options.headers };
    const transport = new StreamableHTTPClientTransport(new URL(http.url), { requestInit: { headers } });
    const connected = await connect(transport);
    const close = async () => {
      await transport.terminateSession().catch(() => undefined);
      await connected.close();
      await http.close();
    };
    return { ...connected, url: http.url, close };
  } catch (error) {
    await http.close();
    throw error;
  }
}

async function connect(transport: Transport): Promise<Connected> {
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(transport);
  return {
    client,
    instructions: client.getInstructions() ?? '',
    tools: async () => (await client.listTools()).tools,
    async call(name, args = {}, { signal, onProgress, timeout = 20_000 } = {}) {
      const result = await client.callTool({ name, arguments: args }, undefined, {
        timeout,
        ...(signal && { signal }),
        ...(onProgress && { onprogress: ({ message }) => onProgress(message ?? '') }),
      });
      const content = Array.isArray(result.content) ? result.content : [];
      return {
        text: content.map((block) => (block.type === 'text' ? block.text : '')).join('\n'),
        structured: (result.structuredContent ?? {}) as Record<string, unknown>,
        isError: result.isError === true,
      };
    },
    close: () => client.close(),
  };
}
