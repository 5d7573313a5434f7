import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { getMcpConfigForManifest } from '@anthropic-ai/mcpb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { settings } from '../../../mcp-servers/settings/servers.ts';
import { type ServerName, serverNames } from '../../../mcp-servers/settings/setting.ts';
import { type Estate, startEstate } from '../../estate/index.ts';
import { type Connected, connectStdio } from '../connect.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../../..');
const mcpb = join(root, 'node_modules/@anthropic-ai/mcpb/dist/cli/cli.js');

const manifestSchema = z.looseObject({
  manifest_version: z.literal('0.3'),
  name: z.string(),
  version: z.string(),
  description: z.string(),
  author: z.object({ name: z.string() }),
  server: z.object({
    type: z.literal('node'),
    entry_point: z.string(),
    mcp_config: z.object({ command: z.string(), args: z.array(z.string()), env: z.record(z.string(), z.string()) }),
  }),
  tools: z.array(z.object({ name: z.string(), description: z.string() })),
  prompts: z.array(
    z.object({ name: z.string(), description: z.string(), arguments: z.array(z.string()), text: z.string() }),
  ),
  user_config: z.record(
    z.string(),
    z.object({
      type: z.enum(['string', 'number', 'boolean', 'file']),
      title: z.string(),
      description: z.string(),
      required: z.boolean(),
      sensitive: z.boolean().optional(),
      default: z.union([z.string(), z.number(), z.boolean()]).optional(),
    }),
  ),
});
type Manifest = z.infer<typeof manifestSchema>;

let folder: string;
let printed: string;
let estate: Estate;
const connected: Connected[] = [];

const bundleOf = (server: ServerName): string => join(folder, `sre-agent-${server}-0.1.0.mcpb`);
const unpacked = (server: ServerName): string => join(folder, server);
const manifestOf = async (server: ServerName): Promise<Manifest> =>
  manifestSchema.parse(JSON.parse(await readFile(join(unpacked(server), 'manifest.json'), 'utf8')));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bundles-'));
  // A program of its own: esbuild does not run inside of jest's realm.
  const program = join(root, 'mcp-servers/desktop/main.ts');
  ({ stdout: printed } = await run(process.execPath, ['--no-warnings', program, '--out', folder]));
  for (const server of serverNames) await run(process.execPath, [mcpb, 'unpack', bundleOf(server), unpacked(server)]);
  estate = await startEstate({ caseDir: join(root, 'test/cases/pool-exhausted') });
}, 180_000);
afterEach(async () => {
  for (const { close } of connected.splice(0)) await close();
});
afterAll(async () => {
  await estate?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Starts an unpacked bundle by its manifest, as a host does where a person filled in these fields. */
async function start(server: ServerName, userConfig: Record<string, string>): Promise<Connected> {
  const manifest = await manifestOf(server);
  const config = await getMcpConfigForManifest({
    manifest,
    extensionPath: unpacked(server),
    systemDirs: {},
    userConfig,
    pathSeparator: '/',
  });
  if (!config) throw new Error('required fields are missing');
  const [entry = ''] = config.args ?? [];
  const started = await connectStdio(entry, config.env ?? {});
  connected.push(started);
  return started;
}

/** What a person fills in to reach the estate instead of production; the rest stays empty. */
const filledIn = (server: ServerName): Record<string, string> =>
  Object.fromEntries(Object.entries(estate.env).filter(([name]) => settings[server].some((s) => s.name === name)));

const firstCalls: Record<ServerName, [string, Record<string, unknown>, string]> = {
  kubernetes: ['k8s_triage', { scope: { service: 'checkout' } }, 'checkout'],
  aws: ['aws_triage', { scope: { service: 'checkout' } }, 'checkout'],
  github: ['github_changes', { scope: { service: 'checkout' } }, 'merge 042e57a #482'],
  slack: ['slack_read', { channel: 'incidents' }, 'incidents'],
};

describe.each(serverNames)('the bundle of the %s server', (server) => {
  it('is accepted by mcpb validate', async () => {
    const { stdout } = await run(process.execPath, [mcpb, 'validate', join(unpacked(server), 'manifest.json')]);
    expect(stdout).toContain('Manifest schema validation passes!');
  });

  it('asks for every setting, hands each over, and marks the secrets', async () => {
    const { user_config: fields, server: started } = await manifestOf(server);
    expect(Object.keys(fields)).toEqual(settings[server].map(({ name }) => name));
    expect(started.mcp_config.env).toEqual(
      Object.fromEntries(settings[server].map(({ name }) => [name, `\${user_config.${name}}`])),
    );
    const secrets = settings[server].filter(({ sensitive }) => sensitive).map(({ name }) => name);
    expect(Object.keys(fields).filter((name) => fields[name]?.sensitive)).toEqual(secrets);
  });

  it('starts with what is required, leaves empty fields unset, and answers a call', async () => {
    const started = await start(server, filledIn(server));
    const [tool, args, expected] = firstCalls[server];
    const { text, isError } = await started.call(tool, args);
    expect({ isError, text }).toEqual({ isError: false, text: expect.stringContaining(expected) });
  });

  it('names in its manifest the tools and prompts that it has', async () => {
    const { tools, prompts } = await manifestOf(server);
    const started = await start(server, filledIn(server));
    const told = (await started.tools()).map(({ name, description }) => ({ name, description }));
    expect(tools).toEqual(told);
    expect(prompts.map(({ name }) => name)).toEqual((await started.client.listPrompts()).prompts.map((p) => p.name));
    for (const { arguments: names, text } of prompts) {
      expect(names.filter((name) => !text.includes(`\${arguments.${name}}`))).toEqual([]);
    }
  });

  it('carries the licence of everything in it', async () => {
    const licences = await readFile(join(unpacked(server), 'THIRD-PARTY-LICENCES.txt'), 'utf8');
    expect(licences).toMatch(/^@modelcontextprotocol\/sdk 1\.\d+\.\d+ \(MIT\)$/m);
    const kinds = [...licences.matchAll(/^\S+ \d+\.\d+\.\d+\S* \((.+)\)$/gm)].map(([, kind = '']) => kind);
    const permissive = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'Unlicense'];
    expect(kinds.length).toBeGreaterThan(20);
    expect(kinds.filter((kind) => !permissive.includes(kind))).toEqual([]);
    expect(await readFile(join(unpacked(server), 'LICENSE'), 'utf8')).toContain('Apache License');
  });

  it('has its start measured beside the aim', () => {
    expect(printed).toMatch(
      new RegExp(`sre-agent-${server}-.*\\.mcpb +\\d\\.\\d MB, starts in \\d+\\.\\d\\d s \\(aim 1 s, (met|MISSED)\\)`),
    );
  });
});

describe('a bundle that was given too little', () => {
  it('says in words what is missing', async () => {
    await expect(start('github', {})).rejects.toThrow('no access to GitHub: set GITHUB_TOKEN');
  });
});
