import { z } from 'zod';
import type { Usage } from '../../../workflows/contract.ts';

/** US dollars per million tokens. */
export interface Price {
  input: number;
  output: number;
  cacheRead: number;
  cacheWrite: number;
}
export type Prices = Record<string, Price>;

const amount = z.number().nonnegative();
const priceSchema = z.strictObject({
  input: amount,
  output: amount,
  cacheRead: amount.optional(),
  cacheWrite: amount.optional(),
});

const example = 'claude-opus-5-5=4/20/0.2/5';

/**
 * Anthropic's list, as platform.claude.com had it in November 2026; cache writes are those that live for five minutes. A model
 * that is not here has no price until `SRE_AGENT_PRICES` gives it one: better none than a guess.
 */
const listed: Prices = {
  'claude-opus-5-5': { input: 4, output: 20, cacheRead: 0.2, cacheWrite: 5 },
  'claude-opus-5': { input: 5, output: 25, cacheRead: 0.5, cacheWrite: 6.25 },
  'claude-opus-4-7': { input: 5, output: 25, cacheRead: 0.5, cacheWrite: 6.25 },
  'claude-opus-4-6': { input: 5, output: 25, cacheRead: 0.5, cacheWrite: 6.25 },
  'claude-sonnet-5-5': { input: 2, output: 10, cacheRead: 0.1, cacheWrite: 2.5 },
  'claude-sonnet-5': { input: 2, output: 10, cacheRead: 0.2, cacheWrite: 2.5 },
  'claude-sonnet-4-6': { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 },
  'claude-haiku-4-5': { input: 1, output: 5, cacheRead: 0.1, cacheWrite: 1.25 },
};

/**
 * `SRE_AGENT_PRICES`, dollars per million tokens: `model=input/output/cache_read/cache_write`, several joined by commas, or
 * JSON `{"model": {"input": 5, "output": 25, "cacheRead": 0.5, "cacheWrite": 6.25}}`. The two cache prices may be left
 * out and are then those of input. A name also stands for its dated versions. What is not given has its list price.
 */
export function parsePrices(text: string): { prices: Prices; problems: string[] } {
  const trimmed = text.trim();
  if (trimmed === '') return { prices: {}, problems: [] };
  const entries = trimmed.startsWith('{') ? fromJson(trimmed) : fromList(trimmed);
  const problems = entries.flatMap((entry) => (typeof entry === 'string' ? [entry] : []));
  return { prices: Object.fromEntries(entries.filter((entry) => typeof entry !== 'string')), problems };
}

type Parsed = [string, Price] | string;

function fromJson(text: string): Parsed[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return [`not JSON: ${error instanceof Error ? error.message : String(error)}`];
  }
  return Object.entries({ ...(value as object) }).map(([model, price]) => named(model, price));
}

function fromList(text: string): Parsed[] {
  return text.split(',').map((item) => {
    const at = item.lastIndexOf('=');
    const amounts = item
      .slice(at + 1)
      .split('/')
      .map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
    if (at < 1 || amounts.length < 2 || amounts.length > 4) {
      return `'${item.trim()}' is not model=input/output/cache_read/cache_write, such as ${example}`;
    }
    const [input, output, cacheRead, cacheWrite] = amounts;
    return named(item.slice(0, at).trim(), { input, output, cacheRead, cacheWrite });
  });
}

function named(model: string, value: unknown): Parsed {
  const price = priceSchema.safeParse(value);
  if (!price.success) return `the price of '${model}' needs dollars per million tokens, such as ${example}`;
  const { input, output, cacheRead = input, cacheWrite = input } = price.data;
  return [model, { input, output, cacheRead, cacheWrite }];
}

/** Dollars of a turn; nothing where the model has no price. */
export function costOf(model: string, usage: Usage, prices: Prices): number | undefined {
  const price = priceOf(model, prices);
  if (!price) return undefined;
  const millionths =
    usage.inputTokens * price.input +
    usage.outputTokens * price.output +
    usage.cacheReadTokens * price.cacheRead +
    usage.cacheWriteTokens * price.cacheWrite;
  return millionths / 1_000_000;
}

/** The configured price, by the longest name that the model's begins with; else the listed one of just that model. */
export function priceOf(model: string, prices: Prices): Price | undefined {
  const name = Object.keys(prices)
    .filter((candidate) => model.startsWith(candidate))
    .sort((a, b) => b.length - a.length)[0];
  return name === undefined ? listed[model.replace(/-\d{8}$/, '')] : prices[name];
}
