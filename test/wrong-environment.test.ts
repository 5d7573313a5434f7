import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type RunningProgram, runProgram } from './running-program.ts';
import { startTemporal, type TemporalServer } from './temporal-server.ts';

const patience = 120_000;
const started: RunningProgram[] = [];
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sre-agent-wrong-'));
});
afterEach(() => Promise.all(started.splice(0).map((program) => program.remove())));
afterAll(() => rm(folder, { recursive: true, force: true }));

async function written(name: string, text: string): Promise<string> {
  await writeFile(join(folder, name), text);
  return join(folder, name);
}

/** What the program says to the person who started it, and the status it ends with. */
async function refusal(program: 'worker' | 'trigger', env: Record<string, string>) {
  const run = await runProgram([`${program}/main.ts`], { env });
  started.push(run);
  const status = await run.ended;
  return { status, lines: run.err().trimEnd().split('\n') };
}

const enough = { SRE_AGENT_MODEL: 'rules', SLACK_BOT_TOKEN: 'xoxb-1' };

describe('npm run worker', () => {
  it(
    'does not choose who investigates, and lists every other problem beside that',
    async () => {
      const services = await written(
        'services.yaml',
        'services:\n  checkout:\n    clusters:\n      - context: prod\n        namespace: [shop]\n',
      );
      const mcp = await written('mcp.json', '{\n  "mcpServers": {\n    "runbooks": { "comand": "node" }\n  }\n}\n');
      const { status, lines } = await refusal('worker', {
        SRE_AGENT_MAX_TURNS: 'many',
        SRE_AGENT_SERVICES: services,
        SRE_AGENT_MCP_CONFIG: mcp,
        TEMPORAL_TLS_CLIENT_CERT_PATH: '/nowhere/cert.pem',
      });
      expect(status).toBe(1);
      expect(lines.at(0)).toBe("The worker can't start:");
      expect(lines.at(-1)).toBe('See .env.example.');
      const problems = [
        `  - ${mcp}: mcpServers.runbooks.comand: unknown key, did you mean 'command'? (line 3)`,
        expect.stringMatching(/^ {2}- SLACK_BOT_TOKEN is not set: /),
        '  - SRE_AGENT_MAX_TURNS: expected a whole number from 2 to 100',
        expect.stringMatching(/^ {2}- SRE_AGENT_MODEL: not set\. Choose who investigates: rules /),
        `  - SRE_AGENT_SERVICES: ${services}: services.checkout.clusters.0: Unrecognized key: "namespace" (line 5)`,
        expect.stringMatching(/^ {2}- TEMPORAL_\* cannot be used: .*\/nowhere\/cert\.pem/),
      ];
      expect(lines.slice(1, -1)).toEqual(expect.arrayContaining(problems));
      expect(lines).toHaveLength(problems.length + 2);
    },
    patience,
  );

  it(
    'names the line at which a file can not be read any further',
    async () => {
      const services = await written('services.yaml', 'services:\n  checkout: [\n');
      const mcp = await written('mcp.json', '{\n  "mcpServers": {\n    "runbooks": { "command": "node", }\n  }\n}\n');
      const { status, lines } = await refusal('worker', {
        ...enough,
        SRE_AGENT_SERVICES: services,
        SRE_AGENT_MCP_CONFIG: mcp,
      });
      expect(status).toBe(1);
      expect(lines).toHaveLength(4);
      expect(lines).toContainEqual(expect.stringMatching(/mcp\.json: not JSON: .*\bline 3\b/));
      expect(lines).toContainEqual(expect.stringMatching(/services\.yaml: line 3: /));
    },
    patience,
  );

  it(
    'says where it looked for a Temporal that is not there',
    async () => {
      const { status, lines } = await refusal('worker', { ...enough, TEMPORAL_ADDRESS: '127.0.0.1:1' });
      expect(status).toBe(1);
      expect(lines).toEqual([
        "The worker can't reach Temporal at 127.0.0.1:1 (namespace default): Connection refused",
        expect.stringMatching(/^Check that it runs, TEMPORAL_ADDRESS /),
      ]);
    },
    patience,
  );

  describe('on a server without its namespace', () => {
    let temporal: TemporalServer;
    beforeAll(async () => {
      temporal = await startTemporal();
    }, 60_000);
    afterAll(() => temporal.close());

    it(
      'names the namespace',
      async () => {
        const env = { ...enough, TEMPORAL_ADDRESS: temporal.address, TEMPORAL_NAMESPACE: 'payments' };
        const { status, lines } = await refusal('worker', env);
        expect(status).toBe(1);
        expect(lines[0]).toMatch(
          /^The worker can't reach Temporal at 127\.0\.0\.1:\d+ \(namespace payments\): .*not found/,
        );
        expect(lines).toHaveLength(2);
      },
      patience,
    );
  });
});

describe('npm run trigger', () => {
  it(
    'lists every problem at once',
    async () => {
      const env = { SLACK_BOT_TOKEN: 'token', PORT: 'http', TEMPORAL_TLS_CLIENT_CERT_PATH: '/nowhere/cert.pem' };
      const { status, lines } = await refusal('trigger', env);
      expect(status).toBe(1);
      expect(lines).toEqual([
        "The trigger can't start:",
        expect.stringMatching(/^ {2}- SLACK_BOT_TOKEN does not start with xoxb-/),
        expect.stringMatching(/^ {2}- PORT expected a port/),
        expect.stringMatching(/^ {2}- SLACK_APP_TOKEN is missing: .*SLACK_SIGNING_SECRET/),
        expect.stringMatching(/^ {2}- TEMPORAL_\* cannot be used: .*\/nowhere\/cert\.pem/),
        'See .env.example.',
      ]);
    },
    patience,
  );
});
