import { parseArgs } from 'node:util';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { type Clock, clockFrom } from './clock.ts';
import { commaList } from './comma-list.ts';
import { type HttpOptions, serveHttp } from './http.ts';
import { isLoopback } from './http-guards.ts';
import { createLog, type Logger } from './log.ts';
import { sendThroughProxy } from './proxy.ts';
import { defaultRates } from './rate-limit.ts';
import { redact, redactAlso } from './redact.ts';
import { rehearse } from './rehearse.ts';
import { createMcpServer } from './server.ts';
import type { ServerDefinition } from './tool.ts';

export type Environment = Record<string, string | undefined>;

/** Makes a server from its environment; throws one error that lists every problem of the configuration. */
export type ServerFactory = (env: Environment, clock: Clock) => ServerDefinition | Promise<ServerDefinition>;

/** What a refused configuration or command line exits with. */
const misconfigured = 2;

/**
 * Runs a server as a program: on stdio, or with `--http PORT` (and `--host`, default 127.0.0.1) on Streamable HTTP.
 * Ends the process on SIGTERM, SIGINT and, on stdio, when the client closes stdin. `main.ts` of every server is
 * `await serve(kubernetesServer, { argv: process.argv.slice(2), env: process.env })`.
 */
export async function serve(make: ServerFactory, { argv, env }: { argv: string[]; env: Environment }): Promise<void> {
  try {
    const log = createLog('mcp-server', levelIn(env));
    const options = readOptions(argv, env);
    sendThroughProxy(env);
    redactAlso(env);
    const clock = clockFrom(env);
    const definition = await make(env, clock);
    definition.start?.();
    await rehearse(definition, clock);
    await (options.http === undefined
      ? serveStdio(definition, clock, log)
      : serveUntilSignalled(definition, { ...options, port: options.http, clock, log }));
  } catch (error) {
    // For a person at a terminal, not a log line: the configuration has to be changed.
    process.stderr.write(`${redact(error instanceof Error ? error.message : String(error))}\n`);
    process.exitCode = misconfigured;
  }
}

const levels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'];

/** A variable that is set to nothing counts as unset, as compose files leave them. */
function levelIn({ LOG_LEVEL: level }: Environment): string {
  if (!level) return 'info';
  if (!levels.includes(level)) throw new Error(`LOG_LEVEL is '${level}': expected ${levels.join(', ')}`);
  return level;
}

interface Options {
  http: number | undefined;
  host: string;
  token: string | undefined;
  allowedHosts: string[];
  allowedOrigins: string[];
  rates: { server: number; session: number };
}

function readOptions(argv: string[], env: Environment): Options {
  const { values } = parseArgs({ args: argv, options: { http: { type: 'string' }, host: { type: 'string' } } });
  const host = values.host ?? '127.0.0.1';
  const http = values.http === undefined ? undefined : Number(values.http);
  const token = env.SRE_AGENT_MCP_TOKEN || undefined;
  const problems: string[] = [];
  if (http !== undefined && !(Number.isInteger(http) && http >= 0 && http <= 65_535)) {
    problems.push(`--http ${values.http}: expected a port, such as 8080`);
  }
  if (values.host !== undefined && http === undefined) problems.push('--host: needs --http PORT beside it');
  if (http !== undefined && token === undefined && !isLoopback(host)) {
    problems.push(
      `--host ${host}: whoever reaches this address could read through the server; set SRE_AGENT_MCP_TOKEN to a bearer token, or listen on 127.0.0.1`,
    );
  }
  if (token !== undefined && token.length < 16) problems.push('SRE_AGENT_MCP_TOKEN: use 16 characters at least');
  const rates = {
    server: perSecond('SRE_AGENT_MCP_RATE', env.SRE_AGENT_MCP_RATE, defaultRates.server, problems),
    session: perSecond('SRE_AGENT_MCP_SESSION_RATE', env.SRE_AGENT_MCP_SESSION_RATE, defaultRates.session, problems),
  };
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return {
    http,
    rates,
    host,
    token,
    allowedHosts: commaList(env.SRE_AGENT_MCP_ALLOWED_HOSTS),
    allowedOrigins: commaList(env.SRE_AGENT_MCP_ALLOWED_ORIGINS),
  };
}

function perSecond(name: string, text: string | undefined, byDefault: number, problems: string[]): number {
  const rate = Number(text || byDefault);
  if (!(rate >= 1 && rate <= 10_000)) problems.push(`${name} is '${text}': expected requests a second, 1 to 10000`);
  return rate;
}

async function serveStdio(definition: ServerDefinition, clock: Clock, log: Logger): Promise<void> {
  const server = createMcpServer(definition, { clock });
  await server.connect(new StdioServerTransport());
  // An answer to what was read in the same breath as the end still gets out.
  process.stdin.on('end', () => setTimeout(() => void end('stdin closed'), 50));
  process.stdout.on('error', () => void end('stdout closed'));
  process.on('SIGTERM', () => void end('SIGTERM'));
  process.on('SIGINT', () => void end('SIGINT'));
  // Last: whoever reads that it serves may end it at once.
  log.info({ server: definition.name, tools: definition.tools.length }, 'serving on stdio');

  async function end(reason: string): Promise<void> {
    log.info({ server: definition.name, reason }, 'ending');
    await server.close();
    await definition.close?.();
    process.exit(0);
  }
}

async function serveUntilSignalled(definition: ServerDefinition, options: HttpOptions): Promise<void> {
  // Listened for before the log says that it serves: whoever reads that may end it at once.
  const signalled = new Promise<string>((resolve) => {
    process.on('SIGTERM', () => resolve('SIGTERM'));
    process.on('SIGINT', () => resolve('SIGINT'));
  });
  const http = await serveHttp(definition, options);
  options.log.info({ reason: await signalled }, 'ending');
  await http.close();
  process.exit(0);
}
