import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { submitDiagnosis } from '../../../../workflows/contract.ts';
import { type ModelUnderTest, startModel } from '../../../estate/model/model-under-test.ts';
import type { ScriptedTurn } from '../../../estate/model/system.ts';
import { briefing, result } from '../transcripts.ts';
import { inputOf, logsTool, modelAt, quiet, turnOf } from './client.ts';

let estate: ModelUnderTest;

beforeEach(async () => {
  estate = await startModel();
});
afterEach(async () => {
  await estate.close();
  expect(estate.model.invalid).toEqual([]);
});

const text = (words: string) => ({ type: 'text', text: words });
const thought = { type: 'thinking', thinking: 'Which pod restarted first?' };
const call = (id: string, input: unknown = { pod: 'cart-1' }) => ({ type: 'tool_use', id, name: 'k8s_logs', input });

describe('a turn of a model behind the Messages API', () => {
  it('brings text, thinking and parallel tool calls as they were streamed, and beats while they come', async () => {
    estate.model.script([{ content: [thought, text('Two pods.'), call('a'), call('b', { pod: 'cart-2' })] }]);
    let beats = 0;
    const turn = await modelAt(estate.url).turn(inputOf(), { ...quiet, heartbeat: () => (beats += 1) });
    expect(turn).toMatchObject({ stop: 'tool_use', model: 'claude-opus-5-5' });
    expect(turn.content).toEqual([
      { ...thought, signature: expect.any(String) },
      text('Two pods.'),
      call('a'),
      call('b', { pod: 'cart-2' }),
    ]);
    expect(beats).toBeGreaterThan(10);
  });

  it('sends thinking back unchanged and results in one message, in order, so that the API takes them', async () => {
    estate.model.script([{ content: [thought, call('a'), call('b')] }, { content: [text('I see.')] }]);
    const model = modelAt(estate.url);
    const { content } = await turnOf(model);
    const results = [result('b', 'k8s_logs', 'second'), result('a', 'k8s_logs', 'first')];
    await turnOf(model, inputOf([briefing(), { kind: 'turn', content }, { kind: 'results', results }]));
    expect(estate.model.requests[1]?.messages.slice(1)).toEqual([
      { role: 'assistant', content },
      {
        role: 'user',
        content: [
          expect.objectContaining({ type: 'tool_result', tool_use_id: 'a' }),
          expect.objectContaining({ type: 'tool_result', tool_use_id: 'b', cache_control: { type: 'ephemeral' } }),
        ],
      },
    ]);
  });

  it('reads what the turn before has written to the prompt cache', async () => {
    estate.model.script([{ content: [call('a')] }, { content: [text('I see.')] }]);
    const model = modelAt(estate.url);
    const first = await turnOf(model);
    const results = [result('a', 'k8s_logs', 'line\n'.repeat(200))];
    const second = await turnOf(
      model,
      inputOf([briefing(), { kind: 'turn', content: first.content }, { kind: 'results', results }]),
    );
    expect(first.usage.cacheWriteTokens).toBeGreaterThan(1_000);
    expect(second.usage.cacheReadTokens).toBe(first.usage.cacheWriteTokens);
    expect(second.usage.inputTokens).toBeLessThan(10);
  });

  it.each<[string, ScriptedTurn, string]>([
    ['the end of a turn', { content: [text('Done.')], stopReason: 'end_turn' }, 'end_turn'],
    ['a stop sequence', { content: [text('Done.')], stopReason: 'stop_sequence' }, 'end_turn'],
    ['a refusal', { content: [text('I will not.')], stopReason: 'refusal' }, 'refusal'],
    ['a paused turn', { content: [text('Wait.')], stopReason: 'pause_turn' }, 'pause_turn'],
    ['the token limit', { content: [text('Because the')], stopReason: 'max_tokens' }, 'max_tokens'],
    ['a call that is said to be an end', { content: [call('a')], stopReason: 'end_turn' }, 'tool_use'],
  ])('tells %s', async (_, scripted, stop) => {
    estate.model.script([scripted]);
    const turn = await turnOf(modelAt(estate.url));
    expect(turn).toMatchObject({ stop, content: scripted.content });
  });

  it('leaves out a call that the token limit cut in half', async () => {
    estate.model.script([{ content: [text('Look.'), call('a'), call('b', '{"pod": "ca')], stopReason: 'max_tokens' }]);
    const turn = await turnOf(modelAt(estate.url));
    expect(turn).toMatchObject({ stop: 'max_tokens', content: [text('Look.'), call('a')] });
  });

  it('passes on arguments that are no JSON as the text they are', async () => {
    estate.model.script([{ content: [call('a', '{pod: cart-1')] }]);
    const turn = await turnOf(modelAt(estate.url));
    expect(turn.content).toEqual([call('a', '{pod: cart-1')]);
  });

  it('keeps a block that it does not know whole', async () => {
    const block = { type: 'server_tool_use', id: 'srv_1', name: 'web_search', input: {}, extra: [1] };
    estate.model.script([{ content: [block], stopReason: 'pause_turn' }, { content: [text('Found.')] }]);
    const model = modelAt(estate.url);
    const { content } = await turnOf(model);
    expect(content).toEqual([{ type: 'other', block }]);
    await turnOf(model, inputOf([briefing(), { kind: 'turn', content }]));
    expect(estate.model.requests[1]?.messages.at(-1)).toEqual({ role: 'assistant', content: [block] });
  });

  it.each([
    [
      'is refused as too long',
      () => {
        estate.model.contextWindow = 50;
        estate.model.script([]);
      },
    ],
    [
      'is refused as too large',
      () => {
        estate.model.script([
          { content: [], error: { status: 413, type: 'request_too_large', message: 'Request too large' } },
        ]);
      },
    ],
    [
      'fills the window while it is answered',
      () => {
        estate.model.script([{ content: [text('Be')], stopReason: 'model_context_window_exceeded' }]);
      },
    ],
  ])('says that the context is full when the prompt %s', async (_, arrange) => {
    arrange();
    expect(await turnOf(modelAt(estate.url))).toMatchObject({ stop: 'context_full', content: [] });
    estate.model.invalid.length = 0;
  });

  it('keeps the tools of Claude on the last turn, whose cache and thinking hang on them, and forces none', async () => {
    estate.model.script(() => ({ content: [text('Hm.')] }));
    for (const thinking of ['auto', 'off']) {
      const model = modelAt(estate.url, { SRE_AGENT_THINKING: thinking });
      await turnOf(model);
      await turnOf(model, inputOf([briefing(), { kind: 'note', text: 'This is the last turn.' }], { last: true }));
    }
    const [first, last, ...unthinking] = estate.model.requests;
    expect(last?.tools).toEqual(first?.tools);
    for (const request of [last, ...unthinking]) expect(request).not.toHaveProperty('tool_choice');
  });

  it('offers any other model the submission alone on the last turn, and makes it submit', async () => {
    estate.model.models.push('qwen3-coder');
    estate.model.script(() => ({ content: [text('Hm.')] }));
    await turnOf(modelAt(estate.url, { SRE_AGENT_MODEL: 'qwen3-coder' }), inputOf([briefing()], { last: true }));
    expect(estate.model.requests).toEqual([
      expect.objectContaining({
        tools: [expect.objectContaining({ name: submitDiagnosis })],
        tool_choice: { type: 'tool', name: submitDiagnosis },
      }),
    ]);
  });

  it('begins anew after the transcript was compacted: no thinking comes back in another conversation', async () => {
    estate.model.script([{ content: [thought, text('Two pods.'), call('a')] }, { content: [text('I see.')] }]);
    const model = modelAt(estate.url);
    const { content } = await turnOf(model);
    const short = result('a', 'k8s_logs', '[left out to save room: 9000 characters]');
    await turnOf(
      model,
      inputOf([briefing(), { kind: 'turn', content }, { kind: 'results', results: [short] }, { kind: 'compacted' }]),
    );
    const [only, ...others] = estate.model.requests[1]?.messages ?? [];
    expect(others).toEqual([]);
    const told = JSON.stringify(only);
    expect(told).toContain('You said: Two pods.');
    expect(told).toContain('You called k8s_logs as call=a');
    expect(told).toContain('left out to save room');
    expect(told).not.toContain(thought.thinking);
  });

  it('tells the conversation anew where its thinking is refused, as when the tools have changed since', async () => {
    estate.model.script([{ content: [thought, call('a')] }, { content: [text('I see.')] }]);
    const model = modelAt(estate.url);
    const { content } = await turnOf(model);
    const results = [result('a', 'k8s_logs', 'first')];
    const later = inputOf([briefing(), { kind: 'turn', content }, { kind: 'results', results }], {
      tools: ['k8s_other'],
    });
    const turn = await turnOf(model, { ...later, definitions: [{ ...logsTool, description: 'Reads other logs.' }] });
    expect(turn.content).toEqual([text('I see.')]);
    expect(estate.model.invalid).toEqual([expect.stringContaining('bound to a different conversation')]);
    estate.model.invalid.length = 0;
  });

  it('asks a server with another model for nothing that only Claude knows', async () => {
    estate.model.models.push('qwen3-coder');
    estate.model.script([{ content: [text('Hello.')], usage: { input_tokens: 11 } }]);
    const turn = await turnOf(modelAt(estate.url, { SRE_AGENT_MODEL: 'qwen3-coder' }));
    expect(turn).toMatchObject({ model: 'qwen3-coder', stop: 'end_turn' });
    const [request] = estate.model.requests;
    expect(Object.keys(request ?? {}).sort()).toEqual(['max_tokens', 'messages', 'model', 'stream', 'system', 'tools']);
    expect(request?.tools).toEqual([
      expect.objectContaining({ name: logsTool.name }),
      expect.not.objectContaining({ strict: true }),
      expect.not.objectContaining({ strict: true }),
    ]);
  });

  it("offers a foreign server's tool under a name and a schema that the API takes, and calls it by its own", async () => {
    const schema = { type: 'object', properties: { id: { type: 'string' } }, anyOf: [{ required: ['id'] }] };
    const foreign = { name: 'pager/incident.get', description: 'Reads an incident.', inputSchema: schema };
    const input = inputOf([briefing()], { tools: [foreign.name] });
    const used = { type: 'tool_use', id: 'a', name: 'pager_incident_get', input: { id: '7' } };
    estate.model.script([{ content: [used] }, { content: [text('I see.')] }]);
    const model = modelAt(estate.url);
    const { content } = await turnOf(model, { ...input, definitions: [foreign, foreign] });
    expect(content).toEqual([{ ...used, name: foreign.name }]);
    await turnOf(model, { ...input, definitions: [foreign], transcript: [briefing(), { kind: 'turn', content }] });
    expect(estate.model.requests[1]?.messages[1]).toEqual({ role: 'assistant', content: [used] });
  });

  it('says what a turn cost where the model has a price', async () => {
    const usage = {
      input_tokens: 1_000,
      output_tokens: 2_000,
      cache_read_input_tokens: 10_000,
      cache_creation_input_tokens: 400,
    };
    estate.model.script(() => ({ content: [text('Done.')], usage }));
    const priced = await turnOf(modelAt(estate.url, { SRE_AGENT_PRICES: 'claude-opus-5-5=5/25/0.5/6.25' }));
    expect(priced.usd).toBeCloseTo(0.005 + 0.05 + 0.005 + 0.0025, 10);
    expect(priced.usage).toEqual({
      inputTokens: 1_000,
      outputTokens: 2_000,
      cacheReadTokens: 10_000,
      cacheWriteTokens: 400,
    });
    const listed = await turnOf(modelAt(estate.url));
    expect(listed.usd).toBeCloseTo(0.004 + 0.04 + 0.002 + 0.002, 10);
    estate.model.models.push('qwen3-coder');
    expect(await turnOf(modelAt(estate.url, { SRE_AGENT_MODEL: 'qwen3-coder' }))).not.toHaveProperty('usd');
  });
});
