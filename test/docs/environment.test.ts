import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const read = (path: string): string => readFileSync(path, 'utf8');

const sources = ['workflows', 'activities', 'mcp-servers', 'worker', 'trigger'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name)),
);
/** The programs beside the product: demo, replay and what they start. */
const ownPrograms = readdirSync('test')
  .filter((name) => name.endsWith('.ts'))
  .map((name) => join('test', name));

/** The shell's own, and the address that Kubernetes gives to each pod: nobody sets them for us. */
const given = ['PATH', 'HOME', 'KUBERNETES_SERVICE_HOST', 'KUBERNETES_SERVICE_PORT'];

const names = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, name = '']) => name);

/** Keys of the zod schemas that an environment is parsed with. */
const inSchemas = (text: string): string[] => {
  const [, schema] = /const (?:environment|variables) = z\.object\(\{\n(.*?)\n\}\);/s.exec(text) ?? [];
  return schema === undefined ? [] : names(schema, /^ {2}([A-Za-z_]+):/gm);
};
const inCode = (text: string): string[] => names(text, /\benv\.([A-Z][A-Z0-9_]+)\b/g);
const variablesIn = (file: string): string[] => [...inSchemas(read(file)), ...inCode(read(file))];
const shipped = names(read('deploy/mcp.json'), /\$\{([A-Z0-9_]+)/g);

/** Lower case is the same variable, spelt as some tools want it. */
const isRead = new Set(
  [...[...sources, ...ownPrograms].flatMap(variablesIn), ...shipped].map((name) => name.toUpperCase()),
);
for (const name of given) isRead.delete(name);

/** What libraries read by themselves. */
const readByOthers = new Set([
  ...names(read('node_modules/@temporalio/envconfig/lib/envconfig-toml.js'), /'(TEMPORAL_[A-Z_]+)'/g),
  ...names(read('node_modules/@temporalio/envconfig/lib/envconfig.js'), /['".](TEMPORAL_[A-Z_]+)/g),
]);

/** Blocks of comment lines and `# NAME=` lines; the comment explains the names below it. */
const blocks = read('.env.example')
  .split('\n\n')
  .map((block) => ({
    text: block
      .split('\n')
      .filter((line) => /^# [^=]*\s/.test(line))
      .join(' '),
    names: names(block, /^# ([A-Z][A-Z0-9_]+)=/gm),
  }));
const explained = blocks.flatMap((block) => block.names);

describe('.env.example', () => {
  it('finds the variables that the programs read', () => {
    expect([...isRead]).toEqual(
      expect.arrayContaining(['SRE_AGENT_MODEL', 'SLACK_APP_TOKEN', 'SRE_AGENT_CLOCK', 'AWS_PROFILE', 'HTTPS_PROXY']),
    );
    expect(isRead.size).toBeGreaterThan(50);
  });

  it('explains every variable that is read', () => {
    expect([...isRead].filter((name) => !explained.includes(name))).toEqual([]);
  });

  it('explains nothing that nobody reads', () => {
    expect(explained.filter((name) => !isRead.has(name) && !readByOthers.has(name))).toEqual([]);
  });

  it('explains each variable once, in words', () => {
    expect(explained.filter((name, at) => explained.indexOf(name) !== at)).toEqual([]);
    expect(blocks.filter((block) => block.names.length > 0 && block.text.length < 30)).toEqual([]);
  });

  it('sets nothing by itself', () => {
    expect(read('.env.example').match(/^[^#\n].*/gm) ?? []).toEqual([]);
  });

  it('states the defaults that the worker has', () => {
    const defaults = Object.fromEntries(
      [...read('.env.example').matchAll(/^# (SRE_AGENT_[A-Z_]+)=(.+)$/gm)].map(([, name, value]) => [name, value]),
    );
    expect(defaults).toMatchObject({
      SRE_AGENT_MAX_TURNS: defaultIn('SRE_AGENT_MAX_TURNS'),
      SRE_AGENT_MAX_TOOL_CALLS: defaultIn('SRE_AGENT_MAX_TOOL_CALLS'),
      SRE_AGENT_MAX_TOKENS: defaultIn('SRE_AGENT_MAX_TOKENS'),
      SRE_AGENT_MODEL_ATTEMPTS: defaultIn('SRE_AGENT_MODEL_ATTEMPTS'),
      SRE_AGENT_SERVER_RATE: defaultIn('SRE_AGENT_SERVER_RATE'),
    });
  });
});

function defaultIn(name: string): string {
  const source = read('worker/config.ts');
  const [, value = ''] = new RegExp(`${name}:.*\\.default\\(([\\d_]+)\\)`).exec(source) ?? [];
  return value.replaceAll('_', '');
}

describe('deploy/mcp.json', () => {
  const servers: Record<string, { env: Record<string, string> }> = JSON.parse(read('deploy/mcp.json')).mcpServers;

  it.each(Object.keys(servers))('hands the %s server every variable of its configuration', (name) => {
    const wanted = inSchemas(read(`mcp-servers/${name}/config.ts`)).filter((key) => key === key.toUpperCase());
    expect(wanted.length).toBeGreaterThan(0);
    expect(Object.keys(servers[name]?.env ?? {})).toEqual(expect.arrayContaining(wanted));
  });
});
