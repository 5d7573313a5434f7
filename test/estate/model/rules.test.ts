import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ModelUnderTest, startModel } from './model-under-test.ts';

let estate: ModelUnderTest;

beforeEach(async () => {
  estate = await startModel();
});
afterEach(() => estate.close());

const user = (content: unknown) => ({ role: 'user', content });
const assistant = (content: unknown) => ({ role: 'assistant', content });
const call = (id: string) => ({ type: 'tool_use', id, name: 'look', input: {} });
const result = (id: string) => ({ type: 'tool_result', tool_use_id: id, content: 'seen' });
const text = (words: string) => ({ type: 'text', text: words });
const tool = { name: 'look', input_schema: { type: 'object', properties: {} } };
const cached = { cache_control: { type: 'ephemeral' } };
const valid = { model: 'claude-opus-5-5', max_tokens: 100, tools: [tool], messages: [user('Why?')] };

async function send(body: object, headers: Record<string, string> = {}): Promise<{ status: number; message: string }> {
  const response = await fetch(`${estate.url}/v1/messages`, {
    method: 'POST',
    headers: { 'x-api-key': 'none', 'anthropic-version': '2023-06-01', ...headers },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as { error?: { message: string } };
  return { status: response.status, message: answer.error?.message ?? '' };
}

describe("Anthropic's rules", () => {
  it.each<[string, object, RegExp]>([
    ['a parameter that does not exist', { ...valid, top_n: 3 }, /^top_n: Extra inputs are not permitted$/],
    [
      'a field of a block that does not exist',
      { ...valid, messages: [user([{ ...text('a'), note: 1 }])] },
      /note: Extra/,
    ],
    ['no max_tokens', { ...valid, max_tokens: undefined }, /^max_tokens: Field required$/],
    ['an unknown role', { ...valid, messages: [{ role: 'robot', content: 'a' }] }, /^messages.0.role/],
    [
      'an assistant who begins',
      { ...valid, messages: [assistant('a'), user('b')] },
      /first message must use the "user"/,
    ],
    ['empty text', { ...valid, messages: [user([text('')])] }, /must be non-empty/],
    ['blank text', { ...valid, messages: [user([text(' \n')])] }, /non-whitespace/],
    [
      'a call without its result',
      { ...valid, messages: [user('a'), assistant([call('x')]), user('b')] },
      /ids were found/,
    ],
    [
      'a result after text',
      { ...valid, messages: [user('a'), assistant([call('x')]), user([text('b'), result('x')])] },
      /ids were found without `tool_result`/,
    ],
    [
      'two results for a call',
      { ...valid, messages: [user('a'), assistant([call('x')]), user([result('x'), result('x')])] },
      /must have a single result/,
    ],
    ['a result without its call', { ...valid, messages: [user([result('x')])] }, /unexpected `tool_use_id`/],
    [
      'ids used twice',
      {
        ...valid,
        messages: [user('a'), assistant([call('x')]), user([result('x')]), assistant([call('x')]), user([result('x')])],
      },
      /must be unique/,
    ],
    [
      'tool calls without tools',
      { ...valid, tools: undefined, messages: [user('a'), assistant([call('x')]), user([result('x')])] },
      /must define tools/,
    ],
    ['a tool name with a dot', { ...valid, tools: [{ ...tool, name: 'a.b' }] }, /^tools.0.name: String should match/],
    ['tools of one name', { ...valid, tools: [tool, tool] }, /Tool names must be unique/],
    ['a fifth breakpoint', { ...valid, messages: [user(Array(5).fill({ ...text('a'), ...cached }))] }, /maximum of 4/],
    ['a strict tool with open objects', { ...valid, tools: [{ ...tool, strict: true }] }, /additionalProperties/],
    [
      'a strict tool with a length',
      {
        ...valid,
        tools: [
          {
            ...tool,
            strict: true,
            input_schema: {
              type: 'object',
              additionalProperties: false,
              properties: { a: { type: 'string', maxLength: 3 } },
            },
          },
        ],
      },
      /property 'maxLength' is not supported/,
    ],
    [
      'a forced tool beside thinking',
      {
        ...valid,
        model: 'claude-opus-4-6',
        thinking: { type: 'adaptive' },
        tool_choice: { type: 'tool', name: 'look' },
      },
      /Thinking may not be enabled when tool_choice forces/,
    ],
    [
      'a forced tool of a model that always thinks',
      { ...valid, tool_choice: { type: 'tool', name: 'look' } },
      /forced tool use is not supported/,
    ],
    [
      'a thought that was never issued',
      {
        ...valid,
        messages: [user('a'), assistant([{ type: 'thinking', thinking: 'a', signature: 'b' }, text('c')]), user('d')],
      },
      /Invalid `signature`/,
    ],
    ['an answer that is begun for it', { ...valid, messages: [user('a'), assistant('b')] }, /prefill/],
    [
      'an answer begun with a blank at its end',
      { ...valid, messages: [user('a'), assistant('b ')] },
      /trailing whitespace/,
    ],
    [
      'adaptive thinking on an older model',
      { ...valid, model: 'claude-haiku-4-5', thinking: { type: 'adaptive' } },
      /not supported on this model/,
    ],
    ['thinking asked of another server', { ...valid, model: 'qwen3', thinking: { type: 'adaptive' } }, /Extra inputs/],
  ])('refuse %s', async (_, body, rule) => {
    estate.model.script([{ content: [text('fine')] }]);
    expect(await send(body)).toMatchObject({ status: 400, message: expect.stringMatching(rule) });
    expect(estate.model.invalid).toEqual([expect.stringMatching(rule)]);
    expect(estate.model.requests).toEqual([]);
  });

  it('let a valid conversation pass', async () => {
    estate.model.script([{ content: [text('fine')] }]);
    const messages = [
      user('a'),
      user('b'),
      assistant([text('c'), call('x'), call('y')]),
      user([result('y'), result('x'), text('d')]),
    ];
    expect(await send({ ...valid, messages })).toMatchObject({ status: 200 });
    expect(estate.model.invalid).toEqual([]);
  });

  it.each<[string, (body: typeof valid) => object]>([
    ['other tools', (body) => ({ ...body, tools: [{ ...tool, description: 'Looks.' }] })],
    ['another system prompt', (body) => ({ ...body, system: 'Be brief.' })],
    ['another question', (body) => ({ ...body, messages: [user('How?'), ...body.messages.slice(1)] })],
  ])('hold thinking to its conversation: not with %s', async (_, changed) => {
    const issued = { type: 'thinking', thinking: 'Look first.', signature: 'issued' };
    estate.model.script(() => ({ content: [issued, call('x')] }));
    await send(valid);
    const next = {
      ...valid,
      messages: [user('Why?'), assistant([issued, call('x')]), user([{ ...result('x'), ...cached }])],
    };
    expect(await send(next)).toMatchObject({ status: 200 });
    expect(await send(changed(next))).toMatchObject({
      status: 400,
      message: expect.stringMatching(/different conversation/),
    });
  });

  it('hold a thinking block to what was issued', async () => {
    const issued = { type: 'thinking', thinking: 'Look first.', signature: 'issued' };
    estate.model.script(() => ({ content: [issued, call('x')] }));
    await send({ ...valid, thinking: { type: 'adaptive' } });
    const again = (blocks: unknown[]) =>
      send({
        ...valid,
        thinking: { type: 'adaptive' },
        messages: [user('Why?'), assistant([...blocks, call('renamed')]), user([result('renamed')])],
      });
    expect(await again([issued])).toMatchObject({ status: 200 });
    expect(await again([])).toMatchObject({ status: 400, message: expect.stringContaining('cannot be modified') });
    expect(await again([{ ...issued, thinking: 'Look later.' }])).toMatchObject({
      status: 400,
      message: expect.stringContaining('Invalid `signature`'),
    });
  });

  it('ask for credentials and a version', async () => {
    expect(await send(valid, { 'x-api-key': '' })).toMatchObject({ status: 401 });
    expect(await send(valid, { 'anthropic-version': '' })).toMatchObject({ status: 400 });
  });

  it('know their models and their context window', async () => {
    expect(await send({ ...valid, model: 'claude-nonesuch' })).toMatchObject({ status: 404 });
    estate.model.contextWindow = 10;
    expect(await send({ ...valid, messages: [user('Why? '.repeat(50))] })).toMatchObject({
      status: 400,
      message: expect.stringMatching(/^prompt is too long: \d+ tokens > 10 maximum$/),
    });
  });
});
