import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConfigError, readWorkerConfig } from '../../worker/config.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'worker-config-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The smallest set that a worker starts with. */
const smallest = { SRE_AGENT_MODEL: 'rules', SLACK_BOT_TOKEN: 'xoxb-1' };

async function problemsOf(env: Record<string, string>): Promise<string[]> {
  try {
    await readWorkerConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

describe('the worker’s configuration', () => {
  it('starts with a model and a bot token, and the servers that come with the package', async () => {
    const { servers, services, settings } = await readWorkerConfig(smallest);
    expect(servers.map(({ name }) => name)).toEqual(['kubernetes', 'aws', 'github']);
    expect(services).toEqual({ services: {} });
    expect(settings).toMatchObject({
      model: 'rules',
      errorChannel: 'site-reliability',
      uiUrl: 'http://localhost:8233',
    });
  });

  it('has no model of its own choice', async () => {
    expect(await problemsOf({ SLACK_BOT_TOKEN: 'xoxb-1' })).toEqual([
      expect.stringMatching(/^SRE_AGENT_MODEL: not set\. Choose who investigates: rules .*anthropic, or a model id/),
    ]);
  });

  it('takes variables that are set to nothing as not set, as compose files leave them', async () => {
    const empty = { SRE_AGENT_MAX_TURNS: '', SRE_AGENT_SERVICES: ' ', ANTHROPIC_BASE_URL: '', TEMPORAL_API_KEY: '' };
    expect(await problemsOf({ ...smallest, ...empty })).toEqual([]);
  });

  it('lists every problem at once, the Slack server’s and Temporal’s among them', async () => {
    const problems = await problemsOf({
      SRE_AGENT_MODEL: 'anthropic',
      SRE_AGENT_MAX_TURNS: 'many',
      SRE_AGENT_SOFT_DEADLINE: '5',
      SRE_AGENT_CLOCK: 'now',
      LOG_LEVEL: 'loud',
      SLACK_BOT_TOKEN: 'xapp-1',
      SRE_AGENT_MCP_CONFIG: join(folder, 'nowhere.json'),
      TEMPORAL_TLS_CLIENT_CERT_PATH: join(folder, 'nowhere.pem'),
    });
    expect(problems.sort()).toEqual([
      expect.stringMatching(/nowhere\.json: ENOENT.*set SRE_AGENT_MCP_CONFIG to the path of an mcp\.json$/),
      expect.stringMatching(/^ANTHROPIC_API_KEY: not set\. Set it, or ANTHROPIC_BASE_URL .* or SRE_AGENT_MODEL=rules/),
      'LOG_LEVEL: expected fatal, error, warn, info, debug or trace',
      'SLACK_BOT_TOKEN is not a bot token: it starts with xoxb-',
      "SRE_AGENT_CLOCK is 'now': expected RFC 3339 with a zone, such as 2026-05-12T09:40:00Z",
      'SRE_AGENT_MAX_TURNS: expected a whole number from 2 to 100',
      'SRE_AGENT_SOFT_DEADLINE: expected a duration such as 90s, 15m or 2h',
      expect.stringMatching(/^TEMPORAL_\* cannot be used: .*ENOENT.*nowhere\.pem/),
    ]);
  });

  it('refuses a soft deadline that would never be reached', async () => {
    expect(await problemsOf({ ...smallest, SRE_AGENT_SOFT_DEADLINE: '30m' })).toEqual([
      'SRE_AGENT_SOFT_DEADLINE: has to be shorter than SRE_AGENT_HARD_DEADLINE, or it would never be reached',
    ]);
  });

  it.each([
    [
      'of a wrong value or key',
      'services:\n  checkout:\n    repositories: [{repository: storefront}]\n    chanel: x\n',
      [
        'services.checkout.repositories.0.repository: expected owner/repository',
        'services.checkout: Unrecognized key: "chanel"',
      ],
    ],
    [
      'that is no YAML',
      'services:\n  checkout: [\n',
      ['line 3: Flow sequence in block collection must be sufficiently indented and end with a ]'],
    ],
  ])('refuses a services.yaml %s, with its name and the place', async (_, text, expected) => {
    const path = await file('services.yaml', text);
    const problems = await problemsOf({ ...smallest, SRE_AGENT_SERVICES: path });
    expect(problems).toEqual(
      expected.map((problem) => expect.stringContaining(`SRE_AGENT_SERVICES: ${path}: ${problem}`)),
    );
  });
});
