import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import type { Clock } from './clock.ts';
import { bearerIs, hostAllowed, originAllowed } from './http-guards.ts';
import type { Logger } from './log.ts';
import { defaultRates, type RateLimit, rateLimit } from './rate-limit.ts';
import { BadBody, readBody, requestsIn } from './read-body.ts';
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
  /** Requests a second; a burst may be five seconds' worth. */
  rates?: { server: number; session: number };
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
  limit: RateLimit;
  usedAt: number;
  /** Requests under way, the stream that a client keeps open for notifications included. */
  open: number;
  /** Those of them that wait for an answer. */
  calls: number;
}

/** Streamable HTTP at `/mcp`, one session for each client, so that a cancelled call is really aborted. */
export async function serveHttp(
  definition: ServerDefinition,
  options: HttpOptions,
): Promise<{ url: string; close(): Promise<void> }> {
  const { host, port, token, allowedHosts = [], allowedOrigins = [], rates = defaultRates } = options;
  const { graceMs = 5_000, clock, log } = options;
  const sessions = new Map<string, Session>();
  const limit = rateLimit(rates.server);

  async function openSession(): Promise<Session> {
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => void sessions.set(id, session),
    });
    const server = createMcpServer(definition, { clock });
    const counted = { usedAt: performance.now(), open: 0, calls: 0 };
    const session: Session = { server, transport, limit: rateLimit(rates.session), ...counted };
    transport.onclose = () => {
      if (transport.sessionId !== undefined) sessions.delete(transport.sessionId);
    };
    await server.connect(transport);
    return session;
  }

  async function handleMcp(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = request.method === 'POST' ? await readBody(request, bodyLimitBytes) : undefined;
    const count = requestsIn(body);
    const id = request.headers['mcp-session-id'];
    // The session's first, so that one which asks too much takes nothing from the others.
    const wait = sessions.get(String(id))?.limit(count) || limit(count);
    if (wait > 0) {
      const seconds = Math.ceil(wait / 1_000);
      response.setHeader('retry-after', String(seconds));
      return refuse(response, 429, `too many requests, try again in ${seconds} s`);
    }
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
    await session.transport.handleRequest(request, response, body);
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
      if (error instanceof BadBody && !response.headersSent)
        return refuse(response, error.status, error.message, error.code);
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

function refuse(response: ServerResponse, status: number, message: string, code = -32_000): void {
  // What is left of a body that was not read is not worth reading.
  if (status === 413) response.setHeader('connection', 'close');
  answer(response, status, { jsonrpc: '2.0', error: { code: status === 404 ? -32_001 : code, message }, id: null });
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
