import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { packageRoot } from '../worker/package-root.ts';
import type { Estate } from './estate/index.ts';
import type { TemporalServer } from './temporal-server.ts';

export interface ProductEnvironment {
  /** What worker and trigger need, whether in this process or in one of their own. Nothing of the shell but the PATH. */
  env: Record<string, string>;
  remove(): Promise<void>;
}

interface Options {
  estate: Estate;
  temporal: Pick<TemporalServer, 'address' | 'uiUrl'>;
  /** `rules`; `scripted` for the estate's Messages API; anything else with `more` saying how to reach it. */
  model: string;
  more?: Record<string, string>;
}

/** The environment in which the product meets the estate instead of production: endpoints and the clock, no more. */
export async function productEnvironment({ estate, temporal, model, more = {} }: Options): Promise<ProductEnvironment> {
  const folder = await mkdtemp(join(tmpdir(), 'sre-agent-'));
  const { ANTHROPIC_BASE_URL, ANTHROPIC_API_KEY, ...reached } = estate.env;
  const scripted: Record<string, string> =
    model === 'scripted' && ANTHROPIC_BASE_URL && ANTHROPIC_API_KEY
      ? { ANTHROPIC_BASE_URL, ANTHROPIC_API_KEY, SRE_AGENT_MODEL: 'claude-opus-5-5' }
      : { SRE_AGENT_MODEL: model };
  const env: Record<string, string> = {
    PATH: process.env.PATH ?? '',
    HOME: process.env.HOME ?? '',
    ...reached,
    ...scripted,
    TEMPORAL_ADDRESS: temporal.address,
    SRE_AGENT_TEMPORAL_UI_URL: temporal.uiUrl,
    SRE_AGENT_MCP_CONFIG: join(folder, 'mcp.json'),
    LOG_LEVEL: 'warn',
    ...more,
  };
  await writeFile(join(folder, 'mcp.json'), await mcpConfig());
  if (estate.incident.services !== undefined) {
    env.SRE_AGENT_SERVICES = join(folder, 'services.yaml');
    await writeFile(env.SRE_AGENT_SERVICES, stringify(estate.incident.services));
  }
  return { env, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** The `mcp.json` that is shipped, run by this Node, from the sources where this is a source itself. */
async function mcpConfig(): Promise<string> {
  const root = packageRoot();
  const shipped = await readFile(join(root, 'deploy', 'mcp.json'), 'utf8');
  const fromSources = import.meta.filename.endsWith('.ts');
  const program = (path: string) =>
    fromSources ? join(root, path.replace(/^dist\//, '').replace(/\.js$/, '.ts')) : join(root, path);
  const config: unknown = JSON.parse(shipped, (_key, value: unknown) =>
    typeof value === 'string' && /^dist\/.*\.js$/.test(value)
      ? program(value)
      : value === 'node'
        ? process.execPath
        : value,
  );
  return JSON.stringify(config);
}
