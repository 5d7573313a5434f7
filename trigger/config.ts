import { z } from 'zod';
import { redactAlso } from '../mcp-servers/runtime/redact.ts';

/** A variable that is set to nothing counts as not set, as compose files and charts leave them. */
const given = (env: NodeJS.ProcessEnv) => Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));

const url = z.url({ protocol: /^https?$/, error: 'expected an http or https address' });

const variables = z.object({
  SLACK_BOT_TOKEN: z
    .string('is missing: the bot token of the Slack app, from OAuth & Permissions, starts with xoxb-')
    .startsWith('xoxb-', 'does not start with xoxb-: take the bot token from OAuth & Permissions'),
  SLACK_APP_TOKEN: z
    .string()
    .startsWith('xapp-', 'does not start with xapp-: take an app-level token with connections:write')
    .optional(),
  SLACK_SIGNING_SECRET: z.string().min(8, 'is too short: take it from Basic Information').optional(),
  SLACK_API_URL: url.default('https://slack.com/api/'),
  SRE_AGENT_SLACK_CHANNELS: z
    .string()
    .transform((list) => list.split(',').flatMap((name) => name.trim().replace(/^#/, '') || []))
    .optional(),
  SRE_AGENT_TEMPORAL_UI_URL: url.default('http://localhost:8233'),
  PORT: z.coerce
    .number('expected a port, 1 to 65535')
    .int()
    .min(0)
    .max(65_535, 'expected a port, 1 to 65535')
    .default(3_000),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace'], 'expected fatal, error, warn, info, debug or trace')
    .default('info'),
});

export interface SlackConfig {
  botToken: string;
  apiUrl: string;
  /** Socket Mode needs no public address; HTTP needs one that Slack reaches. */
  receive: { kind: 'socket'; appToken: string } | { kind: 'http'; signingSecret: string; port: number };
  /** Ids or names of channels that may be answered in; any where it is left out. */
  channels?: string[];
}

export interface TriggerConfig {
  slack: SlackConfig;
  temporalUiUrl: string;
  logLevel: string;
}

/** Everything that is wrong with the environment, at once. */
export class ConfigError extends Error {
  readonly problems: string[];

  constructor(problems: string[]) {
    super(`The trigger can't start:\n${problems.map((problem) => `  - ${problem}`).join('\n')}\nSee .env.example.`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/** @throws ConfigError naming each variable, what is wrong with it and what to do. */
export function configFrom(env: NodeJS.ProcessEnv): TriggerConfig {
  const parsed = variables.safeParse(given(env));
  const problems = parsed.error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`) ?? [];
  if (!env.SLACK_APP_TOKEN?.trim() && !env.SLACK_SIGNING_SECRET?.trim()) {
    problems.push(
      'SLACK_APP_TOKEN is missing: an app-level token (xapp-) for Socket Mode; or set SLACK_SIGNING_SECRET to receive events over HTTP',
    );
  }
  try {
    redactAlso(env);
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
  }
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  const { data } = parsed;
  return {
    slack: {
      botToken: data.SLACK_BOT_TOKEN,
      apiUrl: data.SLACK_API_URL,
      receive: data.SLACK_APP_TOKEN
        ? { kind: 'socket', appToken: data.SLACK_APP_TOKEN }
        : { kind: 'http', signingSecret: data.SLACK_SIGNING_SECRET ?? '', port: data.PORT },
      channels: data.SRE_AGENT_SLACK_CHANNELS,
    },
    temporalUiUrl: data.SRE_AGENT_TEMPORAL_UI_URL,
    logLevel: data.LOG_LEVEL,
  };
}
