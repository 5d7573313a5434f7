import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { version } from '../../mcp-servers/runtime/version.ts';
import { settings } from '../../mcp-servers/settings/servers.ts';
import { serverNames } from '../../mcp-servers/settings/setting.ts';

const page = readFileSync('docs/claude-desktop.md', 'utf8');
const config = z.object({
  mcpServers: z.partialRecord(
    z.enum(serverNames),
    z.strictObject({ command: z.string(), args: z.array(z.string()), env: z.record(z.string(), z.string()) }),
  ),
});
const examples = [...page.matchAll(/^```json\n(.*?)^```/gms)].map(([, text = '']) => config.parse(JSON.parse(text)));
const entries = examples.flatMap(({ mcpServers }) => Object.entries(mcpServers));

describe('docs/claude-desktop.md', () => {
  it('shows all four servers by configuration, and one on Windows', () => {
    expect(examples.map(({ mcpServers }) => Object.keys(mcpServers))).toEqual([[...serverNames], ['kubernetes']]);
  });

  it('starts each by the command of the package, with absolute paths alone', () => {
    const { bin } = z
      .object({ bin: z.record(z.string(), z.string()) })
      .parse(JSON.parse(readFileSync('package.json', 'utf8')));
    for (const [server, { command, args }] of entries) {
      const [program = '', ...rest] = args;
      expect([command, program].filter((path) => !/^(?:\/|[A-Z]:\\)/.test(path))).toEqual([]);
      expect(program.replaceAll('\\', '/')).toMatch(new RegExp(`/sre-agent/${bin['sre-agent-mcp']}$`));
      expect(rest).toEqual([server]);
    }
  });

  it('sets what the server reads, and all that it requires', () => {
    for (const [name, { env }] of entries) {
      const server = z.enum(serverNames).parse(name);
      const known = settings[server].map((setting) => setting.name);
      const required = settings[server].filter((setting) => setting.required).map((setting) => setting.name);
      expect(known).toEqual(expect.arrayContaining(Object.keys(env)));
      expect(Object.keys(env)).toEqual(expect.arrayContaining(required));
    }
  });

  it('names the bundles as they are packed, and the fields as the form has them', () => {
    const bundles = [...page.matchAll(/^\.desktop\/(\S+)$/gm)].map(([, file]) => file);
    expect(bundles).toEqual(serverNames.map((server) => `sre-agent-${server}-${version}.mcpb`));
    const titles = serverNames.flatMap((server) => settings[server].map(({ title }) => title));
    for (const field of ['kubeconfig', 'Contexts', 'Region', 'AWS profile', 'Token', 'App private key', 'Bot token']) {
      expect(titles).toContain(field);
      expect(page).toContain(field);
    }
  });
});
