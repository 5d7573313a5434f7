import { z } from 'zod';
import { type Prices, parsePrices } from './prices.ts';

/** The current best of Anthropic's models that anyone with a key can use. */
export const defaultModel = 'claude-opus-5-5';

export interface AnthropicConfig {
  /** What `anthropic` stands for. */
  model: string;
  apiKey: string | undefined;
  /** Sent as a bearer token instead of an API key, as gateways want it. */
  authToken: string | undefined;
  /** Undefined for Anthropic's own API. */
  baseUrl: string | undefined;
  /** `auto`: adaptive thinking where the model's name says that it has it. */
  thinking: 'auto' | 'adaptive' | 'off';
  maxOutputTokens: number;
  /** Milliseconds without a byte after which a turn counts as stalled. */
  stallMs: number;
  prices: Prices;
}

const notEmpty = z.string().trim().min(1).optional();

const environment = z.object({
  SRE_AGENT_MODEL: notEmpty,
  ANTHROPIC_API_KEY: notEmpty,
  ANTHROPIC_AUTH_TOKEN: notEmpty,
  ANTHROPIC_BASE_URL: z.url({ protocol: /^https?$/, error: 'expected an http or https URL' }).optional(),
  SRE_AGENT_THINKING: z.enum(['auto', 'adaptive', 'off'], { error: 'expected auto, adaptive or off' }).default('auto'),
  SRE_AGENT_MAX_OUTPUT_TOKENS: z.coerce
    .number({ error: 'expected a number of tokens' })
    .int('expected a whole number of tokens')
    .min(1_024, 'expected at least 1024 tokens: a diagnosis has to fit')
    .default(16_000),
  SRE_AGENT_MODEL_STALL_SECONDS: z.coerce
    .number({ error: 'expected seconds' })
    .min(0.01, 'expected seconds, more than none')
    .default(60),
  SRE_AGENT_PRICES: z.string().default(''),
});

export type ConfigResult = { config: AnthropicConfig; problems: [] } | { config?: undefined; problems: string[] };

/**
 * Reads the environment; every problem at once, each naming its variable. Empty variables count as unset, the way
 * `.env` files and compose files leave them.
 */
export function readAnthropicConfig(env: Record<string, string | undefined>): ConfigResult {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''));
  const parsed = environment.safeParse(set);
  const prices = parsePrices(env.SRE_AGENT_PRICES ?? '');
  const problems = [
    ...(parsed.success ? [] : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)),
    ...prices.problems.map((problem) => `SRE_AGENT_PRICES: ${problem}`),
    ...(set.ANTHROPIC_API_KEY || set.ANTHROPIC_AUTH_TOKEN || set.ANTHROPIC_BASE_URL
      ? []
      : [
          'ANTHROPIC_API_KEY: not set. Set it, or ANTHROPIC_BASE_URL for a server of your own, or SRE_AGENT_MODEL=rules to investigate without a model.',
        ]),
  ];
  if (!parsed.success || problems.length > 0) return { problems };
  const found = parsed.data;
  const named = found.SRE_AGENT_MODEL;
  return {
    problems: [],
    config: {
      model: named === undefined || named === 'anthropic' || named === 'rules' ? defaultModel : named,
      apiKey: found.ANTHROPIC_API_KEY,
      authToken: found.ANTHROPIC_AUTH_TOKEN,
      baseUrl: found.ANTHROPIC_BASE_URL,
      thinking: found.SRE_AGENT_THINKING,
      maxOutputTokens: found.SRE_AGENT_MAX_OUTPUT_TOKENS,
      stallMs: found.SRE_AGENT_MODEL_STALL_SECONDS * 1_000,
      prices: prices.prices,
    },
  };
}
