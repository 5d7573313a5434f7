import { Anthropic } from '@anthropic-ai/sdk';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { failing } from './api-error.ts';
import { type ModelUnderTest, startModel } from './model-under-test.ts';

const ask = { model: 'claude-opus-5-5', max_tokens: 1_000, messages: [{ role: 'user' as const, content: 'Why?' }] };

let estate: ModelUnderTest;
let client: Anthropic;

beforeEach(async () => {
  estate = await startModel();
  client = new Anthropic({ baseURL: estate.url, apiKey: 'none', maxRetries: 0 });
});
afterEach(() => estate.close());

describe("the estate's Messages API, to Anthropic's own client", () => {
  const content = [
    { type: 'thinking', thinking: 'The pool looks too small for four replicas.' },
    { type: 'text', text: 'Let me look at the logs of every pod.' },
    { type: 'tool_use', id: 'toolu_1', name: 'k8s_logs', input: { pod: 'cart-1', since: '15m' } },
  ];

  it('streams thinking with its signature, text, and tool input in pieces', async () => {
    estate.model.script([{ content }]);
    const stream = client.messages.stream(ask);
    const kinds = new Set<string>();
    stream.on('streamEvent', (event) =>
      kinds.add('delta' in event ? `${event.type} ${deltaType(event.delta)}` : event.type),
    );
    const message = await stream.finalMessage();
    expect(message.content).toEqual([
      { ...content[0], signature: expect.stringMatching(/.{20}/) },
      content[1],
      content[2],
    ]);
    expect(message).toMatchObject({ stop_reason: 'tool_use', usage: { output_tokens: expect.any(Number) } });
    expect([...kinds]).toEqual([
      'message_start',
      'content_block_start',
      'content_block_delta thinking_delta',
      'content_block_delta signature_delta',
      'content_block_stop',
      'content_block_delta text_delta',
      'content_block_delta input_json_delta',
      'message_delta -',
      'message_stop',
    ]);
  });

  it('answers the same without streaming', async () => {
    estate.model.script([{ content: [{ type: 'text', text: 'Done.' }], usage: { output_tokens: 7 } }]);
    const message = await client.messages.create(ask);
    expect(message).toMatchObject({ role: 'assistant', stop_reason: 'end_turn', content: [{ text: 'Done.' }] });
    expect(message.usage).toMatchObject({ output_tokens: 7, cache_read_input_tokens: 0 });
  });

  it('counts tokens and lists models', async () => {
    const { input_tokens } = await client.messages.countTokens({ model: ask.model, messages: ask.messages });
    expect(input_tokens).toBeGreaterThan(5);
    const models = await client.models.list();
    expect(models.data.map(({ id }) => id)).toContain('claude-opus-5-5');
  });

  it.each([
    ['authentication_error', 401],
    ['permission_error', 403],
    ['request_too_large', 413],
    ['rate_limit_error', 429],
    ['api_error', 500],
    ['overloaded_error', 529],
  ] as const)('fails with %s as status %d', async (type, status) => {
    estate.model.script([failing(type)]);
    const error = await client.messages.create(ask).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(Anthropic.APIError);
    expect(error).toMatchObject({ status, error: { error: { type } } });
    if (status === 429 && error instanceof Anthropic.APIError) expect(error.headers?.get('retry-after')).toBe('1');
  });

  it('fails in the middle of a stream', async () => {
    estate.model.script([{ ...failing('overloaded_error', { midStream: true }), content }]);
    const stream = client.messages.stream(ask);
    await expect(stream.finalMessage()).rejects.toMatchObject({ type: 'overloaded_error' });
  });

  it('drops the connection in the middle of a stream', async () => {
    estate.model.script([{ content, interrupt: 'drop' }]);
    await expect(client.messages.stream(ask).finalMessage()).rejects.toThrow();
  });

  it('does not invent a turn beyond the script', async () => {
    estate.model.script([]);
    await expect(client.messages.create(ask)).rejects.toMatchObject({ status: 501 });
    expect(estate.journal.notServed).toEqual([expect.stringContaining('the script ends before it')]);
  });

  it('reads from the cache what an earlier request wrote up to a breakpoint', async () => {
    estate.model.script(() => ({ content: [{ type: 'text', text: 'Done.' }] }));
    const cache_control = { type: 'ephemeral' as const };
    const system = [{ type: 'text' as const, text: 'Be an engineer on call. '.repeat(50), cache_control }];
    const first = await client.messages.create({ ...ask, system });
    const second = await client.messages.create({ ...ask, system, messages: [{ role: 'user', content: 'Where?' }] });
    const other = await client.messages.create({ ...ask, system: [{ ...system[0], type: 'text', text: 'Other.' }] });
    expect(first.usage.cache_creation_input_tokens).toBeGreaterThan(300);
    expect(second.usage.cache_read_input_tokens).toBe(first.usage.cache_creation_input_tokens);
    expect(other.usage.cache_read_input_tokens).toBe(0);
  });
});

const deltaType = (delta: object): string => ('type' in delta ? String(delta.type) : '-');
