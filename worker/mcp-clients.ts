import type { Logger } from 'pino';
import type { ToolDefinition } from '../activities/models/model.ts';
import type { ToolAnswer, ToolRequest, Tools } from '../activities/tools.ts';
import type { Clock } from '../mcp-servers/runtime/clock.ts';
import { nearest } from '../mcp-servers/runtime/nearest.ts';
import { redact } from '../mcp-servers/runtime/redact.ts';
import { sanitise } from '../mcp-servers/runtime/sanitise.ts';
import { connectLocally } from '../mcp-servers/runtime/server.ts';
import type { ServerDefinition } from '../mcp-servers/runtime/tool.ts';
import type { ToolCatalogue } from '../workflows/contract.ts';
import { childTransport } from './child-transport.ts';
import { httpTransport } from './http-transport.ts';
import type { McpServerConfig } from './mcp-config.ts';
import type { ListedTool } from './mcp-connection.ts';
import { type Link, type Opened, openLink } from './mcp-link.ts';
import { packageRoot } from './package-root.ts';
import { ServerUnavailable } from './server-unavailable.ts';

export interface McpClientsOptions {
  servers: McpServerConfig[];
  /** Servers that run inside this process, by name. Everything of theirs may be called, what reads is offered. */
  local: Record<string, ServerDefinition>;
  clock: Clock;
  log: Pick<Logger, 'info' | 'warn'>;
  /** Milliseconds, default 15,000. */
  connectTimeoutMs?: number;
}

/** All MCP servers, as one set of tools. */
export interface McpClients extends Tools {
  /** What a model is offered, sorted by name so that prompts can be cached; all of them where no names are given. */
  definitions(names?: string[]): Promise<ToolDefinition[]>;
  /** Starts those that are processes of our own, which takes a second; never throws. What is behind a URL may come up later. */
  warm(): Promise<void>;
  /** How each server says that its tools are best used. */
  instructions(): Promise<{ server: string; text: string }[]>;
  /** Names of all servers, reached or not. */
  servers: string[];
  /** Ends every session and every child, and with the child whatever it started. */
  close(): Promise<void>;
}

/** Two servers list one name: the model could not say which it means. */
export class ToolNameConflict extends Error {
  constructor(tool: string, servers: string[]) {
    super(
      `tool '${tool}' is offered by ${servers.join(' and by ')}: name it in the 'allow' of one of them in mcp.json only`,
    );
    this.name = 'ToolNameConflict';
  }
}

interface Member {
  link: Link;
  isProcess: boolean;
  allows(tool: string): boolean;
}

interface Found extends ListedTool {
  server: string;
  link: Link;
}

/** A server that was away is tried again in the background, no more often than this. */
const retryAfterMs = 10_000;
/** The in-process servers are limited by what they call, not by us. */
const localConcurrency = 64;
const localTimeoutMs = 75_000;

/** Opens nothing yet: sessions are made when they are first needed. Throws where two servers have one name. */
export function openMcpClients(options: McpClientsOptions): McpClients {
  const { servers, local, log } = options;
  const members: Member[] = [
    ...Object.entries(local).map(([name, definition]) => localMember(name, definition, options)),
    ...servers.map((server) => configuredMember(server, options)),
  ];
  const names = members.map(({ link }) => link.name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice)
    throw new Error(`mcpServers.${twice}: the name is taken by the worker's own ${twice} server, choose another`);

  const warned = new Set<string>();

  /** Connects what was never tried, and tries what was away again without making anybody wait. */
  async function reach(wanted: Member[] = members): Promise<void> {
    await Promise.all(
      wanted.map(async ({ link }) => {
        const failure = link.failure();
        if (failure && performance.now() - failure.at < retryAfterMs) return;
        const connecting = link.tools().catch((error: unknown) => {
          const reason = error instanceof Error ? error.message : String(error);
          if (!warned.has(reason)) log.warn({ server: link.name, reason }, 'MCP server not reached');
          warned.add(reason);
        });
        if (!failure && !link.known()) await connecting;
      }),
    );
  }

  /** Every tool that may be called now, sorted by name. */
  function callable(): Found[] {
    const found = members.flatMap(({ link, allows }) =>
      link.failure()
        ? []
        : (link.known() ?? []).filter(({ name }) => allows(name)).map((tool) => ({ ...tool, server: link.name, link })),
    );
    found.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    found.forEach((tool, i) => {
      const next = found[i + 1];
      if (next?.name === tool.name) throw new ToolNameConflict(tool.name, [tool.server, next.server]);
    });
    return found;
  }

  async function offered(): Promise<Found[]> {
    await reach();
    return callable().filter(({ reads }) => reads);
  }

  const named = ({ name, server }: Found) => ({ name, server });

  async function ownerOf(tool: string): Promise<Found | undefined> {
    const known = callable().find(({ name }) => name === tool);
    if (known) return known;
    const candidates = members.filter(({ allows }) => allows(tool));
    await reach(candidates);
    const found = callable().find(({ name }) => name === tool);
    if (found) return found;
    // Only where it is certain that no server in reach has it: it may be a tool of the one that is away.
    const away = candidates.find(({ link }) => link.failure());
    const reason = away?.link.failure()?.reason;
    if (away && reason !== undefined)
      throw new ServerUnavailable(away.link.name, 'cannot-start', `can't be reached: ${reason}`);
    return undefined;
  }

  return {
    servers: names,

    async catalogue(): Promise<ToolCatalogue> {
      await reach();
      const all = callable();
      const tools = all.filter(({ reads }) => reads);
      return {
        offered: tools.map(named),
        firstLook: tools.filter(({ firstLook }) => firstLook).map(named),
        writing: all.filter(({ reads }) => !reads).map(named),
        unreachable: members.flatMap(({ link }) => {
          const failure = link.failure();
          return failure ? [{ server: link.name, reason: failure.reason }] : [];
        }),
      };
    },

    warm: () => reach(members.filter(({ isProcess }) => isProcess)),

    async inventories() {
      const tools = await offered();
      return tools.flatMap(({ name, server, inventory }) =>
        inventory ? [{ server, tool: name, args: inventory }] : [],
      );
    },

    async definitions(wanted) {
      const tools = await offered();
      return tools
        .filter(({ name }) => wanted === undefined || wanted.includes(name))
        .map(({ name, description, inputSchema }) => ({ name, description, inputSchema }));
    },

    async instructions() {
      await reach();
      return members.flatMap(({ link }) => {
        const text = sanitise(link.instructions());
        return text === '' ? [] : [{ server: link.name, text }];
      });
    },

    async call({ tool, args, signal, onProgress }: ToolRequest): Promise<ToolAnswer> {
      const owner = await ownerOf(tool);
      if (owner) return owner.link.call({ tool, args, signal, onProgress });
      const known = callable().map(({ name }) => name);
      const [closest] = nearest(tool, known, 1);
      const hint = closest ? `did you mean '${closest}'?` : "see 'allow' in mcp.json";
      const text = `not_allowed: no server offers a tool '${sanitise(redact(tool)).slice(0, 100)}', ${hint}`;
      return { text, isError: true, error: { code: 'not_allowed', retryable: false, hint } };
    },

    async close() {
      await Promise.all(members.map(({ link }) => link.close()));
    },
  };
}

function localMember(name: string, definition: ServerDefinition, options: McpClientsOptions): Member {
  const own = new Set(definition.tools.map((tool) => tool.name));
  const link = openLink({
    name,
    timeoutMs: localTimeoutMs,
    concurrency: localConcurrency,
    connectTimeoutMs: options.connectTimeoutMs ?? 15_000,
    async open(): Promise<Opened> {
      const transport = await connectLocally(definition, options.clock);
      const close = () => transport.close();
      return { transport, close, kill: close };
    },
  });
  return { link, isProcess: false, allows: (tool) => own.has(tool) };
}

function configuredMember(server: McpServerConfig, { log, connectTimeoutMs = 15_000 }: McpClientsOptions): Member {
  const { name, timeoutMs, concurrency, allow } = server;
  const open = () =>
    openTransport(server, (line) => log.info({ server: name, line: redact(sanitise(line)) }, 'stderr'));
  return {
    link: openLink({ name, timeoutMs, concurrency, connectTimeoutMs, open }),
    isProcess: server.transport.kind === 'stdio',
    allows: (tool) =>
      allow.some((entry) => (entry.endsWith('*') ? tool.startsWith(entry.slice(0, -1)) : tool === entry)),
  };
}

async function openTransport(
  { transport: config }: McpServerConfig,
  onStderr: (line: string) => void,
): Promise<Opened> {
  if (config.kind === 'stdio') {
    // Paths in `args` are the package's, wherever the worker was started from.
    const transport = childTransport({ ...config, cwd: config.cwd ?? packageRoot() }, onStderr);
    return { transport, ending: transport.ending, close: () => transport.close(), kill: () => transport.kill() };
  }
  const transport = httpTransport(config.url, config.headers);
  const close = async () => {
    // So that the server aborts what it still does for us; it may be gone already.
    await Promise.race([
      transport.terminateSession(),
      new Promise((resolve) => setTimeout(resolve, 1_000).unref()),
    ]).catch(() => undefined);
    await transport.close();
  };
  return { transport, close, kill: close };
}
