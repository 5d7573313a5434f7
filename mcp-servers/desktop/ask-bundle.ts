import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { z } from 'zod';

/** What a bundle's server offers, as a client is told. */
export interface Offered {
  tools: { name: string; description: string }[];
  /** With the arguments' places held by `${arguments.NAME}`, as a manifest writes them. */
  prompts: { name: string; description: string; arguments: string[]; text: string }[];
  /** Milliseconds from the start of the process until it has answered the first request. */
  startMs: number;
}

const described = z.object({ name: z.string(), description: z.string() });
const listedTools = z.object({ tools: z.array(described) });
const listedPrompts = z.object({
  prompts: z.array(described.extend({ arguments: z.array(z.object({ name: z.string() })) })),
});
const gotPrompt = z.object({ messages: z.tuple([z.object({ content: z.object({ text: z.string() }) })]) });
const answered = z.looseObject({ id: z.number(), error: z.unknown().optional(), result: z.unknown().optional() });

const patienceMs = 20_000;

/**
 * Starts a bundle as Claude Desktop does, with this environment and no other, and asks what it offers. So a manifest says
 * what is in the very file it is packed with.
 */
export async function askBundle(file: string, env: Record<string, string>): Promise<Offered> {
  const began = performance.now();
  const child = spawn(process.execPath, [file], { env, stdio: ['pipe', 'pipe', 'pipe'] });
  const patience = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaints += chunk.toString('utf8');
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let asked = 0;

  async function ask(method: string, params: Record<string, unknown> = {}): Promise<unknown> {
    asked += 1;
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id: asked, method, params })}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error(`${file} ended before it had answered ${method}:\n${complaints}`);
    const { error, result } = answered.parse(JSON.parse(value));
    if (error !== undefined) throw new Error(`${file} refused ${method}: ${JSON.stringify(error)}`);
    return result;
  }

  try {
    const clientInfo = { name: 'pack', version: '1' };
    await ask('initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo });
    const startMs = performance.now() - began;
    child.stdin.write('{"jsonrpc":"2.0","method":"notifications/initialized"}\n');
    const { tools } = listedTools.parse(await ask('tools/list'));
    const { prompts } = listedPrompts.parse(await ask('prompts/list'));
    const texts: Offered['prompts'] = [];
    for (const { name, description, arguments: named } of prompts) {
      const names = named.map((argument) => argument.name);
      const places = Object.fromEntries(names.map((argument) => [argument, `\${arguments.${argument}}`]));
      const { messages } = gotPrompt.parse(await ask('prompts/get', { name, arguments: places }));
      texts.push({ name, description, arguments: names, text: messages[0].content.text });
    }
    return { tools, prompts: texts, startMs };
  } finally {
    clearTimeout(patience);
    child.kill('SIGKILL');
  }
}
