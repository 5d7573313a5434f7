// biome-ignore-all lint/suspicious/noTemplateCurlyInString: mcp.json's own placeholders
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { WorkflowFailedError } from '@temporalio/client';
import { pino } from 'pino';
import { clockFrom } from '../../mcp-servers/runtime/clock.ts';
import { serveHttp } from '../../mcp-servers/runtime/http.ts';
import type { ServerDefinition } from '../../mcp-servers/runtime/tool.ts';
import { packageRoot } from '../../worker/package-root.ts';
import type { Diagnosis } from '../../workflows/contract.ts';
import { definitionOf } from '../mcp-servers/four-servers.ts';
import { running } from '../workflows/running.ts';
import { calls, submits, toldTo } from '../workflows/scripted.ts';
import { fixtureServer } from './fixture-server.ts';

const caseDir = join(packageRoot(), 'test', 'cases', 'healthy');
const closing: (() => Promise<void>)[] = [];
let folder: string;
const trace = () => join(folder, 'trace');
const lines = () => (existsSync(trace()) ? readFileSync(trace(), 'utf8').trim().split('\n') : []);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sre-agent-servers-'));
});

afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
  rmSync(folder, { recursive: true, force: true });
});

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

/** The definition at that port of this process; closing it drops its sessions. */
async function listening(definition: ServerDefinition, port: number, env: Record<string, string> = {}) {
  const log = pino({ level: 'silent' });
  const http = await serveHttp(definition, { host: '127.0.0.1', port, clock: clockFrom(env), log, graceMs: 0 });
  closing.push(() => http.close().catch(() => undefined));
  return http;
}

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 800; i += 1) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('it did not come about within 20 s');
}

const program = (...path: string[]) => ({
  command: process.execPath,
  args: ['--no-warnings', join(packageRoot(), ...path)],
});
const evidence = [{ claim: 'it answers again', quote: 'echo: two', toolCallId: 't2c1' }];
const kubernetesEnv = { KUBECONFIG: '${KUBECONFIG}', SRE_AGENT_CLOCK: '${SRE_AGENT_CLOCK}' };

jest.setTimeout(60_000);

describe('an investigation', () => {
  const start = running({ caseDir, quick: true });

  it('goes on with a new process where a server was killed between two turns', async () => {
    const fixture = {
      ...program('test', 'worker', 'fixture-server.ts'),
      env: { FIXTURE_FILE: trace() },
      allow: ['fx_*'],
    };
    const { estate, ask } = await start({ servers: { fixture } });
    const pids = () => lines().flatMap((line) => /^started (\d+)/.exec(line)?.[1] ?? []);
    estate.model.script((_, turn) => {
      if (turn === 0) return calls({ name: 'fx_echo', input: { text: 'one' } });
      if (turn === 2) return submits({ evidence });
      process.kill(Number(pids()[0]), 'SIGKILL');
      return calls({ name: 'fx_echo', input: { text: 'two' } }, { name: 'quick_read', input: { number: 2 } });
    });
    const diagnosis: Diagnosis = await (await ask()).handle.result();
    expect(pids()).toHaveLength(2);
    expect(toldTo(estate.model.requests.at(-1))).toMatch(/echo: one.*echo: two/s);
    expect(diagnosis.notChecked.join()).not.toContain('fixture');
  });

  it('goes on with a new session where the server behind a URL was restarted between two turns', async () => {
    const port = await freePort();
    const fixture = { url: `http://127.0.0.1:${port}/mcp`, allow: ['fx_*'] };
    const env = { FIXTURE_FILE: trace() };
    const first = await listening(fixtureServer(env), port);
    const { estate, ask } = await start({ servers: { fixture } });
    estate.model.script(async (_, turn) => {
      if (turn === 0) return calls({ name: 'fx_echo', input: { text: 'one' } });
      if (turn === 2) return submits({ evidence });
      await first.close();
      await listening(fixtureServer(env), port);
      return calls({ name: 'fx_echo', input: { text: 'two' } }, { name: 'quick_read', input: { number: 2 } });
    });
    const diagnosis: Diagnosis = await (await ask()).handle.result();
    expect(toldTo(estate.model.requests.at(-1))).toMatch(/echo: one.*echo: two/s);
    expect(diagnosis.notChecked.join()).not.toContain('fixture');
  });

  it.each(['stdio', 'HTTP'])('that is cancelled aborts what the Kubernetes server asks over %s', async (transport) => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}/mcp`;
    const onStdio = { ...program('mcp-servers', 'kubernetes', 'main.ts'), env: kubernetesEnv };
    const kubernetes = { ...(transport === 'stdio' ? onStdio : { url }), allow: ['k8s_*'] };
    const { estate, ask } = await start({ servers: { kubernetes } });
    if (transport === 'HTTP') await listening(definitionOf('kubernetes', estate.env), port, estate.env);
    // What a server asks when it starts, to have its connections ready, belongs to no call.
    const asked = () =>
      estate.journal.requests.filter(({ system, path }) => system === 'kubernetes' && !path.endsWith('/version'));
    estate.journal.fault({ system: 'kubernetes', hang: true });
    const { handle } = await ask();
    await until(() => asked().length > 0);
    expect(asked().some(({ aborted }) => aborted)).toBe(false);
    await handle.cancel();
    await until(() => asked().every(({ aborted }) => aborted));
    await expect(handle.result()).rejects.toBeInstanceOf(WorkflowFailedError);
  });
});
