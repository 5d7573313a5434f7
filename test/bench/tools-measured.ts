import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Connected, connectStdio } from '../mcp-servers/connect.ts';
import { type Call, type Contestant, type Question, questions } from './tools-contestants.ts';

const callTimeoutMs = 120_000;

/** Whether the text of the answers so far contains what shows it. */
export type Evidence = Record<Question, (text: string) => boolean>;

export interface Answered {
  calls: number;
  /** Of the text of all answers. */
  characters: number;
  /** From the first call until the answer is here that completes the evidence. */
  ms: number;
}

export interface Measured {
  /** Characters of all tool definitions as JSON. */
  definitions: number;
  answers: Partial<Record<Question, Answered>>;
}

/** A server process of its own, with a home of its own; its start is not part of any time. Throws where evidence lacks. */
export async function measure({ entry, args, env, calls }: Contestant, kubeconfig: string, evidence: Evidence) {
  const home = await mkdtemp(join(tmpdir(), 'sre-agent-bench-'));
  try {
    const server = await connectStdio(await entry(), { HOME: home, KUBECONFIG: kubeconfig, ...env }, args);
    try {
      const definitions = JSON.stringify(await server.tools()).length;
      const answers: Measured['answers'] = {};
      for (const question of questions) {
        const asked = calls[question];
        if (asked) answers[question] = await answer(server, asked, evidence[question]);
      }
      return { definitions, answers } satisfies Measured;
    } finally {
      await server.close();
    }
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

async function answer(server: Connected, calls: Call[], shows: (text: string) => boolean): Promise<Answered> {
  const start = performance.now();
  let text = '';
  for (const [index, [tool, args]] of calls.entries()) {
    const said = await server.call(tool, args, { timeout: callTimeoutMs });
    if (said.isError) throw new Error(`${tool}: ${said.text.slice(0, 200)}`);
    text += said.text;
    const ms = performance.now() - start;
    if (shows(text)) return { calls: index + 1, characters: text.length, ms };
  }
  throw new Error(`${calls.map(([tool]) => tool).join(', ')}: no evidence in ${text.length} characters`);
}
