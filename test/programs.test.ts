import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { parse } from 'yaml';
import { z } from 'zod';
import { workflowIdOf } from '../trigger/start.ts';
import { bundleFile } from '../worker/bundle-workflows.ts';
import { packageRoot } from '../worker/package-root.ts';
import type { Diagnosis } from '../workflows/contract.ts';
import { type Estate, startEstate } from './estate/index.ts';
import { listens, type RunningProgram, runProgram } from './running-program.ts';
import { findTemporalBinary } from './temporal-binary.ts';
import { freePort, startTemporal, type TemporalServer } from './temporal-server.ts';
import { eventually } from './trigger/fixtures/waiting.ts';

const patience = 120_000;
const root = packageRoot();
const read = (file: string) => readFile(join(root, file), 'utf8');

const composeSchema = z.object({
  services: z.record(
    z.string(),
    z.object({
      image: z.string(),
      command: z.array(z.string()),
      environment: z.record(z.string(), z.string()).default({}),
      stop_grace_period: z
        .string()
        .regex(/^\d+s$/)
        .default('10s'),
    }),
  ),
});
type Service = z.infer<typeof composeSchema>['services'][string];

let services: Record<string, Service> = {};
let estate: Estate;
const started: RunningProgram[] = [];

/** After a fresh clone's `npm install` there is a build already; after a change to the sources it is renewed. */
async function buildWhereOutdated(): Promise<void> {
  const folders = ['workflows', 'activities', 'mcp-servers', 'worker', 'trigger', 'test'];
  const entries = await Promise.all(
    folders.map((folder) => readdir(join(root, folder), { recursive: true, withFileTypes: true })),
  );
  const sources = entries.flat().filter(({ name }) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  const times = await Promise.all(
    sources.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).mtimeMs),
  );
  const built = existsSync(bundleFile()) ? (await stat(bundleFile())).mtimeMs : 0;
  if (Math.max(...times) > built) await promisify(execFile)('npm', ['run', 'build'], { cwd: root });
}

beforeAll(async () => {
  const compose = composeSchema.parse(parse(await read('docker-compose.yml')));
  services = Object.fromEntries(Object.entries(compose.services).filter(([, { image }]) => image === 'sre-agent'));
  await buildWhereOutdated();
  estate = await startEstate({ caseDir: join(root, 'test', 'cases', 'healthy') });
}, 300_000);

afterEach(() => Promise.all(started.splice(0).map((program) => program.remove())));
afterAll(() => estate.close());

/** A service's command as its container runs it, but for the address of what is beside it. */
async function run({ command: [node, ...args] }: Service, env: Record<string, string>): Promise<RunningProgram> {
  expect(node).toBe('node');
  const program = await runProgram(args, { env: { ...estate.env, LOG_LEVEL: 'info', ...env } });
  started.push(program);
  return program;
}

/** `docker compose stop`: SIGTERM, and SIGKILL when the grace period is over. It comes twice where npm hands it on. */
async function stop(program: RunningProgram, { stop_grace_period }: Service): Promise<void> {
  const from = Date.now();
  program.child.kill('SIGTERM');
  setTimeout(() => program.child.kill('SIGTERM'), 50);
  expect([await program.ended, program.err()]).toEqual([0, expect.any(String)]);
  expect(Date.now() - from).toBeLessThan(Number.parseInt(stop_grace_period, 10) * 1_000);
  expect(await program.leftovers()).toEqual([]);
}

const service = (name: string): Service => {
  const found = services[name];
  if (!found) throw new Error(`docker-compose.yml has no service ${name}`);
  return found;
};

describe('docker-compose.yml', () => {
  it('names only variables that .env.example explains', async () => {
    const explained = [...(await read('.env.example')).matchAll(/^# ([A-Z][A-Z0-9_]+)=/gm)].map(([, name]) => name);
    const set = Object.values(services).flatMap(({ environment }) => Object.keys(environment));
    const filledIn = [...(await read('docker-compose.yml')).matchAll(/\$\{([A-Z0-9_]+)/g)].map(([, name]) => name);
    expect(set).toEqual(expect.arrayContaining(['TEMPORAL_ADDRESS', 'KUBECONFIG']));
    expect([...set, ...filledIn].filter((name) => !explained.includes(name))).toEqual([]);
  });

  it('runs files that the image has', async () => {
    const dockerfile = await read('Dockerfile');
    const copied = [...dockerfile.matchAll(/^COPY --from=build \/app\/(\S+) \S+$/gm)].map(([, path = '']) => path);
    expect(copied).toContain('dist');
    expect(copied.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    const own: unknown = JSON.parse(/^CMD (\[.*\])$/m.exec(dockerfile)?.[1] ?? '[]');
    const files = [own, ...Object.values(services).map(({ command }) => command)].map(
      (command) =>
        z
          .array(z.string())
          .parse(command)
          .find((part) => part.endsWith('.js')) ?? 'no file',
    );
    expect(new Set(files).size).toBeGreaterThan(5);
    const missing = files.filter(
      (file) => !existsSync(join(root, file)) || !copied.some((path) => file.startsWith(`${path}/`)),
    );
    expect(missing).toEqual([]);
  });

  describe('with its worker and its trigger', () => {
    let temporal: TemporalServer;
    beforeAll(async () => {
      temporal = await startTemporal();
    }, 60_000);
    afterAll(() => temporal.close());

    it(
      'turns a mention into a diagnosis, and each ends within its grace period',
      async () => {
        const env = {
          SRE_AGENT_MODEL: 'rules',
          TEMPORAL_ADDRESS: temporal.address,
          SRE_AGENT_TEMPORAL_UI_URL: temporal.uiUrl,
        };
        const worker = await run(service('worker'), env);
        const trigger = await run(service('trigger'), env);
        await worker.says(/the worker is running/, 'err');
        await trigger.says(/listening to Slack by Socket Mode/, 'err');
        const ts = await estate.slack.mention(estate.incident.request);
        const channel = estate.slack.channelId(estate.incident.channel);
        const connection = await Connection.connect({ address: temporal.address });
        const { workflow } = new Client({ connection });
        const investigation = workflow.getHandle(workflowIdOf({ team: estate.slack.team, channel, ts }));
        const there = () => investigation.describe().catch(() => undefined);
        await eventually(there, (description) => description !== undefined);
        const diagnosis: Diagnosis = await investigation.result();
        await connection.close();
        expect(diagnosis.verdict).toBe(estate.incident.expected.verdict);
        expect(diagnosis.notChecked).toEqual([]);
        expect(estate.journal.notServed).toEqual([]);
        await Promise.all([stop(worker, service('worker')), stop(trigger, service('trigger'))]);
        expect(estate.slack.connections()).toBe(0);
      },
      patience,
    );
  });

  describe.each(['mcp-kubernetes', 'mcp-aws', 'mcp-github', 'mcp-slack'])('with its %s', (name) => {
    const token = 'a-token-for-this-test';

    it(
      'serves MCP over HTTP to whoever has the token, until SIGTERM',
      async () => {
        const port = await freePort();
        const command = service(name).command.map((part) => (/^73\d\d$/.test(part) ? String(port) : part));
        const program = await run({ ...service(name), command }, { SRE_AGENT_MCP_TOKEN: token });
        const url = `http://127.0.0.1:${port}`;
        await program.says(/"msg":"serving on http/i, 'err');
        const health = await fetch(`${url}/healthz`);
        expect(await health.json()).toMatchObject({ status: 'ok' });
        expect((await initialize(url, 'another-token-than-that')).status).toBe(401);
        const initialized = await initialize(url, token);
        expect([initialized.status, await initialized.text()]).toEqual([200, expect.stringContaining('"serverInfo"')]);
        await stop(program, service(name));
      },
      patience,
    );

    it(
      'does not listen to everybody without a token',
      async () => {
        const program = await run(service(name), {});
        expect(await program.ended).toBe(2);
        expect(program.err()).toMatch(/^--host 0\.0\.0\.0: .*set SRE_AGENT_MCP_TOKEN/);
      },
      patience,
    );
  });
});

function initialize(url: string, token: string): Promise<Response> {
  const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } };
  return fetch(`${url}/mcp`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params }),
  });
}

describe('npm run demo, compiled', () => {
  it(
    'finds its page and its case, and ends with Ctrl-C on npm',
    async () => {
      const env = { TEMPORAL_CLI_PATH: await findTemporalBinary() };
      const program = await runProgram(['run', '-s', 'demo'], { command: 'npm', env, detached: true });
      started.push(program);
      await program.says(/^Done: incident/m);
      const [, page = ''] = await program.says(/^The Slack page: +(\S+)$/m);
      const html = await fetch(page).then((answer) => answer.text());
      const [, script = ''] = /<script type="module" src="([^"]+)"/.exec(html) ?? [];
      expect((await fetch(page + script)).status).toBe(200);
      process.kill(-(program.child.pid ?? 0), 'SIGINT');
      await program.ended;
      // npm does not wait for the program that it runs.
      await eventually(program.leftovers, (left) => left.length === 0);
      expect(await listens(page)).toBe(false);
    },
    patience,
  );
});
