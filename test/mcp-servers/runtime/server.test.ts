import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { defineTool, type ServerDefinition } from '../../../mcp-servers/runtime/tool.ts';
import { ToolError } from '../../../mcp-servers/runtime/tool-error.ts';
import { type Connected, connectHttp, connectInMemory } from '../connect.ts';

const seen: { aborted: string[] } = { aborted: [] };

const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => {
      seen.aborted.push(String(signal.reason));
      reject(new Error('socket hang up'));
    });
  });

const tools = [
  defineTool({
    name: 'demo_list',
    title: 'List',
    description: 'Lists lines.',
    input: z.strictObject({
      namespace: z.string().optional(),
      count: z.int().default(3),
      loud: z.boolean().default(false),
    }),
    firstLook: true,
    inventory: { count: 1 },
    async run({ namespace = 'all', count, loud }, { now, progress }) {
      progress('reading');
      const lines = Array.from({ length: count }, (_, i) => `${namespace} line ${i + 1}${loud ? '!' : ''}`);
      return { lines: [`[demo at ${now().toISOString()}]`, ...lines], structured: { examined: [`${count} lines`] } };
    },
  }),
  defineTool({
    name: 'demo_hostile',
    title: 'Hostile',
    description: 'Says what it should not.',
    input: z.strictObject({}),
    async run() {
      const line = 'pa\u200bssword=hunter2 \u001b[31mred\u001b[0m \u202egnp.exe \u{e0041}hidden\u0000';
      return { lines: [line], structured: { note: line, env: { DB_PASSWORD: 'hunter2' }, at: undefined } };
    },
  }),
  defineTool({
    name: 'demo_fail',
    title: 'Fail',
    description: 'Fails.',
    input: z.strictObject({ how: z.enum(['typed', 'plain', 'slow', 'hang']) }),
    deadlineMs: 200,
    async run({ how }, { signal }) {
      if (how === 'typed') {
        throw new ToolError('throttled', 'too many requests with token=abcdef123456', {
          retryAfterMs: 1_500,
          hint: 'wait',
        });
      }
      if (how === 'slow') return untilAborted(signal);
      if (how === 'hang') return new Promise<never>(() => {});
      throw new TypeError('cannot read x');
    },
  }),
  defineTool({
    name: 'demo_wait',
    title: 'Wait',
    description: 'Waits until it is cancelled.',
    input: z.strictObject({}),
    writes: true,
    run: (_, { signal }) => untilAborted(signal),
  }),
];

const demo: ServerDefinition = { name: 'sre-agent-demo', instructions: 'Call demo_list first.', tools };
const clock = () => new Date('2026-05-12T09:40:00Z');

describe('a server of the runtime', () => {
  let connected: Connected;
  afterEach(async () => {
    await connected?.close();
    seen.aborted = [];
  });

  it('lists tools with the arguments that the runtime adds, and says which one is for the first look', async () => {
    connected = await connectInMemory(demo, clock);
    const [list, , , wait] = await connected.tools();
    expect(Object.keys(list?.inputSchema.properties ?? {})).toEqual([
      'namespace',
      'count',
      'loud',
      'max_chars',
      'cursor',
    ]);
    expect(list?.inputSchema.additionalProperties).toBe(false);
    expect(list?.inputSchema.required).toBeUndefined();
    expect(list?._meta).toEqual({ 'sre-agent/firstLook': true, 'sre-agent/inventory': { count: 1 } });
    expect(list?.annotations?.readOnlyHint).toBe(true);
    expect(wait?.annotations?.readOnlyHint).toBe(false);
    expect(wait?._meta).toBeUndefined();
    expect(JSON.stringify(list)).not.toMatch(/9007199254740991|\$schema|outputSchema/);
    expect(connected.instructions).toBe('Call demo_list first.');
  });

  it('states the version of the package', async () => {
    connected = await connectInMemory(demo, clock);
    const stated = JSON.parse(await readFile(join(import.meta.dirname, '../../../package.json'), 'utf8'));
    expect(connected.client.getServerVersion()).toMatchObject({ name: 'sre-agent-demo', version: stated.version });
  });

  it('answers lines and structured content, the same bytes for the same state', async () => {
    connected = await connectInMemory(demo, clock);
    const first = await connected.call('demo_list');
    expect(first).toEqual({
      text: '[demo at 2026-05-12T09:40:00.000Z]\nall line 1\nall line 2\nall line 3',
      structured: { examined: ['3 lines'] },
      isError: false,
    });
    expect(await connected.call('demo_list')).toEqual(first);
  });

  it('takes numbers and booleans written as strings, and null for an argument that is left out', async () => {
    connected = await connectInMemory(demo, clock);
    const { text } = await connected.call('demo_list', { count: '1', loud: 'true', namespace: null, max_chars: '900' });
    expect(text).toContain('all line 1!');
  });

  it('refuses an unknown argument and names the nearest known one', async () => {
    connected = await connectInMemory(demo, clock);
    const { text, isError, structured } = await connected.call('demo_list', { namspace: 'shop', count: 'many' });
    expect(isError).toBe(true);
    expect(text).toContain("unknown argument 'namspace', did you mean 'namespace'?");
    expect(text).toContain('count: Invalid input: expected number');
    expect(structured).toMatchObject({ error: { code: 'invalid_arguments', retryable: false } });
  });

  it('refuses an unknown tool and names the nearest known one', async () => {
    connected = await connectInMemory(demo, clock);
    await expect(connected.call('demo_lst')).rejects.toThrow("unknown tool 'demo_lst', did you mean 'demo_list'?");
  });

  it('cuts at line ends, says how much is left out, and gives the rest by cursor until nothing is left', async () => {
    connected = await connectInMemory(demo, clock);
    const args = { count: 200, max_chars: 1_000 };
    const lines: string[] = [];
    let cursor: unknown;
    let pages = 0;
    do {
      const page = await connected.call('demo_list', { ...args, ...(cursor ? { cursor } : {}) });
      expect(page.text.length).toBeLessThanOrEqual(1_000);
      lines.push(...page.text.split('\n').filter((line) => line.startsWith('all line')));
      const more = page.structured.more as { lines: number; cursor: string } | undefined;
      if (more)
        expect(page.text).toContain(`[${more.lines} of 201 lines left out; the same call with cursor=${more.cursor}`);
      cursor = more?.cursor;
      pages += 1;
    } while (cursor);
    expect(lines).toEqual(Array.from({ length: 200 }, (_, i) => `all line ${i + 1}`));
    expect(pages).toBeGreaterThan(2);
  });

  it('refuses the cursor of another query', async () => {
    connected = await connectInMemory(demo, clock);
    const { structured } = await connected.call('demo_list', { count: 200, max_chars: 1_000 });
    const { cursor } = structured.more as { cursor: string };
    const other = await connected.call('demo_list', { count: 201, max_chars: 1_000, cursor });
    expect(other.isError).toBe(true);
    expect(other.text).toContain('is of another query');
  });

  it('redacts secrets and removes invisible characters in text and structured content alike', async () => {
    connected = await connectInMemory(demo, clock);
    const { text, structured } = await connected.call('demo_hostile');
    expect(text).toBe('password=[redacted] red gnp.exe hidden');
    expect(structured).toEqual({ note: text, env: { DB_PASSWORD: '[redacted]' } });
  });

  it('answers a typed error with code, retryability and hint, redacted', async () => {
    connected = await connectInMemory(demo, clock);
    expect(await connected.call('demo_fail', { how: 'typed' })).toEqual({
      text: 'throttled: too many requests with token=[redacted]\nhint: wait',
      structured: { error: { code: 'throttled', retryable: true, retryAfterMs: 1_500, hint: 'wait' } },
      isError: true,
    });
  });

  it('answers any other error as failed, without a stack', async () => {
    connected = await connectInMemory(demo, clock);
    const { text, structured } = await connected.call('demo_fail', { how: 'plain' });
    expect(text).toBe('failed: cannot read x');
    expect(structured).toEqual({ error: { code: 'failed', retryable: false } });
  });

  it.each(['slow', 'hang'])('answers a timeout when a tool does not end by its deadline (%s)', async (how) => {
    connected = await connectInMemory(demo, clock);
    const { text, structured } = await connected.call('demo_fail', { how });
    expect(text).toContain('timeout: demo_fail did not finish within 0.2 s');
    expect(structured).toMatchObject({ error: { code: 'timeout', retryable: true } });
  });

  it.each([
    ['in memory', () => connectInMemory(demo, clock)],
    ['over HTTP', () => connectHttp(demo)],
  ])("reports progress and passes the client's cancellation on %s", async (_, connectIt) => {
    connected = await connectIt();
    const progress: string[] = [];
    await connected.call('demo_list', {}, { onProgress: (message) => progress.push(message) });
    expect(progress).toEqual(['reading']);
    const controller = new AbortController();
    const waiting = connected.call('demo_wait', {}, { signal: controller.signal });
    setTimeout(() => controller.abort('enough'), 100);
    await expect(waiting).rejects.toThrow('enough');
    for (let i = 0; i < 50 && seen.aborted.length === 0; i += 1) await new Promise((r) => setTimeout(r, 20));
    expect(seen.aborted).toHaveLength(1);
  });
});
