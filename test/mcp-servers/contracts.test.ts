import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Contract, contractOf, definitionChars, offered } from './contract-of.ts';
import { type ServerName, serverNames } from './four-servers.ts';
import { snapshotEnvironment } from './snapshots/environment.ts';

const snapshot = (server: ServerName): unknown =>
  JSON.parse(readFileSync(join(import.meta.dirname, 'snapshots', `${server}.json`), 'utf8'));

const { env, folder } = snapshotEnvironment();
const contracts = new Map<ServerName, Contract>();

function contract(server: ServerName): Contract {
  const listed = contracts.get(server);
  if (!listed) throw new Error(`${server} was not listed`);
  return listed;
}

beforeAll(async () => {
  for (const server of serverNames) contracts.set(server, await contractOf(server, env));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Objects with named properties that do not say whether they take others. */
function lenient(schema: unknown, at = ''): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const open = 'properties' in schema && !('additionalProperties' in schema);
  return [...(open ? [at] : []), ...Object.entries(schema).flatMap(([key, inner]) => lenient(inner, `${at}/${key}`))];
}

describe.each(serverNames)('the %s server', (server) => {
  it('lists what its snapshot holds; moved on purpose: npx node test/mcp-servers/snapshots/renew.ts', () => {
    expect(contract(server)).toEqual(snapshot(server));
  });

  it('takes less than 6,000 characters of what a model reads on every turn', () => {
    expect(definitionChars(offered(contract(server)))).toBeLessThan(6_000);
  });

  it('says of each tool whether it reads, and refuses unknown arguments in every depth', () => {
    for (const { name, annotations, inputSchema } of contract(server).tools) {
      expect({ name, reads: typeof annotations?.readOnlyHint, more: inputSchema.additionalProperties }).toEqual({
        name,
        reads: 'boolean',
        more: false,
      });
      expect({ name, lenient: lenient(inputSchema) }).toEqual({ name, lenient: [] });
    }
  });

  it('declares what it has and nothing else', () => {
    expect(contract(server).capabilities).toEqual({ tools: {}, prompts: {}, completions: {}, resources: {} });
  });
});

describe('the four servers together', () => {
  const all = () => serverNames.flatMap((server) => offered(contract(server)));

  it('offer a model at most 24 tools', () => {
    expect(all().length).toBeLessThanOrEqual(24);
  });

  it('take less than 20,000 characters of definitions', () => {
    expect(definitionChars(all())).toBeLessThan(20_000);
  });

  it('offer nothing that writes', () => {
    expect(all().filter(({ name }) => /post|update|upload|create|delete/.test(name))).toEqual([]);
  });
});
