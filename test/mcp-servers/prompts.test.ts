import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { actions } from '../../mcp-servers/aws/permissions.ts';
import { kindsOfCause } from '../../mcp-servers/runtime/categories-resource.ts';
import { type Estate, startEstate } from '../estate/index.ts';
import type { Connected } from './connect.ts';
import { connectServer, type ServerName, serverNames } from './four-servers.ts';

let estate: Estate;
beforeAll(async () => {
  estate = await startEstate({ caseDir: join(import.meta.dirname, '../cases/pool-exhausted') });
});
afterAll(() => estate.close());

const places: Record<ServerName, { typed: string; suggested: string }> = {
  kubernetes: { typed: 'est', suggested: 'estate' },
  aws: { typed: 'eu-', suggested: 'eu-west-1' },
  github: { typed: 'store', suggested: 'acme/storefront' },
  slack: { typed: 'inc', suggested: 'incidents' },
};

describe.each(serverNames)('the %s server', (server) => {
  let connected: Connected;
  beforeEach(async () => {
    connected = await connectServer(server, 'HTTP', estate.env);
  });
  afterEach(() => connected.close());

  const ref = { type: 'ref/prompt' as const, name: 'diagnose' };
  const complete = async (name: string, value: string) =>
    (await connected.client.complete({ ref, argument: { name, value } })).completion.values;

  it('advises every tool that a model is offered, in some order, and no other', async () => {
    const { messages } = await connected.client.getPrompt({ name: 'diagnose', arguments: { service: 'checkout' } });
    const advised = new Set(JSON.stringify(messages).match(/\b(?:k8s|aws|github|slack)_[a-z_]+\b/g));
    const offered = (await connected.tools()).filter(({ annotations }) => annotations?.readOnlyHint);
    expect([...advised].sort()).toEqual(offered.map(({ name }) => name).sort());
  });

  it('suggests the places that may be read', async () => {
    expect(await complete('context', places[server].typed)).toContain(places[server].suggested);
  });

  it('suggests the services that run', async () => {
    expect(await complete('service', 'check')).toEqual(
      server === 'slack' ? [] : expect.arrayContaining([expect.stringContaining('checkout')]),
    );
  });

  it('tells what it may read and which permissions that takes', async () => {
    const read = async (name: string) => {
      const [content] = (await connected.client.readResource({ uri: `sre-agent://${server}/${name}` })).contents;
      return content && 'text' in content ? content.text : '';
    };
    expect(await read('allowed')).toContain(places[server].suggested);
    expect((await read('permissions')).length).toBeGreaterThan(200);
    for (const { name } of (await connected.client.listResources()).resources) expect(await read(name)).toMatch(/\w/);
  });
});

describe('what the resources say', () => {
  it('is the policy of deploy/aws', () => {
    const policy: { Statement: { Action: string[] }[] } = JSON.parse(
      readFileSync('deploy/aws/reader-policy.json', 'utf8'),
    );
    expect([...actions].sort()).toEqual(policy.Statement.flatMap(({ Action }) => Action).sort());
  });

  it('is the scopes of the Slack manifest, but the one that only the trigger needs', async () => {
    const manifest: { oauth_config: { scopes: { bot: string[] } } } = parse(
      readFileSync('deploy/slack-manifest.yaml', 'utf8'),
    );
    const connected = await connectServer('slack', 'HTTP', estate.env);
    const { contents } = await connected.client.readResource({ uri: 'sre-agent://slack/permissions' });
    await connected.close();
    const named = JSON.stringify(contents).match(/\b[a-z]+(?:\.[a-z]+)?:(?:read|write|history)(?:\.[a-z]+)?\b/g);
    // A person's, who may let the app search; no bot can have them.
    const ofBots = [...new Set(named)].filter((scope) => !scope.startsWith('search:'));
    const needed = manifest.oauth_config.scopes.bot.filter((scope) => scope !== 'app_mentions:read');
    expect(ofBots.sort()).toEqual(needed.sort());
  });

  it('is what docs/categories.md explains', () => {
    const rows = [...readFileSync('docs/categories.md', 'utf8').matchAll(/^\| `([a-z-]+)` \| (.+?) \| (.+?) \|$/gm)];
    expect(kindsOfCause).toEqual(rows.map(([, ...row]) => row));
  });
});
