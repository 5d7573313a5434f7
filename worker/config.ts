import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { parse as parseYaml, YAMLParseError } from 'yaml';
import { z } from 'zod';
import { type AnthropicConfig, readAnthropicConfig } from '../activities/models/anthropic/config.ts';
import { noServices, type ServicesFile, servicesFileSchema } from '../activities/scope/services-file.ts';
import { clockFrom } from '../mcp-servers/runtime/clock.ts';
import { proxyEnvironment } from '../mcp-servers/runtime/proxy.ts';
import { redactAlso } from '../mcp-servers/runtime/redact.ts';
import { readConfig as readSlackConfig } from '../mcp-servers/slack/config.ts';
import type { Settings } from '../workflows/activities.ts';
import { withLine } from './line-of-key.ts';
import { McpConfigError, type McpServerConfig, readMcpConfig } from './mcp-config.ts';
import { packageRoot } from './package-root.ts';

export interface WorkerConfig {
  settings: Settings;
  /** Undefined where only `rules` investigates. */
  anthropic: AnthropicConfig | undefined;
  servers: McpServerConfig[];
  services: ServicesFile;
  clock: () => Date;
  /** Calls a second on each MCP server, over all workers of the fleet. */
  serverRate: number;
  /** Whether a diagnosis offers to open an issue. */
  issues: boolean;
  logLevel: string;
}

/** What is wrong with the configuration, all of it at once. */
export class ConfigError extends Error {
  readonly problems: string[];

  constructor(program: string, problems: string[]) {
    super(`The ${program} can't start:\n${problems.map((problem) => `  - ${problem}`).join('\n')}\nSee .env.example.`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/** `90s`, `15m`, `2h` to milliseconds. */
const duration = z
  .string()
  .regex(/^\d+(?:ms|s|m|h)$/, 'expected a duration such as 90s, 15m or 2h')
  .transform(
    (text) => Number.parseInt(text, 10) * ({ ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }[text.replace(/\d+/, '')] ?? 1),
  );

const whole = (from: number, to: number) =>
  z.coerce
    .number(`expected a whole number from ${from} to ${to}`)
    .int('expected a whole number')
    .min(from, `expected at least ${from}`)
    .max(to, `expected at most ${to}`);

const environment = z.object({
  SRE_AGENT_MODEL: z.string(
    'not set. Choose who investigates: rules (built in, no language model), anthropic, or a model id. It has no default, so that a lost key downgrades nobody silently',
  ),
  SRE_AGENT_MAX_TURNS: whole(2, 100).default(20),
  SRE_AGENT_MAX_TOOL_CALLS: whole(1, 500).default(60),
  SRE_AGENT_MAX_TOKENS: whole(1_000, 1_000_000_000).default(2_000_000),
  SRE_AGENT_MAX_USD: z.coerce.number('expected an amount in USD').positive('expected more than 0').optional(),
  SRE_AGENT_SOFT_DEADLINE: duration.default(5 * 60_000),
  SRE_AGENT_HARD_DEADLINE: duration.default(20 * 60_000),
  SRE_AGENT_EVIDENCE_AGE: duration.default(10 * 60_000),
  SRE_AGENT_RETRY_INITIAL: duration.default(1_000),
  SRE_AGENT_RETRY_MAXIMUM: duration.default(30_000),
  SRE_AGENT_MODEL_ATTEMPTS: whole(1, 50).default(7),
  SRE_AGENT_SERVER_RATE: z.coerce.number('expected calls a second').positive('expected more than 0').default(20),
  SRE_AGENT_GITHUB_ISSUES: z.enum(['true', 'false'], 'expected true or false').default('false'),
  SRE_AGENT_TEMPORAL_UI_URL: z
    .url('expected an address such as http://localhost:8233')
    .default('http://localhost:8233'),
  SRE_AGENT_ERROR_CHANNEL: z.string().default('site-reliability'),
  SRE_AGENT_MCP_CONFIG: z.string().optional(),
  SRE_AGENT_SERVICES: z.string().optional(),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace'], 'expected fatal, error, warn, info, debug or trace')
    .default('info'),
});

/** Reads the environment and the files it names. Throws ConfigError with every problem at once. */
export async function readWorkerConfig(env: Record<string, string | undefined>): Promise<WorkerConfig> {
  const problems: string[] = [];
  const gather = async <T>(read: () => T | Promise<T>): Promise<T | undefined> => {
    try {
      return await read();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const listed =
        error instanceof ConfigError || error instanceof McpConfigError ? error.problems : message.split('\n');
      problems.push(...listed);
      return undefined;
    }
  };
  const set = Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value?.trim() ? [[name, value]] : [])),
  );
  const parsed = environment.safeParse(set);
  if (!parsed.success) problems.push(...parsed.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`));
  const model = set.SRE_AGENT_MODEL;
  const anthropic = readAnthropicConfig(env);
  if (model !== undefined && model !== 'rules') problems.push(...anthropic.problems);
  if (parsed.success && parsed.data.SRE_AGENT_SOFT_DEADLINE >= parsed.data.SRE_AGENT_HARD_DEADLINE) {
    problems.push(
      'SRE_AGENT_SOFT_DEADLINE: has to be shorter than SRE_AGENT_HARD_DEADLINE, or it would never be reached',
    );
  }
  const [servers, services, clock] = await Promise.all([
    gather(() => readMcpConfig(mcpConfigFile(set.SRE_AGENT_MCP_CONFIG), env)),
    gather(() => readServices(set.SRE_AGENT_SERVICES)),
    gather(() => clockFrom(env)),
    gather(() => proxyEnvironment(env)),
    gather(() => redactAlso(env)),
    // The Slack server runs inside the worker, and Temporal is reached after this: what they lack is told with the rest.
    gather(() => readSlackConfig(set)),
    gather(() => readTemporalConfig(set)),
  ]);
  if (!parsed.success || problems.length > 0 || !servers || !services || !clock)
    throw new ConfigError('worker', problems);
  const read = parsed.data;
  return {
    settings: {
      model: read.SRE_AGENT_MODEL,
      limits: {
        turns: read.SRE_AGENT_MAX_TURNS,
        toolCalls: read.SRE_AGENT_MAX_TOOL_CALLS,
        tokens: read.SRE_AGENT_MAX_TOKENS,
        ...(read.SRE_AGENT_MAX_USD === undefined ? {} : { usd: read.SRE_AGENT_MAX_USD }),
        softDeadlineMs: read.SRE_AGENT_SOFT_DEADLINE,
        hardDeadlineMs: read.SRE_AGENT_HARD_DEADLINE,
        evidenceMs: read.SRE_AGENT_EVIDENCE_AGE,
      },
      retry: {
        initialMs: read.SRE_AGENT_RETRY_INITIAL,
        maximumMs: read.SRE_AGENT_RETRY_MAXIMUM,
        modelAttempts: read.SRE_AGENT_MODEL_ATTEMPTS,
      },
      uiUrl: read.SRE_AGENT_TEMPORAL_UI_URL.replace(/\/+$/, ''),
      errorChannel: read.SRE_AGENT_ERROR_CHANNEL,
    },
    anthropic: anthropic.config,
    servers,
    services,
    clock,
    serverRate: read.SRE_AGENT_SERVER_RATE,
    issues: read.SRE_AGENT_GITHUB_ISSUES === 'true',
    logLevel: read.LOG_LEVEL,
  };
}

function readTemporalConfig(env: Record<string, string>): void {
  try {
    loadClientConnectConfig({ overrideEnvVars: env });
  } catch (error) {
    throw new Error(`TEMPORAL_* cannot be used: ${error instanceof Error ? error.message : error}`);
  }
}

/** The named file, else ./mcp.json, else the one that comes with the package. */
function mcpConfigFile(named: string | undefined): string {
  if (named !== undefined) return named;
  return existsSync('mcp.json') ? 'mcp.json' : join(packageRoot(), 'deploy', 'mcp.json');
}

async function readServices(file: string | undefined): Promise<ServicesFile> {
  if (file === undefined) return noServices;
  const fail = (problem: string) => new ConfigError('worker', [`SRE_AGENT_SERVICES: ${file}: ${problem}`]);
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw fail(`can't be read: ${error.message}`);
  });
  let document: unknown;
  try {
    document = parseYaml(text);
  } catch (error) {
    if (error instanceof YAMLParseError)
      throw fail(`line ${error.linePos?.[0].line ?? '?'}: ${error.message.split('\n')[0]}`);
    throw error;
  }
  const parsed = servicesFileSchema.safeParse(document ?? { services: {} });
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.flatMap((issue) => {
    const at = issue.path.join('.');
    const keys = issue.code === 'unrecognized_keys' ? issue.keys : [];
    const problem = `SRE_AGENT_SERVICES: ${file}: ${at || 'file'}: ${issue.message}`;
    return withLine(problem, text, [at, keys[0]].filter(Boolean).join('.'));
  });
  throw new ConfigError('worker', problems);
}
