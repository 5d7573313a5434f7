import { version } from '../runtime/version.ts';
import { oldestNode } from '../settings/oldest-node.ts';
import { settings } from '../settings/servers.ts';
import type { ServerName, Setting } from '../settings/setting.ts';
import type { Offered } from './ask-bundle.ts';

/** Where the server stands in the bundle. */
export const entryPoint = 'server/index.mjs';

const about: Record<ServerName, { title: string; description: string }> = {
  kubernetes: {
    title: 'Kubernetes, for incidents',
    description:
      'Finds out what is wrong in a cluster: findings with causes, objects, logs by pattern, events, changes. Reads only.',
  },
  aws: {
    title: 'AWS, for incidents',
    description:
      'Finds out what is wrong in AWS: services, alarms, metrics, logs, traces, and who changed what. Reads only.',
  },
  github: {
    title: 'GitHub, for incidents',
    description: 'Finds out what changed before an incident, and reads the code behind it.',
  },
  slack: {
    title: 'Slack, for incidents',
    description:
      'Reads what people and alerting apps wrote around an incident, where the bot is invited, and posts for it.',
  },
};

/** The manifest of a server's bundle: what it offers, as the server says itself, and a field for each of its settings. */
export function manifestOf(server: ServerName, { tools, prompts }: Omit<Offered, 'startMs'>) {
  const fields = settings[server];
  return {
    manifest_version: '0.3',
    name: `sre-agent-${server}`,
    display_name: about[server].title,
    version,
    description: about[server].description,
    author: { name: 'The sre-agent contributors' },
    license: 'Apache-2.0',
    keywords: ['sre', 'incident', 'diagnosis', server],
    server: {
      type: 'node',
      entry_point: entryPoint,
      mcp_config: {
        command: 'node',
        args: [`\${__dirname}/${entryPoint}`],
        env: Object.fromEntries(fields.map(({ name }) => [name, `\${user_config.${name}}`])),
      },
    },
    tools: tools.map(({ name, description }) => ({ name, description })),
    prompts,
    // The server completes a prompt's arguments, which a manifest cannot.
    prompts_generated: true,
    compatibility: { platforms: ['darwin', 'win32', 'linux'], runtimes: { node: `>=${oldestNode}` } },
    user_config: Object.fromEntries(fields.map((setting) => [setting.name, field(setting)])),
  };
}

function field({ title, description, type, required, sensitive, default: value, min }: Setting) {
  return {
    type,
    title,
    description,
    required: required ?? false,
    ...(sensitive && { sensitive }),
    ...(value !== undefined && { default: value }),
    ...(min !== undefined && { min }),
  };
}
