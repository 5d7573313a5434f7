import { afterEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { diagnosePrompt } from '../../../mcp-servers/runtime/diagnose-prompt.ts';
import { defineTool, type ServerDefinition } from '../../../mcp-servers/runtime/tool.ts';
import { type Connected, connectHttp, connectInMemory } from '../connect.ts';

let listed = 0;
const item = (name: string) => ({ name, object: `Deployment/shop/${name}`, aliases: [] });

const inventory = defineTool({
  name: 'demo_list',
  title: 'List',
  description: 'Lists what runs.',
  input: z.strictObject({ what: z.enum(['all', 'broken']).default('all') }),
  inventory: { what: 'all' },
  async run({ what }) {
    listed += 1;
    if (what === 'broken') throw new Error('never');
    const names = ['checkout', 'cart', 'web-checkout', ...Array.from({ length: 150 }, (_, i) => `job-${i}`)];
    return { lines: names, structured: { inventory: [...names, 'checkout'].map(item) } };
  },
});

const demo = (suggest: () => string[] = () => ['here', 'there']): ServerDefinition => ({
  name: 'sre-agent-demo',
  instructions: '',
  tools: [inventory],
  prompts: [
    diagnosePrompt({
      system: 'Demo',
      advice: '1. demo_list first.',
      context: { description: 'Where', suggest },
      tools: [inventory],
    }),
  ],
  resources: [
    {
      uri: 'sre-agent://demo/allowed',
      name: 'allowed',
      title: 'Allowed',
      description: 'What may be read.',
      read: () => 'here\u202e, with password=hunter2',
    },
  ],
});

let connected: Connected;
afterEach(async () => {
  await connected?.close();
  listed = 0;
});

const complete = async (name: string, value: string) => {
  const ref = { type: 'ref/prompt' as const, name: 'diagnose' };
  return (await connected.client.complete({ ref, argument: { name, value } })).completion;
};
const diagnose = async (given: Record<string, string>): Promise<string> => {
  const { messages } = await connected.client.getPrompt({ name: 'diagnose', arguments: given });
  const [only] = messages;
  return only?.content.type === 'text' ? only.content.text : '';
};

describe.each([
  ['in memory', () => connectInMemory(demo())],
  ['over HTTP', () => connectHttp(demo())],
])('the diagnose prompt %s', (_, connectIt) => {
  it('asks what the person asked, and says where and when to look', async () => {
    connected = await connectIt();
    const text = await diagnose({
      question: 'why is checkout failing?',
      service: 'checkout',
      window: '2h',
      context: 'here',
    });
    expect(text.split('\n').slice(0, 8)).toEqual([
      'why is checkout failing?',
      '',
      'Find out with the Demo tools.',
      'Service: checkout',
      'Window: the last 2h',
      'Look in: here',
      '',
      '1. demo_list first.',
    ]);
  });

  it('is complete without any argument, and with empty ones', async () => {
    connected = await connectIt();
    expect(await diagnose({})).toMatch(/^Is anything broken, and why\?\n/);
    expect(await diagnose({ service: ' checkout ', context: '' })).toMatch(/^What is wrong with checkout\?\n/);
  });

  it('suggests names of the inventory, those first that begin with what was typed, and lists them once', async () => {
    connected = await connectIt();
    expect(await complete('service', 'check')).toEqual({
      values: ['checkout', 'web-checkout'],
      total: 2,
      hasMore: false,
    });
    expect((await complete('service', 'CART')).values).toEqual(['cart']);
    const { values, total, hasMore } = await complete('service', '');
    expect([values.length, total, hasMore]).toEqual([100, 153, true]);
    expect(listed).toBe(1);
  });

  it('suggests windows and places, and nothing for free text', async () => {
    connected = await connectIt();
    expect((await complete('window', '3')).values).toEqual(['30m']);
    expect((await complete('context', 'th')).values).toEqual(['there']);
    expect((await complete('question', 'why')).values).toEqual([]);
  });

  it('refuses an argument or a prompt that there is none of, with the nearest name', async () => {
    connected = await connectIt();
    await expect(diagnose({ servise: 'x' })).rejects.toThrow(
      "unknown argument 'servise' of diagnose, did you mean 'service'?",
    );
    await expect(complete('contxt', '')).rejects.toThrow("did you mean 'context'?");
    await expect(connected.client.getPrompt({ name: 'diagnosis' })).rejects.toThrow(
      "unknown prompt 'diagnosis', known: diagnose",
    );
  });
});

describe('what stands beside the tools', () => {
  it('suggests nothing where the system cannot be asked', async () => {
    connected = await connectInMemory(
      demo(() => {
        throw new Error('connection refused');
      }),
    );
    expect(await complete('context', '')).toEqual({ values: [], total: 0, hasMore: false });
  });

  it('serves resources without secrets and without what nobody sees', async () => {
    connected = await connectInMemory(demo());
    const { resources } = await connected.client.listResources();
    expect(resources.map(({ uri, mimeType }) => [uri, mimeType])).toEqual([
      ['sre-agent://demo/allowed', 'text/markdown'],
    ]);
    const read = await connected.client.readResource({ uri: 'sre-agent://demo/allowed' });
    expect(read.contents).toEqual([
      { uri: 'sre-agent://demo/allowed', mimeType: 'text/markdown', text: 'here, with password=[redacted]' },
    ]);
    await expect(connected.client.readResource({ uri: 'sre-agent://demo/other' })).rejects.toMatchObject({
      code: -32_002,
    });
    expect((await connected.client.listResourceTemplates()).resourceTemplates).toEqual([]);
  });

  it('declares only what it has', async () => {
    connected = await connectInMemory({ name: 'bare', instructions: '', tools: [inventory] });
    expect(connected.client.getServerCapabilities()).toEqual({ tools: {} });
  });
});
