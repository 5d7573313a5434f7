import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import type { Clock } from './clock.ts';
import type { Logger } from './log.ts';
import { createMcpServer } from './server.ts';
import type { ServerDefinition } from './tool.ts';
import { version } from './version.ts';

export interface HttpOptions {
  host: string;
  /** 0 for any free one. */
  port: number;
  /** Bearer token; required by every request but `/healthz` where it is set. */
  token?: string | undefined;
  /** Host names accepted beside loopback's; with a token and none named, any. */
  allowedHosts?: string[];
  /** Origins of browsers that may call; none by default but loopback's own. */
  allowedOrigins?: string[];
  /** Milliseconds for which calls in flight may go on when the server closes, default 5,000. */
  graceMs?: number;
  clock: Clock;
  log: Logger;
}

const bodyLimitBytes = 1024 * 1024;
/** A client that vanished without DELETE leaves its session for so long. */
const idleSessionMs = 30 * 60_000;
const mostSessions = 500;

interface Session {
  server: McpServer;
  transport: StreamableHTTPServerTransport;
  usedAt: number;
  /** Requests under way, the stream that a client keeps open for notifications included. */
  open: number;
  /** Those of them that wait for an answer. */
  calls: number;
}

/** Streamable HTTP at `/mcp`, one session for each client, so that a cancelled call is really aborted. */
export async function serveHttp(
  definition: ServerDefinition,
  { host, port, token, allowedHosts = [], allowedOrigins = [], graceMs = 5_000, clock, log }: HttpOptions,
): Promise<{ url: string; close(): Promise<void> }> {
  const sessions = new Map<string, Session>();

  async function openSession(): Promise<Session> {
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      maxRequestBodySize: bodyLimitBytes,
      onsessioninitialized: (id) => void sessions.set(id, session),
    });
    const server = createMcpServer(definition, { clock });
    const session: Session = { server, transport, usedAt: performance.now(), open: 0, calls: 0 };
    transport.onclose = () => {
      if (transport.sessionId !== undefined) sessions.delete(transport.sessionId);
    };
    await server.connect(transport);
    return session;
  }

  async function handleMcp(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const id = request.headers['mcp-session-id'];
    if (id === undefined && sessions.size >= mostSessions) return refuse(response, 503, 'too many sessions, try later');
    const session = id === undefined ? await openSession() : sessions.get(String(id));
    // 404 tells a client to initialise anew: this process was restarted, or the session had been idle for too long.
    if (!session) return refuse(response, 404, 'session not found, initialise a new one');
    const call = request.method === 'POST' ? 1 : 0;
    session.open += 1;
    session.calls += call;
    response.on('close', () => {
      session.open -= 1;
      session.calls -= call;
      session.usedAt = performance.now();
    });
    await session.transport.handleRequest(request, response);
    // A request that was no initialisation made no session, so nobody could ever use or end this one.
    if (id === undefined && session.transport.sessionId === undefined) await session.server.close();
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    if (path === '/healthz') return answer(response, 200, { status: 'ok', name: definition.name, version });
    if (path !== '/mcp') return refuse(response, 404, 'the MCP endpoint is /mcp');
    if (!hostAllowed(request.headers.host, allowedHosts, token !== undefined)) {
      return refuse(response, 403, `Host ${request.headers.host} is not allowed; see SRE_AGENT_MCP_ALLOWED_HOSTS`);
    }
    if (!originAllowed(request.headers.origin, allowedOrigins)) {
      return refuse(
        response,
        403,
        `Origin ${request.headers.origin} is not allowed; see SRE_AGENT_MCP_ALLOWED_ORIGINS`,
      );
    }
    if (token !== undefined && !bearerIs(token, request.headers.authorization)) {
      response.setHeader('www-authenticate', 'Bearer');
      return refuse(response, 401, 'a bearer token is required: Authorization: Bearer <SRE_AGENT_MCP_TOKEN>');
    }
    await handleMcp(request, response);
  }

  const http = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      log.error({ err: error }, 'request failed');
      if (!response.headersSent) refuse(response, 500, 'the server failed on this request');
      else response.end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(port, host, resolve);
  });
  const address = http.address();
  if (address === null || typeof address === 'string') throw new Error('listening without a TCP address');
  const url = `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}/mcp`;
  log.info({ server: definition.name, tools: definition.tools.length, url }, 'serving on HTTP');

  const sweep = setInterval(() => {
    for (const { server, open, usedAt } of sessions.values()) {
      if (open === 0 && performance.now() - usedAt > idleSessionMs) void server.close();
    }
  }, 60_000).unref();

  async function close(): Promise<void> {
    clearInterval(sweep);
    const closed = new Promise<void>((resolve) => http.close(() => resolve()));
    const late = performance.now() + graceMs;
    while (performance.now() < late && [...sessions.values()].some(({ calls }) => calls > 0)) await setTimeout(25);
    await Promise.all([...sessions.values()].map(({ server }) => server.close()));
    http.closeAllConnections();
    await closed;
    await definition.close?.();
  }

  return { url, close };
}

export const isLoopback = (host: string): boolean => /^(?:localhost|127(?:\.\d{1,3}){3}|::1|\[::1\])$/i.test(host);

/** A page that a name was rebound to reaches loopback with its own name in Host. */
function hostAllowed(header: string | undefined, allowed: string[], guarded: boolean): boolean {
  const host = (header ?? '').replace(/:\d+$/, '').toLowerCase();
  if (isLoopback(host) || allowed.some((name) => name.toLowerCase() === host)) return true;
  return guarded && allowed.length === 0;
}

function originAllowed(origin: string | undefined, allowed: string[]): boolean {
  if (origin === undefined) return true;
  if (allowed.includes(origin)) return true;
  return URL.canParse(origin) && isLoopback(new URL(origin).hostname);
}

/** In constant time: both are hashed first, so that not even the length shows. */
function bearerIs(token: string, header: string | undefined): boolean {
  const given = /^Bearer +(\S+)$/i.exec(header ?? '')?.[1] ?? '';
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}

function refuse(response: ServerResponse, status: number, message: string): void {
  answer(response, status, { jsonrpc: '2.0', error: { code: status === 404 ? -32_001 : -32_000, message }, id: null });
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
