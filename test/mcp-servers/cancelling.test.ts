import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Estate, startEstate } from '../estate/index.ts';
import type { Recorded } from '../estate/system.ts';
import type { Connected } from './connect.ts';
import { connectServer, everyWay, type ServerName } from './four-servers.ts';

/** A call that asks the server's own system, which here never answers. */
const calls: Record<ServerName, { tool: string; args: Record<string, unknown> }> = {
  kubernetes: { tool: 'k8s_get', args: { kind: 'pods', namespace: 'shop' } },
  aws: { tool: 'aws_get', args: { what: 'alarms' } },
  github: { tool: 'github_commit', args: { repository: 'acme/storefront', ref: '042e57a' } },
  slack: { tool: 'slack_read', args: { channel: '#incidents' } },
};

let estate: Estate;
let connected: Connected | undefined;

beforeEach(async () => {
  estate = await startEstate({ caseDir: join(import.meta.dirname, '../cases/pool-exhausted') });
});

afterEach(async () => {
  await connected?.close();
  connected = undefined;
  await estate.close();
});

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 400; i += 1) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('it did not come about within 10 s');
}

describe.each(everyWay)('cancelling a call of the $server server over $transport', ({ server, transport }) => {
  it('aborts the request upstream, and the server goes on', async () => {
    const { tool, args } = calls[server];
    // What a server asks when it starts, to have its connections ready, belongs to no call.
    const asked = (): Recorded[] =>
      estate.journal.requests.filter(({ system, path }) => system === server && !path.endsWith('/version'));
    connected = await connectServer(server, transport, estate.env);
    const heal = estate.journal.fault({ system: server, hang: true });
    const controller = new AbortController();
    const cancelled = expect(connected.call(tool, args, { signal: controller.signal })).rejects.toThrow('enough');
    await until(() => asked().length > 0);
    expect(asked().map(({ aborted }) => aborted)).not.toContain(true);

    controller.abort('enough');
    await cancelled;
    await until(() => asked().every(({ aborted }) => aborted));
    const before = asked().length;

    heal();
    expect(await connected.call(tool, args)).toMatchObject({ isError: false });
    expect(asked().length).toBeGreaterThan(before);
  });
});
