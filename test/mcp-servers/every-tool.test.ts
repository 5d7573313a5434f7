import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Estate, startEstate } from '../estate/index.ts';
import type { Connected } from './connect.ts';
import { exampleCalls } from './example-calls.ts';
import { connectServer, everyWay, type ServerName } from './four-servers.ts';

const prefix: Record<ServerName, string> = { kubernetes: 'k8s_', aws: 'aws_', github: 'github_', slack: 'slack_' };
let estate: Estate;

beforeAll(async () => {
  estate = await startEstate({ caseDir: join(import.meta.dirname, '../cases/pool-exhausted') });
});

afterAll(async () => {
  await estate.close();
  expect(estate.journal.notServed).toEqual([]);
});

describe.each(everyWay)('the $server server over $transport', ({ server, transport }) => {
  let connected: Connected;

  beforeAll(async () => {
    connected = await connectServer(server, transport, { ...estate.env, SRE_AGENT_GITHUB_ISSUES: 'true' });
  });
  afterAll(() => connected.close());

  it('answers a call of every tool that it lists, the ones that write included', async () => {
    const tools = await connected.tools();
    const mine = Object.keys(exampleCalls).filter((name) => name.startsWith(prefix[server]));
    expect(tools.map(({ name }) => name).sort()).toEqual(mine.sort());
    for (const { name } of tools) {
      const example = exampleCalls[name];
      const args = typeof example?.args === 'function' ? await example.args(connected) : example?.args;
      const { text, isError } = await connected.call(name, args);
      expect({ name, isError, text }).toEqual({
        name,
        isError: false,
        text: expect.stringMatching(example?.says ?? /$^/),
      });
    }
  });
});
