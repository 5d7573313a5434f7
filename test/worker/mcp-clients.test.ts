import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { type HttpOptions, serveHttp } from '../../mcp-servers/runtime/http.ts';
import { type McpClients, type McpClientsOptions, openMcpClients, ToolNameConflict } from '../../worker/mcp-clients.ts';
import type { McpServerConfig } from '../../worker/mcp-config.ts';
import { fixtureServer } from './fixture-server.ts';

const here = import.meta.dirname;
const clock = () => new Date('2026-05-12T09:40:00Z');
const never = new AbortController().signal;

let folder: string;
let clients: McpClients;
let said: string[];
const closing: (() => Promise<void>)[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mcp-clients-'));
  said = [];
});

afterEach(async () => {
  await clients?.close();
  await Promise.all(closing.splice(0).map((close) => close()));
  await rm(folder, { recursive: true });
});

function fixture(env: Record<string, string> = {}, more: Partial<McpServerConfig> = {}): McpServerConfig {
  const args = ['--no-warnings', join(here, 'fixture-server.ts')];
  const transport = {
    kind: 'stdio',
    command: 'node',
    args,
    env: { FIXTURE_FILE: join(folder, 'trace'), ...env },
  } as const;
  return { name: 'fixture', transport, timeoutMs: 10_000, concurrency: 8, allow: ['fx_*'], ...more };
}

function foreign(env: Record<string, string> = {}, more: Partial<McpServerConfig> = {}): McpServerConfig {
  const args = ['--no-warnings', join(here, 'foreign-server.ts')];
  const transport = { kind: 'stdio', command: 'node', args, env } as const;
  return { name: 'foreign', transport, timeoutMs: 10_000, concurrency: 8, allow: [], ...more };
}

function open(servers: McpServerConfig[], more: Partial<McpClientsOptions> = {}): McpClients {
  const log = pino({ level: 'info' }, { write: (line: string) => void said.push(line) });
  clients = openMcpClients({ servers, local: {}, clock, log, ...more });
  return clients;
}

const call = (tool: string, args: Record<string, unknown> = {}, signal = never) => clients.call({ tool, args, signal });
const trace = async () => (await readFile(join(folder, 'trace'), 'utf8')).trim().split('\n');
const traceSoFar = (): Promise<string[]> => trace().catch(() => []);
const started = async () =>
  (await traceSoFar()).filter((line) => line.startsWith('started')).map((line) => Number(line.split(' ')[1]));

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; i < 200; i += 1) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('it did not come about within 5 s');
}

describe('what the pool offers', () => {
  it('offers what allow names and does not write, sorted, and tells first-look and inventory tools', async () => {
    open([foreign({}, { allow: ['*'] }), fixture()]);
    expect(await clients.catalogue()).toEqual({
      offered: [
        { name: 'big', server: 'foreign' },
        ...['busy', 'die', 'echo', 'environment', 'hang', 'wait'].map((name) => ({
          name: `fx_${name}`,
          server: 'fixture',
        })),
      ],
      firstLook: [{ name: 'fx_echo', server: 'fixture' }],
      writing: [
        { name: 'drop_database', server: 'foreign' },
        { name: 'fx_post', server: 'fixture' },
      ],
      unreachable: [],
    });
    expect(await clients.inventories()).toEqual([{ server: 'fixture', tool: 'fx_echo', args: { text: 'all' } }]);
    const [big, echo] = await clients.definitions(['fx_echo', 'big']);
    expect(big).toEqual({ name: 'big', description: 'Says much.', inputSchema: { type: 'object', properties: {} } });
    expect(Object.keys(echo?.inputSchema.properties ?? {})).toEqual(['text', 'max_chars', 'cursor']);
    expect(await clients.instructions()).toEqual([{ server: 'fixture', text: 'Call fx_echo.' }]);
  });

  it('offers nothing of a foreign server without allow, and calls nothing of it', async () => {
    open([foreign()]);
    expect((await clients.catalogue()).offered).toEqual([]);
    expect(await call('big')).toMatchObject({ isError: true, error: { code: 'not_allowed', retryable: false } });
  });

  it('names the nearest tool when one is called that does not exist', async () => {
    open([fixture()]);
    await clients.catalogue();
    expect((await call('fx_ecko')).text).toContain("did you mean 'fx_echo'?");
  });

  it('serves a definition inside the process beside the others', async () => {
    open([], { local: { slack: fixtureServer({}) } });
    expect((await clients.catalogue()).offered).toContainEqual({ name: 'fx_echo', server: 'slack' });
    expect(await call('fx_post')).toMatchObject({ text: 'posted', isError: false });
    expect((await call('fx_echo')).structured).toEqual({ pid: process.pid });
  });

  it('refuses two servers that offer one name, and a server that is named as a local one', async () => {
    open([fixture(), fixture({}, { name: 'second' })]);
    await expect(clients.catalogue()).rejects.toThrow(ToolNameConflict);
    await expect(clients.catalogue()).rejects.toThrow("tool 'fx_busy' is offered by fixture and by second");
    expect(() => open([fixture()], { local: { fixture: fixtureServer({}) } })).toThrow('mcpServers.fixture: the name');
  });
});

describe('what may go wrong with a server', () => {
  it('gives a child what the configuration says and PATH, and nothing else', async () => {
    open([fixture({ ONLY: 'this' })]);
    const names = (await call('fx_environment')).text.split('\n').filter((name) => !/^(?:__|PWD|SHLVL|_$)/.test(name));
    expect(names).toEqual(['FIXTURE_FILE', 'ONLY', 'PATH']);
  });

  it('lists a server that cannot start with the reason, and the others all the same', async () => {
    const missing: McpServerConfig['transport'] = { kind: 'stdio', command: 'no-such-program', args: [], env: {} };
    open([
      fixture(),
      foreign({}, { name: 'absent', transport: missing }),
      fixture({ FIXTURE_REFUSE: '1' }, { name: 'bad' }),
    ]);
    const { offered, unreachable } = await clients.catalogue();
    expect(offered).toHaveLength(6);
    expect(unreachable).toEqual([
      { server: 'absent', reason: expect.stringContaining("no program 'no-such-program'") },
      { server: 'bad', reason: 'it ended with status 2: FIXTURE_REFUSE: refused with password=[redacted]' },
    ]);
  });

  it('says so when a server never answers the initialisation', async () => {
    open([foreign({ FOREIGN_SILENT: '1' }, { allow: ['big'] })], { connectTimeoutMs: 500 });
    await expect(call('big')).rejects.toMatchObject({
      name: 'ServerUnavailable',
      kind: 'cannot-start',
      message: "MCP server foreign: can't be reached: it did not answer the initialisation within 0.5 s",
    });
    expect((await clients.catalogue()).unreachable).toHaveLength(1);
  });

  it('restarts a child that died and repeats the call once', async () => {
    open([fixture()]);
    expect(await call('fx_die', { once: join(folder, 'died') })).toMatchObject({ text: 'alive again', isError: false });
    expect(await started()).toHaveLength(2);
    expect(said.join('')).toContain('about to die, token=[redacted]');
  });

  it('gives up on a call that kills the server twice, with what it printed last', async () => {
    open([fixture()]);
    await expect(call('fx_die')).rejects.toMatchObject({
      kind: 'lost',
      message: expect.stringMatching(/was lost during fx_die: it ended with status 7: .*token=\[redacted\]/s),
    });
    expect(await call('fx_echo', { text: 'still here' })).toMatchObject({ text: 'echo: still here' });
  });

  it('does not repeat a write whose answer was lost', async () => {
    open([fixture()]);
    await expect(call('fx_post', { die: true })).rejects.toMatchObject({ kind: 'lost' });
    expect((await trace()).filter((line) => line === 'posted')).toHaveLength(1);
  });

  it('ends a child that hangs, and the next call gets a new one', async () => {
    open([fixture({}, { timeoutMs: 1_500 })]);
    await expect(call('fx_hang')).rejects.toMatchObject({
      kind: 'timed-out',
      message: 'MCP server fixture: fx_hang did not answer within 1.5 s',
    });
    expect(await call('fx_echo', { text: 'again' })).toMatchObject({ text: 'echo: again' });
    const [hung = 0] = await started();
    await until(() => !runs(hung));
  });

  it('takes an answer of 1 MB whole, without what is invisible in it', async () => {
    open([foreign({ FOREIGN_BYTES: '1000000' }, { allow: ['big'] })]);
    const { text, isError } = await call('big');
    expect([text.length, isError]).toEqual([Math.floor(1_000_000 / 13) * 13 + 3, false]);
    expect(text.endsWith('\nend')).toBe(true);
  });

  it('makes no more calls at a time than configured', async () => {
    open([fixture({}, { concurrency: 2 })]);
    await Promise.all(Array.from({ length: 5 }, () => call('fx_busy')));
    let inside = 0;
    const most = (await trace()).reduce((top, line) => {
      inside += line === 'enter' ? 1 : line === 'leave' ? -1 : 0;
      return Math.max(top, inside);
    }, 0);
    expect(most).toBe(2);
  });

  it('passes an abort on to the server, and the child lives on', async () => {
    open([fixture()]);
    const controller = new AbortController();
    const waiting = call('fx_wait', {}, controller.signal);
    await until(async () => (await traceSoFar()).includes('waiting'));
    controller.abort(new Error('stopped by a person'));
    await expect(waiting).rejects.toThrow('stopped by a person');
    await until(async () => (await trace()).includes('aborted'));
    await call('fx_echo');
    expect(await started()).toHaveLength(1);
  });

  it('leaves no process behind, not even what a child had started', async () => {
    const args = ['-c', `node ${join(here, 'fixture-server.ts')} & wait`];
    open([
      fixture({}, { transport: { kind: 'stdio', command: 'sh', args, env: { FIXTURE_FILE: join(folder, 'trace') } } }),
    ]);
    const connecting = clients.catalogue();
    await until(async () => (await started()).length === 1);
    const [pid = 0] = await started();
    await clients.close();
    await connecting;
    await until(() => !runs(pid));
  });
});

describe('a server behind a URL', () => {
  async function listening(more: Partial<HttpOptions> = {}) {
    const log = pino({ level: 'silent' });
    const env = { FIXTURE_FILE: join(folder, 'trace') };
    const http = await serveHttp(fixtureServer(env), { host: '127.0.0.1', port: 0, clock, log, ...more });
    closing.push(() => http.close().catch(() => undefined));
    return http;
  }

  const behind = (url: string, headers: Record<string, string> = {}): McpServerConfig => ({
    ...fixture(),
    transport: { kind: 'http', url, headers },
  });

  it('is called with the configured headers', async () => {
    const { url } = await listening({ token: 'a-token-of-the-fixture' });
    open([behind(url, { Authorization: 'Bearer a-token-of-the-fixture' })]);
    const progress: string[] = [];
    const options = {
      tool: 'fx_echo',
      args: { text: 'hi' },
      signal: never,
      onProgress: (m: string) => progress.push(m),
    };
    expect(await clients.call(options)).toMatchObject({ text: 'echo: hi' });
    expect(progress).toEqual(['echoing']);
  });

  it('is listed as unreachable with the status where the token is wrong', async () => {
    const { url } = await listening({ token: 'a-token-of-the-fixture' });
    open([behind(url, { Authorization: 'Bearer another' })]);
    expect((await clients.catalogue()).unreachable).toEqual([
      { server: 'fixture', reason: expect.stringContaining('a bearer token is required') },
    ]);
  });

  it('is reconnected within the same call when it was restarted and knows the session no more', async () => {
    const first = await listening();
    open([behind(first.url)]);
    await call('fx_echo');
    await first.close();
    await listening({ port: Number(new URL(first.url).port) });
    expect(await call('fx_echo', { text: 'new session' })).toMatchObject({ text: 'echo: new session' });
  });

  it('fails at once, and not by timeout, when the server goes away during a call and stays away', async () => {
    const { url, close } = await listening({ graceMs: 0 });
    open([behind(url)]);
    const waiting = expect(call('fx_wait')).rejects.toMatchObject({ name: 'ServerUnavailable' });
    await until(async () => (await traceSoFar()).includes('waiting'));
    const before = performance.now();
    await close();
    await waiting;
    expect(performance.now() - before).toBeLessThan(5_000);
  });

  it('that asks to slow down is answered as throttled, in the same session', async () => {
    const { url } = await listening({ rates: { server: 100, session: 1 } });
    open([behind(url)]);
    const answers = await Promise.all(Array.from({ length: 8 }, () => call('fx_echo', { text: 'hi' })));
    const throttled = answers.filter(({ isError }) => isError);
    expect(throttled.length).toBeGreaterThan(0);
    expect(throttled.length).toBeLessThan(8);
    expect(throttled[0]?.error).toEqual({ code: 'throttled', retryable: true, retryAfterMs: 1_000 });
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect(await call('fx_echo', { text: 'again' })).toMatchObject({ text: 'echo: again' });
  });

  it('is told of an abort', async () => {
    const { url } = await listening();
    open([behind(url)]);
    const controller = new AbortController();
    const waiting = call('fx_wait', {}, controller.signal);
    await until(async () => (await traceSoFar()).includes('waiting'));
    controller.abort();
    await expect(waiting).rejects.toThrow();
    await until(async () => (await trace()).includes('aborted'));
  });
});
