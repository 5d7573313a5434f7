import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { serve } from '../../mcp-servers/runtime/serve.ts';
import { defineTool, type ServerDefinition } from '../../mcp-servers/runtime/tool.ts';

/** A server that misbehaves on request. With FIXTURE_FILE it leaves traces there that outlive the process. */
export function fixtureServer(env: Record<string, string | undefined>): ServerDefinition {
  if (env.FIXTURE_REFUSE) throw new Error(`FIXTURE_REFUSE: refused with password=hunter2`);
  const trace = (line: string) => env.FIXTURE_FILE && appendFileSync(env.FIXTURE_FILE, `${line}\n`);
  trace(`started ${process.pid}`);
  const tools = [
    defineTool({
      name: 'fx_echo',
      title: 'Echo',
      description: 'Says what it was told.',
      input: z.strictObject({ text: z.string().default('') }),
      firstLook: true,
      inventory: { text: 'all' },
      async run({ text }, { progress }) {
        progress('echoing');
        // A client forgets a call's progress with its answer, so the two must not arrive as one.
        await sleep(20);
        return { lines: [`echo: ${text}`], structured: { pid: process.pid } };
      },
    }),
    defineTool({
      name: 'fx_environment',
      title: 'Environment',
      description: 'Names its variables.',
      input: z.strictObject({}),
      run: async () => ({ lines: Object.keys(process.env).sort() }),
    }),
    defineTool({
      name: 'fx_die',
      title: 'Die',
      description: 'Ends the process; with `once` only the first time.',
      input: z.strictObject({ once: z.string().optional() }),
      async run({ once }) {
        if (once !== undefined && existsSync(once)) return { lines: ['alive again'] };
        if (once !== undefined) writeFileSync(once, '');
        process.stderr.write('about to die, token=abcdef1234567890\n');
        process.exit(7);
      },
    }),
    defineTool({
      name: 'fx_hang',
      title: 'Hang',
      description: 'Blocks the whole process.',
      input: z.strictObject({}),
      run: async () => {
        for (;;);
      },
    }),
    defineTool({
      name: 'fx_wait',
      title: 'Wait',
      description: 'Waits until it is cancelled.',
      input: z.strictObject({}),
      run: (_, { signal }) =>
        new Promise((_resolve, reject) => {
          trace('waiting');
          signal.addEventListener('abort', () => {
            trace('aborted');
            reject(new Error('aborted'));
          });
        }),
    }),
    defineTool({
      name: 'fx_busy',
      title: 'Busy',
      description: 'Takes 100 ms and leaves the start and the end in the trace.',
      input: z.strictObject({}),
      async run() {
        trace('enter');
        await new Promise((resolve) => setTimeout(resolve, 100));
        trace('leave');
        return { lines: ['done'] };
      },
    }),
    defineTool({
      name: 'fx_post',
      title: 'Post',
      description: 'Writes, and may die after it.',
      input: z.strictObject({ die: z.boolean().default(false) }),
      writes: true,
      async run({ die }) {
        trace('posted');
        if (die) process.exit(7);
        return { lines: ['posted'] };
      },
    }),
  ];
  return { name: 'fixture', instructions: 'Call fx_echo.', tools };
}

if (process.argv[1] === import.meta.filename) {
  await serve(fixtureServer, { argv: process.argv.slice(2), env: process.env });
}
