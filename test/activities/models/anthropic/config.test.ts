import { describe, expect, it } from '@jest/globals';
import { isCurrentClaude } from '../../../../activities/models/anthropic/capabilities.ts';
import { defaultModel, readAnthropicConfig } from '../../../../activities/models/anthropic/config.ts';
import { costOf, parsePrices } from '../../../../activities/models/anthropic/prices.ts';

describe("the model's configuration", () => {
  it('needs a key and nothing else', () => {
    expect(readAnthropicConfig({ ANTHROPIC_API_KEY: 'k', ANTHROPIC_BASE_URL: '' }).config).toMatchObject({
      model: defaultModel,
      apiKey: 'k',
      baseUrl: undefined,
      stallMs: 60_000,
    });
  });

  it('takes a server of the own and its model without a key', () => {
    const env = { ANTHROPIC_BASE_URL: 'http://llm:8080', SRE_AGENT_MODEL: 'qwen3-coder' };
    expect(readAnthropicConfig(env).config).toMatchObject({ model: 'qwen3-coder', baseUrl: 'http://llm:8080' });
  });

  it('names every problem at once', () => {
    const { problems } = readAnthropicConfig({
      ANTHROPIC_BASE_URL: 'llm:8080',
      SRE_AGENT_THINKING: 'deep',
      SRE_AGENT_MAX_OUTPUT_TOKENS: 'many',
      SRE_AGENT_MODEL_STALL_SECONDS: '0',
      SRE_AGENT_PRICES: 'opus',
    });
    expect(problems).toEqual([
      'ANTHROPIC_BASE_URL: expected an http or https URL',
      'SRE_AGENT_THINKING: expected auto, adaptive or off',
      'SRE_AGENT_MAX_OUTPUT_TOKENS: expected a number of tokens',
      'SRE_AGENT_MODEL_STALL_SECONDS: expected seconds, more than none',
      expect.stringMatching(/^SRE_AGENT_PRICES: 'opus' is not model=input/),
    ]);
    expect(readAnthropicConfig({}).problems).toEqual([expect.stringMatching(/^ANTHROPIC_API_KEY: not set/)]);
  });

  it.each([
    ['claude-opus-5-5', true],
    ['claude-sonnet-4-6', true],
    ['us.anthropic.claude-opus-4-6-v1:0', true],
    ['anthropic/claude-sonnet-5', true],
    ['claude-sonnet-4-5-20250929', false],
    ['claude-opus-4-20250514', false],
    ['claude-3-7-sonnet-latest', false],
    ['claude-haiku-4-5', false],
    ['qwen3-coder', false],
  ])('knows that %s takes adaptive thinking: %s', (model, current) => {
    expect(isCurrentClaude(model)).toBe(current);
  });
});

describe('prices', () => {
  const usage = { inputTokens: 1_000_000, outputTokens: 0, cacheReadTokens: 1_000_000, cacheWriteTokens: 0 };

  it('are read as a list and as JSON', () => {
    const list = parsePrices('a=3/15, b=1/2/0.1/1.25');
    const json = parsePrices(
      '{"a": {"input": 3, "output": 15}, "b": {"input": 1, "output": 2, "cacheRead": 0.1, "cacheWrite": 1.25}}',
    );
    expect(list).toEqual(json);
    expect(list.prices.a).toEqual({ input: 3, output: 15, cacheRead: 3, cacheWrite: 3 });
    expect(list.prices.b).toEqual({ input: 1, output: 2, cacheRead: 0.1, cacheWrite: 1.25 });
  });

  it('hold for dated versions of a name, the longest first', () => {
    const { prices } = parsePrices('claude=9/9,claude-opus=5/25/0.5/6.25');
    expect(costOf('claude-opus-20260101', usage, prices)).toBeCloseTo(5.5);
    expect(costOf('claude-haiku', usage, prices)).toBeCloseTo(18);
    expect(costOf('qwen3', usage, prices)).toBeUndefined();
  });

  it('are refused where they are none', () => {
    expect(parsePrices('a=3').problems).toHaveLength(1);
    expect(parsePrices('a=x/y').problems).toEqual([expect.stringContaining("price of 'a'")]);
    expect(parsePrices('{"a": 3}').problems).toEqual([expect.stringContaining("price of 'a'")]);
    expect(parsePrices('{a').problems).toEqual([expect.stringContaining('not JSON')]);
  });
});
