import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { fixtureServer } from '../../worker/fixture-server.ts';
import { connectHttp, connectStdio } from '../connect.ts';

const entry = join(import.meta.dirname, '../../worker/fixture-server.ts');
const token = 'a-token-for-the-tests';
const initialise = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
});

interface Program {
  child: ChildProcessWithoutNullStreams;
  out(): string;
  err(): string;
  ended: Promise<number | null>;
}

const programs: Program[] = [];
const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const { child } of programs.splice(0)) child.kill('SIGKILL');
  await Promise.all(closing.splice(0).map((close) => close()));
});

function start(args: string[], env: Record<string, string> = {}): Program {
  const child = spawn(process.execPath, ['--no-warnings', entry, ...args], { env: { PATH: process.env.PATH, ...env } });
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (said.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said.err += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const program = { child, out: () => said.out, err: () => said.err, ended };
  programs.push(program);
  return program;
}

async function until<T>(find: () => T | undefined): Promise<T> {
  for (let i = 0; i < 200; i += 1) {
    const found = find();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('it did not come about within 5 s');
}

const urlOf = ({ err }: Program) => until(() => /"url":"([^"]+)"/.exec(err())?.[1]);

interface Asked {
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** Not `fetch`: that sets Host and refuses to set another. */
function ask(url: string, { method = 'POST', path = '/mcp', headers = {}, body = initialise }: Asked = {}) {
  return new Promise<{ status: number; text: string; headers: NodeJS.Dict<string | string[]> }>((resolve, reject) => {
    const accept = { accept: 'application/json, text/event-stream', 'content-type': 'application/json' };
    const asked = request(new URL(path, url), { method, headers: { ...accept, ...headers } }, (answer) => {
      let text = '';
      answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text, headers: answer.headers }));
    });
    asked.on('error', reject);
    asked.end(method === 'POST' ? body : undefined);
  });
}

describe('a server as a program on stdio', () => {
  it('lists and calls its tools, and logs JSON on stderr alone', async () => {
    const connected = await connectStdio(entry, {});
    closing.push(connected.close);
    expect(await connected.tools()).toHaveLength(7);
    const progress: string[] = [];
    const answer = await connected.call('fx_echo', { text: 'hi' }, { onProgress: (message) => progress.push(message) });
    expect([answer.text, progress]).toEqual(['echo: hi', ['echoing']]);
  });

  it('ends when its client closes stdin, after answering what was read before', async () => {
    const program = start([]);
    program.child.stdin.end(`${initialise}\n`);
    expect(await program.ended).toBe(0);
    expect(JSON.parse(program.out())).toMatchObject({ id: 1, result: { serverInfo: { name: 'fixture' } } });
    for (const line of program.err().trim().split('\n')) expect(JSON.parse(line)).toMatchObject({ level: 30 });
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('ends on %s', async (signal) => {
    const program = start([]);
    await until(() => program.err().includes('serving on stdio') || undefined);
    program.child.kill(signal);
    expect(await program.ended).toBe(0);
  });

  it('refuses a log level that there is none of, and takes an empty one for unset', async () => {
    const wrong = start([], { LOG_LEVEL: 'loud' });
    expect(await wrong.ended).toBe(2);
    expect(wrong.err()).toBe("LOG_LEVEL is 'loud': expected fatal, error, warn, info, debug, trace\n");
    const empty = start([], { LOG_LEVEL: '' });
    empty.child.stdin.end();
    expect(await empty.ended).toBe(0);
  });

  it('refuses a configuration that its server refuses, in words and with status 2', async () => {
    const program = start([], { FIXTURE_REFUSE: '1' });
    expect(await program.ended).toBe(2);
    expect(program.err()).toBe('FIXTURE_REFUSE: refused with password=[redacted]\n');
  });
});

describe('a server as a program on HTTP', () => {
  it('serves sessions at /mcp and its health, and ends on SIGTERM', async () => {
    const program = start(['--http', '0']);
    const url = await urlOf(program);
    expect(await ask(url, { method: 'GET', path: '/healthz' })).toMatchObject({
      status: 200,
      text: '{"status":"ok","name":"fixture","version":"0.1.0"}',
    });
    const { status, headers } = await ask(url);
    expect([status, typeof headers['mcp-session-id']]).toEqual([200, 'string']);
    program.child.kill('SIGTERM');
    expect(await program.ended).toBe(0);
  });

  it('lets a call that is under way finish when it is told to end', async () => {
    const program = start(['--http', '0']);
    const url = await urlOf(program);
    const { headers } = await ask(url);
    const busy = JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name: 'fx_busy' } });
    const answer = ask(url, { body: busy, headers: { 'mcp-session-id': String(headers['mcp-session-id']) } });
    await new Promise((resolve) => setTimeout(resolve, 50));
    program.child.kill('SIGTERM');
    expect((await answer).text).toContain('done');
    expect(await program.ended).toBe(0);
  });

  it('refuses to start where others could reach it without a token', async () => {
    const program = start(['--http', '0', '--host', '0.0.0.0']);
    expect(await program.ended).toBe(2);
    expect(program.err()).toContain('set SRE_AGENT_MCP_TOKEN to a bearer token, or listen on 127.0.0.1');
  });

  it('starts there with a token, and lets nobody in without it', async () => {
    const program = start(['--http', '0', '--host', '0.0.0.0'], { SRE_AGENT_MCP_TOKEN: token });
    const url = (await urlOf(program)).replace('0.0.0.0', '127.0.0.1');
    const as = (authorization?: string) => ask(url, { headers: authorization === undefined ? {} : { authorization } });
    const statuses = await Promise.all([as(), as('Bearer wrong'), as(`Basic ${token}`), as(`Bearer ${token}`)]);
    expect(statuses.map(({ status }) => status)).toEqual([401, 401, 401, 200]);
    expect((await ask(url, { method: 'GET', path: '/healthz' })).status).toBe(200);
  });

  it.each([
    [['--http', 'eighty'], '--http eighty: expected a port, such as 8080'],
    [['--host', '127.0.0.1'], '--host: needs --http PORT beside it'],
    [['--port', '80'], "Unknown option '--port'"],
  ])('refuses %j', async (args, message) => {
    const program = start(args);
    expect(await program.ended).toBe(2);
    expect(program.err()).toContain(message);
  });
});

describe('the rates of HTTP', () => {
  it('are refused where they are none', async () => {
    const program = start(['--http', '0'], { SRE_AGENT_MCP_RATE: 'many', SRE_AGENT_MCP_SESSION_RATE: '0' });
    expect(await program.ended).toBe(2);
    expect(program.err()).toBe(
      "SRE_AGENT_MCP_RATE is 'many': expected requests a second, 1 to 10000\nSRE_AGENT_MCP_SESSION_RATE is '0': expected requests a second, 1 to 10000\n",
    );
  });
});

describe('what HTTP lets in', () => {
  async function listening(options: Parameters<typeof connectHttp>[1] = {}): Promise<string> {
    const connected = await connectHttp(fixtureServer({}), options);
    closing.push(connected.close);
    return connected.url;
  }

  it('is loopback by name and number only, so that no rebound name reaches it', async () => {
    const url = await listening();
    const to = async (host: string) => (await ask(url, { headers: { host } })).status;
    expect(await Promise.all(['localhost:1', '[::1]', 'evil.example', '127.0.0.1.evil.example'].map(to))).toEqual([
      200, 200, 403, 403,
    ]);
  });

  it('is a named host where there are some, and any that knows the token where there are none', async () => {
    const bearer = { authorization: `Bearer ${token}` };
    const named = await listening({ token, allowedHosts: ['mcp.internal'] });
    const open = await listening({ token });
    const to = async (url: string, host: string) => (await ask(url, { headers: { host, ...bearer } })).status;
    expect(await Promise.all([to(named, 'mcp.internal:8080'), to(named, 'other'), to(open, 'other')])).toEqual([
      200, 403, 200,
    ]);
  });

  it("is no browser but a local page's", async () => {
    const url = await listening({ allowedOrigins: ['https://console.example'] });
    const from = async (origin: string) => (await ask(url, { headers: { origin } })).status;
    const origins = ['http://localhost:3000', 'https://console.example', 'https://evil.example', 'null'];
    expect(await Promise.all(origins.map(from))).toEqual([200, 200, 403, 403]);
  });

  it('is no body over 1 MB', async () => {
    const url = await listening();
    expect((await ask(url, { body: `{"jsonrpc":"2.0","id":1,"method":"${'x'.repeat(1_100_000)}"}` })).status).toBe(413);
  });

  it('is no more requests than the session may make, and says when to come again', async () => {
    const url = await listening({ rates: { server: 1_000, session: 2 } });
    const session = async () => ({ 'mcp-session-id': String((await ask(url)).headers['mcp-session-id']) });
    const [one, other] = [await session(), await session()];
    const list = JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'tools/list' });
    const many = await Promise.all(Array.from({ length: 15 }, () => ask(url, { body: list, headers: one })));
    expect(many.map(({ status }) => status).sort()).toEqual([...Array(10).fill(200), ...Array(5).fill(429)]);
    const refused = many.find(({ status }) => status === 429);
    expect(refused?.headers['retry-after']).toBe('1');
    expect(JSON.parse(refused?.text ?? '')).toMatchObject({
      error: { message: 'too many requests, try again in 1 s' },
    });
    expect((await ask(url, { body: list, headers: other })).status).toBe(200);
  });

  it('is no more than the whole server may be asked, but every cancellation', async () => {
    const url = await listening({ rates: { server: 1, session: 1_000 } });
    const headers = { 'mcp-session-id': String((await ask(url)).headers['mcp-session-id']) };
    const list = { jsonrpc: '2.0', id: 2, method: 'tools/list' };
    const cancel = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 99 } };
    const batch = await ask(url, { body: JSON.stringify([list, list, list, list, list]), headers });
    expect(batch.status).toBe(429);
    for (let i = 0; i < 4; i += 1) await ask(url, { body: JSON.stringify(list), headers });
    expect((await ask(url, { body: JSON.stringify(list), headers })).status).toBe(429);
    expect((await ask(url)).status).toBe(429);
    expect((await ask(url, { body: JSON.stringify(cancel), headers })).status).toBe(202);
    expect((await ask(url, { method: 'GET', path: '/healthz' })).status).toBe(200);
  });

  it('is no body that is not JSON', async () => {
    const url = await listening();
    const { status, text } = await ask(url, { body: '{"jsonrpc":' });
    expect([status, JSON.parse(text).error]).toEqual([400, { code: -32_700, message: 'the body is not JSON' }]);
  });

  it('is no session that it does not know, and no call without one', async () => {
    const url = await listening();
    expect((await ask(url, { headers: { 'mcp-session-id': 'gone' } })).status).toBe(404);
    const list = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' });
    expect((await ask(url, { body: list })).status).toBe(400);
    expect((await ask(url, { path: '/other' })).status).toBe(404);
  });
});
