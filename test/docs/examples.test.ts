// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are the variables of mcp.json
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { type ServicesFile, servicesFileSchema } from '../../activities/scope/services-file.ts';
import { parseMcpConfig } from '../../worker/mcp-config.ts';

const read = (path: string): string => readFileSync(path, 'utf8');
const fenced = (page: string, language: string): string[] =>
  [...read(page).matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, text = '']) => text);

describe('deploy/services.example.yaml', () => {
  const example = (): ServicesFile => servicesFileSchema.parse(parse(read('deploy/services.example.yaml')));

  it('is a services.yaml', () => {
    expect(Object.keys(example().services).length).toBeGreaterThan(1);
  });

  it('shows every key that a service may have', () => {
    const keys = Object.values<Record<string, unknown>>(parse(read('deploy/services.example.yaml')).services);
    const shown = new Set(keys.flatMap((service) => Object.keys(service)));
    expect([...shown].sort()).toEqual(Object.keys(servicesFileSchema.shape.services.valueType.shape).sort());
  });
});

describe('docs/services-yaml.md', () => {
  it.each(fenced('docs/services-yaml.md', 'yaml').map((text, at) => ({ example: at + 1, text })))(
    'shows in example $example what is accepted',
    ({ text }) => {
      expect(servicesFileSchema.safeParse(parse(text)).error?.issues).toBeUndefined();
    },
  );

  it('explains every key', () => {
    const page = read('docs/services-yaml.md');
    const keys = Object.keys(servicesFileSchema.shape.services.valueType.shape);
    expect(keys.filter((key) => !page.includes(`\`${key}\``))).toEqual([]);
  });
});

describe('docs/mcp-json.md', () => {
  const env = { GRAFANA_TOKEN: 'glsa', RUNBOOKS_TOKEN: 'secret' };

  it.each(fenced('docs/mcp-json.md', 'json').map((text, at) => ({ example: at + 1, text })))(
    'shows in example $example what is accepted',
    ({ text }) => {
      expect(parseMcpConfig(text, env).length).toBeGreaterThan(0);
    },
  );

  it('quotes the messages that a wrong file gets', () => {
    const messageOf = (mcpServers: unknown): string => {
      try {
        parseMcpConfig(JSON.stringify({ mcpServers }), {}, 'mcp.json');
      } catch (error) {
        return error instanceof Error ? error.message : '';
      }
      return '';
    };
    const [messages = ''] = fenced('docs/mcp-json.md', 'text');
    const said = [
      messageOf({ grafana: { command: 'mcp-grafana', env: { TOKEN: '${GRAFANA_TOKEN}' } } }),
      messageOf({ grafana: { comand: 'mcp-grafana' } }),
    ];
    expect(messages.trim().split('\n')).toEqual(expect.arrayContaining(said.flatMap((text) => text.split('\n'))));
  });
});

describe('deploy/slack-manifest.yaml', () => {
  const manifest: {
    oauth_config: { scopes: { bot: string[] } };
    settings: { event_subscriptions: { bot_events: string[] } };
  } = parse(read('deploy/slack-manifest.yaml'));

  /** Which of Slack's methods need which scope: https://docs.slack.dev/reference/methods */
  const scopesOf: Record<string, string[]> = {
    // By a user token alone, which the manifest leaves to whoever wants it.
    'assistant.search.context': [],
    'search.messages': [],
    'auth.test': [],
    'bookmarks.list': ['bookmarks:read'],
    'chat.postEphemeral': ['chat:write'],
    'chat.postMessage': ['chat:write'],
    'chat.update': ['chat:write'],
    'conversations.history': ['channels:history', 'groups:history', 'metadata.message:read'],
    'conversations.info': ['channels:read', 'groups:read'],
    'conversations.replies': ['channels:history', 'groups:history', 'metadata.message:read'],
    'files.completeUploadExternal': ['files:write'],
    'files.getUploadURLExternal': ['files:write'],
    'pins.list': ['pins:read'],
    'usergroups.list': ['usergroups:read'],
    'users.conversations': ['channels:read', 'groups:read'],
    'users.info': ['users:read'],
  };
  const code = ['mcp-servers/slack', 'trigger/slack']
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts'))
        .map((name) => read(`${folder}/${name}`)),
    )
    .join('\n');
  const methods = new Set(
    [
      ...code.matchAll(/\b((?:auth|chat|conversations|users|reactions|views|bookmarks|team)\.[a-z][A-Za-z]+)['(]/g),
      ...code.matchAll(/'((?:assistant|files|pins|search|usergroups)(?:\.[a-z][A-Za-z]+)+)'/g),
    ].map(([, method = '']) => method),
  );

  it('asks for the scopes of the methods that are called, and for no other', () => {
    expect([...methods].filter((method) => scopesOf[method] === undefined)).toEqual([]);
    const needed = new Set(['app_mentions:read', ...[...methods].flatMap((method) => scopesOf[method] ?? [])]);
    expect([...manifest.oauth_config.scopes.bot].sort()).toEqual([...needed].sort());
  });

  it('says how a person lets it search, without asking for it', () => {
    expect(read('deploy/slack-manifest.yaml')).toContain('# user:\n    #   - search:read\n');
  });

  it('subscribes to the events that are listened to, and to no other', () => {
    const events = [...code.matchAll(/app\.event\('([a-z_]+)'/g)].map(([, event = '']) => event);
    expect(manifest.settings.event_subscriptions.bot_events).toEqual(events);
  });
});
