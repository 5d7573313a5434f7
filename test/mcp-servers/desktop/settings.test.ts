import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { helpOf, overview } from '../../../mcp-servers/settings/help.ts';
import { settings } from '../../../mcp-servers/settings/servers.ts';
import { type ServerName, serverNames } from '../../../mcp-servers/settings/setting.ts';

const read = (path: string): string => readFileSync(path, 'utf8');
const names = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, name = '']) => name);

/** Read by a server, and nothing that a person fills into a form. */
const notAsked = [
  // The system's own, and what a platform gives to its pods and containers.
  /^HOME$/,
  /^KUBERNETES_SERVICE_/,
  /^AWS_CONTAINER_/,
  // Other spellings of AWS_REGION and HTTPS_PROXY; plain HTTP is spoken to nobody but this machine.
  /^AWS_DEFAULT_REGION$/,
  /^HTTP_PROXY$/,
  // Of a server on HTTP; a bundle speaks stdio.
  /^SRE_AGENT_MCP_/,
];

const shipped: Record<string, { env: Record<string, string> }> = JSON.parse(read('deploy/mcp.json')).mcpServers;

/** Every variable that a server's code names, that its configuration knows, or that the worker hands to it. */
function variablesOf(server: ServerName): string[] {
  const sources = [`mcp-servers/${server}`, 'mcp-servers/runtime'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => read(`${folder}/${name}`)),
  );
  const [, schema = ''] =
    /const environment = z\.object\(\{\n(.*?)\n\}\);/s.exec(read(`mcp-servers/${server}/config.ts`)) ?? [];
  const all = [
    ...sources.flatMap((text) => names(text, /\benv\.([A-Z][A-Z0-9_]+)\b/g)),
    ...names(schema, /^ {2}([A-Z][A-Z0-9_]+):/gm),
    ...Object.keys(shipped[server]?.env ?? {}).map((name) => name.toUpperCase()),
  ];
  return [...new Set(all)].filter((name) => !notAsked.some((pattern) => pattern.test(name)));
}

describe.each(serverNames)('the settings of the %s server', (server) => {
  const asked = settings[server].map(({ name }) => name);

  it('are all variables that it reads', () => {
    const variables = variablesOf(server);
    expect(variables.length).toBeGreaterThan(2);
    expect(variables.filter((name) => !asked.includes(name))).toEqual([]);
  });

  it('are each named once, and explained in .env.example too', () => {
    expect(new Set(asked).size).toBe(asked.length);
    const explained = names(read('.env.example'), /^# ([A-Z][A-Z0-9_]+)=/gm);
    expect(asked.filter((name) => !explained.includes(name))).toEqual([]);
  });

  it('are marked where they are secrets, and those only', () => {
    const secrets = settings[server].filter(({ sensitive }) => sensitive).map(({ name }) => name);
    expect(secrets).toEqual(asked.filter((name) => /(?:_TOKEN|_KEY|_KEY_ID)$/.test(name)));
  });

  it('stand in the help of the command', () => {
    expect(asked.filter((name) => !helpOf(server).includes(`\n  ${name}\n`))).toEqual([]);
  });
});

it('the variables of a server on HTTP stand in the help of the command, and in .env.example', () => {
  const variables = names(read('mcp-servers/runtime/serve.ts'), /\benv\.(SRE_AGENT_MCP_[A-Z_]+)\b/g);
  expect(variables.length).toBeGreaterThan(3);
  const told = names(overview, /^ {2}(SRE_AGENT_MCP_[A-Z_]+) /gm);
  expect([...told].sort()).toEqual([...new Set(variables)].sort());
  const explained = names(read('.env.example'), /^# ([A-Z][A-Z0-9_]+)=/gm);
  expect(told.filter((name) => !explained.includes(name))).toEqual([]);
});
