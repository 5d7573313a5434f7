// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are the variables of mcp.json
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { McpConfigError, parseMcpConfig } from '../../worker/mcp-config.ts';

const parse = (mcpServers: unknown, env: Record<string, string> = {}) =>
  parseMcpConfig(JSON.stringify({ mcpServers }), env);

function problems(work: () => unknown): string[] {
  try {
    work();
  } catch (error) {
    if (error instanceof McpConfigError) return error.problems;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('mcp.json', () => {
  it("takes Claude Desktop's entries as they are, with defaults for the rest", () => {
    const entry = { command: 'npx', args: ['-y', 'some-server'], env: { KEY: 'value' } };
    expect(parse({ some: entry })).toEqual([
      { name: 'some', transport: { kind: 'stdio', ...entry }, timeoutMs: 75_000, concurrency: 8, allow: [] },
    ]);
  });

  it('takes a URL with headers, timeout, concurrency and allow', () => {
    const url = 'https://mcp.example.com/mcp';
    const more = { timeout: 5_000, concurrency: 2, allow: ['read_*', 'list'] };
    expect(parse({ remote: { url, headers: { Authorization: 'Bearer ${KEY}' }, ...more } }, { KEY: 'k' })).toEqual([
      {
        name: 'remote',
        transport: { kind: 'http', url, headers: { Authorization: 'Bearer k' } },
        timeoutMs: 5_000,
        concurrency: 2,
        allow: ['read_*', 'list'],
      },
    ]);
  });

  it('fills variables in, with their defaults, and does not pass on what is empty', () => {
    const env = { A: '${NAME}', B: '${MISSING:-fallback}', C: '${MISSING:-}', D: 'x${EMPTY:-y}z' };
    const [server] = parse({ s: { command: '${NAME}/bin', args: ['--${NAME}'], env } }, { NAME: 'n', EMPTY: '' });
    expect(server?.transport).toEqual({
      kind: 'stdio',
      command: 'n/bin',
      args: ['--n'],
      env: { A: 'n', B: 'fallback', D: 'xyz' },
    });
  });

  it('lists every problem at once, each with the path of its key and what to do', () => {
    const given = {
      one: { command: 'x', env: { TOKEN: '${GONE}' }, timout: 5 },
      two: { command: '${ALSO_GONE}', args: ['${1BAD}'], headers: { A: 'b' } },
      three: {},
      four: { url: 'ftp://x', concurrency: 0 },
      five: { url: 'not an address', env: { A: 'b' }, allow: ['a*'] },
      six: { command: 'x', allow: ['a*b'] },
    };
    expect(problems(() => parse(given))).toEqual([
      'mcp.json: mcpServers.one.env.TOKEN: ${GONE} is not set; set GONE, or write ${GONE:-} if it may be missing',
      "mcp.json: mcpServers.one.timout: unknown key, did you mean 'timeout'?",
      'mcp.json: mcpServers.two.command: ${ALSO_GONE} is not set; set ALSO_GONE, or write ${ALSO_GONE:-} if it may be missing',
      "mcp.json: mcpServers.two.args[0]: '${1BAD}' is neither ${NAME} nor ${NAME:-default}",
      "mcp.json: mcpServers.two.headers: belongs beside 'url'; a program gets its 'env'",
      "mcp.json: mcpServers.three: needs either 'command' (a program on stdio) or 'url' (Streamable HTTP)",
      'mcp.json: mcpServers.four.concurrency: Too small: expected number to be >=1',
      "mcp.json: mcpServers.five.env: belongs beside 'command'; a server behind a 'url' has its own",
      'mcp.json: mcpServers.five.url: is no http:// or https:// address, such as http://127.0.0.1:8080/mcp',
      "mcp.json: mcpServers.six.allow.0: a tool's name, or the beginning of names followed by *",
    ]);
  });

  it('says where the JSON breaks, and that mcpServers is what it looks for', () => {
    expect(problems(() => parseMcpConfig('{"mcpServers": {,}}', {}))[0]).toMatch(/^mcp\.json: not JSON: .*position 16/);
    expect(problems(() => parseMcpConfig('{"mcpservers": {}}', {}))).toEqual([
      expect.stringContaining('mcp.json: mcpServers: Invalid input'),
      "mcp.json: the file.mcpservers: unknown key, did you mean 'mcpServers'?",
    ]);
  });

  it('comes with our three reading servers, which get nothing that is not set', async () => {
    const text = await readFile(join(import.meta.dirname, '../../deploy/mcp.json'), 'utf8');
    const servers = parseMcpConfig(text, { AWS_REGION: 'eu-west-1', SLACK_BOT_TOKEN: 'xoxb' });
    expect(servers.map(({ name }) => name)).toEqual(['kubernetes', 'aws', 'github']);
    expect(servers.find(({ name }) => name === 'aws')?.transport).toMatchObject({
      args: ['dist/mcp-servers/aws/main.js'],
      env: { AWS_REGION: 'eu-west-1' },
    });
    expect(text).not.toContain('SLACK');
  });
});
