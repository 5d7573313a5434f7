import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { type ServerName, serverNames } from '../../mcp-servers/settings/setting.ts';
import { type Estate, startEstate } from '../estate/index.ts';
import { connectStdio } from '../mcp-servers/connect.ts';

/*
 * The configuration that docs/claude-desktop.md shows, as Claude Desktop would run it. Of the page are the arguments and
 * variables; of this machine where the repository lies, and what leads to the estate instead of production.
 */

const root = join(import.meta.dirname, '../..');
const config = z.object({
  mcpServers: z.record(
    z.enum(serverNames),
    z.object({ args: z.array(z.string()), env: z.record(z.string(), z.string()) }),
  ),
});

let estate: Estate;
let home: string;
let shown: z.infer<typeof config>['mcpServers'];

beforeAll(async () => {
  estate = await startEstate({ caseDir: join(root, 'test/cases/pool-exhausted') });
  home = await mkdtemp(join(tmpdir(), 'sre-agent-home-'));
  const { AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = estate.env;
  const keys = `aws_access_key_id = ${AWS_ACCESS_KEY_ID}\naws_secret_access_key = ${AWS_SECRET_ACCESS_KEY}\n`;
  await mkdir(join(home, '.aws'));
  await writeFile(join(home, '.aws/config'), `[profile reader]\nendpoint_url = ${AWS_ENDPOINT_URL}\n`);
  await writeFile(join(home, '.aws/credentials'), `[reader]\n${keys}`);
  const page = await readFile(join(root, 'docs/claude-desktop.md'), 'utf8');
  const [, text = ''] = /^```json\n(.*?)^```/ms.exec(page) ?? [];
  shown = config.parse(JSON.parse(text)).mcpServers;
});
afterAll(async () => {
  await estate.close();
  await rm(home, { recursive: true, force: true });
});

/** What a person puts in the place of the page's examples. */
const own: Record<ServerName, string[]> = {
  kubernetes: ['KUBECONFIG'],
  aws: [],
  github: ['GITHUB_TOKEN', 'GITHUB_API_URL'],
  slack: ['SLACK_BOT_TOKEN', 'SLACK_API_URL'],
};
const calls: Record<ServerName, [tool: string, says: string]> = {
  kubernetes: ['k8s_triage', 'checkout-api'],
  aws: ['aws_triage', 'connection-pool-exhausted'],
  github: ['github_changes', '042e57a'],
  slack: ['slack_search', 'checkout'],
};

describe.each(serverNames)('the entry of the %s server', (server) => {
  it('starts it, and leads from the prompt diagnose to an answer', async () => {
    const { args, env } = shown[server];
    const [program = '', ...rest] = args.map((part) =>
      part.replace(/^\/opt\/sre-agent\/dist\/(.*)\.js$/, `${root}/$1.ts`),
    );
    const filledIn = Object.fromEntries(own[server].map((name) => [name, estate.env[name] ?? '']));
    const clock = { SRE_AGENT_CLOCK: estate.env.SRE_AGENT_CLOCK ?? '' };
    const connected = await connectStdio(program, { HOME: home, ...env, ...filledIn, ...clock }, rest);
    try {
      const { messages } = await connected.client.getPrompt({ name: 'diagnose', arguments: { service: 'checkout' } });
      const [tool, says] = calls[server];
      expect(JSON.stringify(messages)).toContain(tool);
      const asked = server === 'slack' ? { query: 'checkout', since: '1d' } : { scope: { service: 'checkout' } };
      const { text, isError } = await connected.call(tool, asked);
      expect({ isError, text }).toEqual({ isError: false, text: expect.stringContaining(says) });
    } finally {
      await connected.close();
    }
  });
});
