import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { type ServerName, serverNames } from '../../mcp-servers/settings/setting.ts';
import { type Estate, startEstate } from '../estate/index.ts';
import { installPeer, type NpmPeer } from '../estate/peers.ts';
import { command, serveOnHttp } from './served.ts';

const run = promisify(execFile);

/** The official Inspector; 110 MB, of which its command line is a part. */
const inspector: NpmPeer = { name: '@modelcontextprotocol/inspector', version: '2.12.0' };

const problem = { said: '' };
const folder = await installPeer(inspector).catch((error: unknown) => {
  problem.said = ` (skipped: it could not be installed: ${String(error).split('\n')[0]})`;
  return undefined;
});

const listed = z.object({ tools: z.array(z.looseObject({ name: z.string() })) });
const called = z.looseObject({ content: z.array(z.object({ text: z.string() })), isError: z.boolean().optional() });

const firstCalls: Record<ServerName, { tool: string; args: Record<string, unknown>; says: string }> = {
  kubernetes: { tool: 'k8s_get', args: { kind: 'Deployment' }, says: 'checkout' },
  aws: { tool: 'aws_triage', args: { scope: { service: 'checkout' } }, says: 'checkout' },
  github: { tool: 'github_changes', args: { since: '1d' }, says: 'merge 042e57a #482' },
  slack: { tool: 'slack_read', args: { channel: 'incidents' }, says: 'incidents' },
};

let home: string;
let estate: Estate;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'inspector-'));
  estate = await startEstate({ caseDir: join(import.meta.dirname, '../cases/pool-exhausted') });
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
afterAll(async () => {
  await estate.close();
  await rm(home, { recursive: true, force: true });
});

/** What the Inspector's command line prints; it ends with another status than 0 where something is wrong. */
async function inspect(target: string[], ...args: string[]): Promise<unknown> {
  const program = join(folder ?? '', 'clients/launcher/build/index.js');
  const { stdout } = await run(process.execPath, [program, '--cli', ...target, ...args], {
    env: { PATH: process.env.PATH, HOME: home },
    maxBuffer: 10e6,
  });
  return JSON.parse(stdout);
}

async function targetOf(server: ServerName, transport: string): Promise<string[]> {
  if (transport === 'stdio') {
    const env = Object.entries(estate.env).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
    return [process.execPath, command, server, ...env];
  }
  const served = await serveOnHttp(server, estate.env);
  closing.push(served.close);
  return [served.url, '--transport', 'http'];
}

const each = serverNames.flatMap((server) => ['stdio', 'HTTP'].map((transport) => [server, transport] as const));

(folder ? describe : describe.skip)(`the MCP Inspector${problem.said}`, () => {
  it.each(each)('lists and calls the tools of the %s server on %s', async (server, transport) => {
    const target = await targetOf(server, transport);
    const { tool, args, says } = firstCalls[server];
    const call = ['--method', 'tools/call', '--tool-name', tool, '--tool-args-json', JSON.stringify(args)];
    const [list, result] = await Promise.all([
      // With --strict it ends with 6 where a model's vendor would refuse a schema.
      inspect(target, '--method', 'tools/list', '--strict'),
      inspect(target, ...call),
    ]);
    expect(listed.parse(list).tools.map(({ name }) => name)).toContain(tool);
    const { content, isError } = called.parse(result);
    expect({ isError: isError ?? false, text: content[0]?.text }).toEqual({
      isError: false,
      text: expect.stringContaining(says),
    });
  });
});
