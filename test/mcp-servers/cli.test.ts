import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { dropUnset } from '../../mcp-servers/settings/drop-unset.ts';
import { tooOld } from '../../mcp-servers/settings/oldest-node.ts';
import { type Connected, connectStdio } from './connect.ts';

const command = join(import.meta.dirname, '../../mcp-servers/cli.ts');
const connected: Connected[] = [];

afterEach(async () => {
  for (const { close } of connected.splice(0)) await close();
});

function run(
  args: string[],
  env: Record<string, string> = {},
): Promise<{ out: string; err: string; code: number | null }> {
  const child = spawn(process.execPath, ['--no-warnings', command, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (said.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said.err += chunk.toString()));
  return new Promise((resolve) => child.on('close', (code) => resolve({ ...said, code })));
}

describe('sre-agent-mcp', () => {
  it('serves the server that is named, and takes empty variables for unset', async () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: what a host leaves of a field that nobody filled in
    const env = { AWS_REGION: 'eu-west-1', AWS_PROFILE: '', SRE_AGENT_AWS_ACCOUNTS: '${user_config.ACCOUNTS}' };
    const server = await connectStdio(command, env, ['aws']);
    connected.push(server);
    expect(server.client.getServerVersion()?.name).toBe('sre-agent-aws');
    expect(server.instructions).toContain('Readable: eu-west-1.');
  });

  it("hands the server's own arguments to it", async () => {
    expect(await run(['github', '--http', 'eighty'], { GITHUB_TOKEN: 'none' })).toEqual({
      out: '',
      err: '--http eighty: expected a port, such as 8080\n',
      code: 2,
    });
  });

  it('says what is missing in the configuration, and ends with 2', async () => {
    const { err, code } = await run(['slack']);
    expect([err, code]).toEqual([expect.stringContaining('SLACK_BOT_TOKEN is not set'), 2]);
  });

  it.each([
    ['--version', /^0\.1\.0\n$/],
    ['--help', /^Usage: sre-agent-mcp kubernetes\|aws\|github\|slack \[--http PORT\] \[--host H\]\n/],
  ])('answers %s', async (flag, expected) => {
    expect(await run([flag])).toEqual({ out: expect.stringMatching(expected), err: '', code: 0 });
  });

  it('tells of one server which variables it reads, and which of them it needs', async () => {
    const { out, code } = await run(['aws', '--help']);
    expect(out).toContain('\n  AWS_REGION\n      The region to read, such as eu-west-1. Required.\n');
    expect(out).toContain('\n  SRE_AGENT_AWS_MAX_SCAN_GB\n');
    expect(code).toBe(0);
  });

  it.each([
    [['kubernets'], "no server 'kubernets', did you mean 'kubernetes'?\n"],
    [['datadog'], "no server 'datadog', known: kubernetes, aws, github, slack\n"],
    [['--http', '80'], "no server '--http', known: kubernetes, aws, github, slack\n"],
  ])('refuses %j with the nearest name and status 2', async (args, err) => {
    expect(await run(args)).toEqual({ out: '', err, code: 2 });
  });

  it('shows how it is called where it is called without a server', async () => {
    expect(await run([])).toEqual({ out: '', err: expect.stringContaining('Usage: sre-agent-mcp'), code: 2 });
  });
});

describe('an old Node', () => {
  it.each(['18.20.8', '20.20.2', '22.18.0'])('is told which one is needed: %s', (node) => {
    expect(tooOld('sre-agent-mcp', node)).toBe(`sre-agent-mcp needs Node 22.19 or later, and this is ${node}`);
  });

  it.each(['22.19.0', '24.0.0'])('is not %s', (node) => {
    expect(tooOld('sre-agent-mcp', node)).toBeUndefined();
  });
});

describe('a variable', () => {
  it('that nobody filled in is not set', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: what a host leaves of a field that nobody filled in
    const env = { A: '', B: ' ', C: '${user_config.C}', D: 'value', E: 'x${user_config.E}' };
    dropUnset(env);
    expect(Object.keys(env)).toEqual(['D', 'E']);
  });
});
